"""A shop closes while orders for its goods wait for their money: nobody pays for what nobody sends."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest

from souk.contracts.orders.calls import OrderCannotBePaid, ShopHasClosed
from souk.contracts.shops.events import ShopDeleted
from souk.kernel import clock
from souk.kernel.crashes import Crash, crash_at
from souk.kernel.data.database import changes
from souk.services.orders.handlers import on_shop_closed
from souk.services.orders.models import Order
from souk.services.orders.stories import placing
from souk.services.orders.stories.checkout import checkout
from souk.services.orders.stories.placing import step_payment_key
from souk.services.orders.use_cases.auditing import violations
from tests.services.orders.conftest import STAFF, Street
from tests.services.orders.test_shop_moves import said

SHOP = "shp_dune"


def closes(shop_id: str = SHOP) -> None:
    with changes("orders"):
        on_shop_closed(
            ShopDeleted(shop_id=shop_id, owner_id="usr_eve", slug="dune", shop_name="Dune & Thread")
        )


def payment_of(order_id: str) -> str:
    return step_payment_key(Order.objects.get(order_id=order_id).checkout_key)


def test_an_order_that_waits_for_its_money_is_called_off_and_its_buyer_told(street: Street) -> None:
    order = placing.place_order("k", street.buyer, street.details(None))
    for _ in range(2):
        closes()
        checkout.run_due()
    after = placing.look_again(order.order_id, STAFF)
    assert after.status == "cancelled"
    assert after.history[-1].detail.startswith("Dune & Thread has closed.")
    (told,) = said("order.cancelled")
    assert (told["reason"], told["email"]) == ("Dune & Thread has closed", "ada@example.com")
    assert street.held() == 0
    street.payments.decide(payment_of(order.order_id))
    assert street.payments.net == 0, "who pays on the page that is still open pays nothing"
    assert violations() == []


def test_an_order_of_other_shops_goes_on(street: Street) -> None:
    order = placing.place_order("k", street.buyer, street.details(None))
    closes("shp_other")
    checkout.run_due()
    street.payments.decide(payment_of(order.order_id))
    assert placing.look_again(order.order_id, STAFF).status == "confirmed"


def test_money_that_came_just_before_makes_an_order_that_is_to_be_sent(street: Street) -> None:
    order = placing.place_order("k", street.buyer, street.details(None))
    street.payments.decide(payment_of(order.order_id))
    closes()
    checkout.run_due()
    assert placing.look_again(order.order_id, STAFF).status == "confirmed"
    assert (street.payments.net, street.held()) == (order.total.minor, 3)
    assert violations() == []


def test_money_that_comes_while_it_is_called_off_goes_back(street: Street, monkeypatch: Any) -> None:
    order = placing.place_order("k", street.buyer, street.details(None))
    take = street.payments.take

    def a_moment_too_early(**asked: Any) -> Any:
        answer = take(**asked)
        street.payments.decide(asked["key"])
        return answer

    monkeypatch.setattr(street.payments, "take", a_moment_too_early)
    closes()
    checkout.run_due()
    assert placing.look_again(order.order_id, STAFF).status == "cancelled"
    assert (street.payments.net, street.held()) == (0, 0)
    assert violations() == []


@pytest.mark.parametrize("comes", [True, False])
@pytest.mark.parametrize("at", range(12))
def test_dying_anywhere_ends_in_a_paid_order_or_in_nothing(street: Street, at: int, comes: bool) -> None:
    order = placing.place_order("k", street.buyer, street.details(None))
    closes()
    if comes:
        street.payments.decide(payment_of(order.order_id))
    with suppress(Crash), crash_at(at):
        checkout.run_due()
    street.settle()
    ends = placing.look_again(order.order_id, STAFF).status
    assert ends == ("confirmed" if comes else "cancelled")
    assert street.payments.net == (order.total.minor if comes else 0)
    assert street.held() == (3 if comes else 0)
    assert violations() == []


@pytest.mark.parametrize("at", range(20))
def test_a_shop_that_closes_while_a_checkout_is_dead(street: Street, at: int) -> None:
    with suppress(Crash), crash_at(at):
        placing.place_order("k", street.buyer, street.details())
    closes()
    street.settle()
    assert [order.status for order in street.orders()] in ([], ["cancelled"], ["confirmed"])
    paid = [order for order in street.orders() if order.status == "confirmed"]
    assert (street.payments.net, street.held()) == ((8549, 3) if paid else (0, 0))
    assert violations() == []


def test_nothing_is_taken_for_goods_of_a_shop_that_has_closed(street: Street) -> None:
    closes()
    for _ in range(2):
        with pytest.raises(ShopHasClosed, match="Dune & Thread has closed"):
            placing.place_order("k", street.buyer, street.details())
    assert "take" not in [name for name, _ in street.payments.calls]
    assert (street.payments.net, street.held()) == (0, 0)


def test_who_tries_to_pay_again_is_told_and_pays_nothing(street: Street) -> None:
    order = placing.place_order("k", street.buyer, street.details("pm_card_declined"))
    closes()
    with pytest.raises(OrderCannotBePaid, match="Dune & Thread has closed"):
        placing.pay_again("again", order.order_id, STAFF, "pm_card_success")
    assert placing.look_again(order.order_id, STAFF).status == "cancelled"
    assert street.payments.net == 0


def test_a_step_that_had_taken_the_money_before_it_died_ends_with_the_money_given_back(
    street: Street,
) -> None:
    street.payments.loses_answers = True
    with suppress(Exception):
        placing.place_order("k", street.buyer, street.details())
    street.payments.loses_answers = False
    closes()
    with clock.shifted(1):
        street.settle()
    assert [order.status for order in street.orders()] == ["cancelled"]
    assert (street.payments.net, street.held()) == (0, 0)
