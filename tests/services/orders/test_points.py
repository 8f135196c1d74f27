"""Points at the till: spent once with the order, given back with it, never on shipping or tax, whatever dies or refuses."""

from __future__ import annotations

from contextlib import suppress

import pytest

from souk.contracts.cart.calls import CartHolder
from souk.contracts.customers.calls import NotEnoughPoints
from souk.contracts.inventory.calls import OutOfStock
from souk.contracts.orders.calls import Buyer
from souk.kernel import clock
from souk.kernel.crashes import Crash, crash_at
from souk.services.orders.rules.points import spendable
from souk.services.orders.stories import cancellation, placing
from souk.services.orders.use_cases import quoting
from souk.services.orders.use_cases.auditing import violations
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Refused, Unavailable
from tests.services.orders.conftest import STAFF, Street


@pytest.fixture
def ada(street: Street) -> Street:
    """Ada, with 2,000 points, and two lamps and a vase (69.90) in the cart."""
    street.carts.merge(token=street.buyer.cart_token or "", user_id="usr_ada")
    street.buyer = Buyer(user_id="usr_ada")
    street.customers.balances["usr_ada"] = 2_000
    return street


def test_points_pay_a_part_of_the_goods_as_quoted(ada: Street):
    quote = quoting.quote_cart(ada.buyer, "US", "IL", "standard", points=500)
    assert (quote.points.points, quote.points.discount.minor, quote.points_offer.points) == (500, 500, 2_000)
    order = placing.place_order("k", ada.buyer, ada.details(points=500))
    assert (order.total, order.points, order.discount.minor) == (quote.total, quote.points, 500)
    assert ada.customers.balances["usr_ada"] == 1_500
    assert ada.payments.net == quote.total.minor
    assert violations() == []


def test_points_never_pay_more_than_the_goods_cost(ada: Street):
    ada.customers.balances["usr_ada"] = 1_000_000
    quote = quoting.quote_cart(ada.buyer, "US", "IL", "standard", points=10**9)
    with pytest.raises(NotEnoughPoints):
        placing.place_order("too many", ada.buyer, ada.details(points=10**9))
    order = placing.place_order("k", ada.buyer, ada.details(points=quote.points.points))
    assert (order.discount, order.tax.minor) == (order.subtotal, 0)
    assert order.total == order.shipping
    assert ada.customers.balances["usr_ada"] == 1_000_000 - 6_990


def test_nobody_is_asked_for_points_by_who_does_not_spend_any_and_a_guest_has_none(street: Street):
    quote = quoting.quote_cart(street.buyer, "US", "IL", "standard", points=500)
    assert (quote.points, quote.points_offer) == (None, None)
    with pytest.raises(NotEnoughPoints):
        placing.place_order("with points", street.buyer, street.details(points=500))
    street.customers.is_away = True
    assert placing.place_order("k", street.buyer, street.details()).points is None


def test_while_customers_is_away_a_quote_goes_on_and_a_checkout_that_spends_waits(ada: Street):
    ada.customers.is_away = True
    assert quoting.quote_cart(ada.buyer, "US", "IL", "standard", points=500).points is None
    with pytest.raises(Unavailable):
        placing.place_order("k", ada.buyer, ada.details(points=500))
    ada.customers.is_away = False
    ada.settle()
    assert [order.points_spent for order in ada.orders()] == [500]
    assert ada.customers.balances["usr_ada"] == 1_500


def test_a_refused_order_gives_the_points_back(ada: Street):
    ada.inventory.refuse("reserve", OutOfStock("Only 1 is left.", shortages=[]))
    with pytest.raises(OutOfStock):
        placing.place_order("k", ada.buyer, ada.details(points=500))
    assert ada.customers.balances["usr_ada"] == 2_000


def test_points_that_were_spent_elsewhere_meanwhile_end_the_checkout_and_nothing_is_taken(ada: Street):
    spend = ada.customers.spend

    def somebody_was_quicker(**asked):
        ada.customers.balances["usr_ada"] = 100
        return spend(**asked)

    ada.customers.spend = somebody_was_quicker
    with pytest.raises(NotEnoughPoints):
        placing.place_order("k", ada.buyer, ada.details(points=500))
    assert (ada.payments.net, ada.held(), ada.customers.balances["usr_ada"]) == (0, 0, 100)


def test_a_cancelled_order_gives_the_points_back_once(ada: Street):
    order = placing.place_order("k", ada.buyer, ada.details(points=500))
    for _ in range(2):
        cancellation.cancel_order(order.order_id, STAFF, "")
    assert ada.customers.balances["usr_ada"] == 2_000
    assert ada.payments.net == 0


@pytest.mark.parametrize("at", range(30))
@pytest.mark.parametrize("card", ["pm_card_success", "pm_card_declined"])
def test_dying_anywhere_spends_the_points_with_the_order_or_not_at_all(ada: Street, card: str, at: int):
    with suppress(Crash, Refused), crash_at(at):
        placing.place_order("k", ada.buyer, ada.details(card, points=500))
    with clock.shifted(800):
        ada.settle()
    states = [order.status for order in ada.orders()]
    if card == "pm_card_success" and states == ["confirmed"]:
        assert ada.customers.balances["usr_ada"] == 1_500
    else:
        assert states in ([], ["cancelled"])
        assert ada.customers.balances["usr_ada"] == 2_000
    assert violations() == []


@pytest.mark.parametrize(
    ("wanted", "balance", "value", "left", "expected"),
    [
        (5, 9, 1, 100, 5),
        (50, 9, 1, 100, 9),
        (500, 900, 1, 100, 100),
        (5, -9, 1, 100, 0),
        (5, 9, 0, 100, 0),
        (60, 60, 3, 100, 33),
    ],
)
def test_how_many_can_be_spent(wanted, balance, value, left, expected):
    assert spendable(wanted, balance, Money.of(value), Money.of(left)) == expected
    assert spendable(wanted, balance, None, Money.of(left)) == 0


def test_a_coupon_and_points_together_fall_on_the_items_to_the_cent(ada: Street):
    ada.carts.coupons["TEN"] = 10
    ada.carts.apply_coupon(holder=CartHolder(user_id="usr_ada"), code="TEN")
    quote = quoting.quote_cart(ada.buyer, "US", "IL", "standard", points=333)
    assert quote.discount.minor == 699 + 333
