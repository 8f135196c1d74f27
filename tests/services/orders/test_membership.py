"""What a member saves at the till: frozen with the cart, shown by itself, and part of totals that add up."""

from __future__ import annotations

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from souk.contracts.cart.calls import CartHolder, FreeMethod, Membership
from souk.contracts.marketing.calls import CouponDraft, CouponRefused
from souk.contracts.orders.calls import Buyer
from souk.kernel import clock
from souk.kernel.models import OutboxEvent
from souk.services.orders.models import OrderItem
from souk.services.orders.rules.membership import Free, is_free
from souk.services.orders.rules.totals import totals
from souk.services.orders.stories import placing
from souk.services.orders.use_cases import quoting
from souk.services.orders.use_cases.auditing import violations
from souk.vocabulary.money import Money
from tests.services.orders.conftest import Street


@pytest.fixture
def gold(street: Street) -> Street:
    """Ada, who is Gold, with two lamps and a vase in the cart."""
    ways = [FreeMethod(method="standard", over=Money.zero(), countries=["US"])]
    street.carts.memberships["usr_ada"] = Membership(
        tier="gold", label="Gold member", percent_off=15, discount=Money.zero(), free_shipping=ways
    )
    street.carts.merge(token=street.buyer.cart_token or "", user_id="usr_ada")
    street.buyer = Buyer(user_id="usr_ada")
    return street


def test_what_was_quoted_is_what_is_charged(gold: Street):
    quote = quoting.quote_cart(gold.buyer, "US", "IL", "standard")
    assert (quote.subtotal.minor, quote.discount.minor, quote.shipping.minor) == (6_990, 1_049, 0)
    assert (quote.member.label, quote.member.discount.minor) == ("Gold member 15 %", 1_049)
    assert quote.member.shipping_saved.minor > 0
    order = placing.place_order("k", gold.buyer, gold.details())
    assert order.total == quote.total
    assert order.member == quote.member
    assert gold.payments.net == quote.total.minor
    assert violations() == []


def test_the_members_part_falls_on_the_items_to_the_cent(gold: Street):
    order = placing.place_order("k", gold.buyer, gold.details())
    rows = OrderItem.objects.filter(order_id=order.order_id)
    assert sum(row.discount for row in rows) == order.discount.minor
    assert all(row.discount for row in rows)


def test_coupon_first_then_the_members_percent_of_the_rest(gold: Street):
    gold.carts.coupons["TEN"] = 10
    gold.carts.apply_coupon(holder=CartHolder(user_id="usr_ada"), code="TEN")
    quote = quoting.quote_cart(gold.buyer, "US", "IL", "standard")
    assert quote.member.discount.minor == 944  # 15 % of 69.90 − 6.99
    assert quote.discount.minor == 699 + 944


def test_what_is_not_free_for_the_tier_costs_what_it_costs(gold: Street):
    options = {option.method: option for option in quoting.quote_cart(gold.buyer, "US").shipping_options}
    assert options["standard"].price.minor == 0
    assert all(option.price.minor > 0 for method, option in options.items() if method != "standard")


def test_the_letter_is_told_of_it(gold: Street):
    placing.place_order("k", gold.buyer, gold.details())
    row = OutboxEvent.objects.using("orders").get(type="souk.order.confirmed.v1")
    told = orjson.loads(row.envelope)["data"]
    assert (told["member_label"], told["member_discount"]["amount"]) == ("Gold member 15 %", "10.49")


def test_who_is_no_member_is_quoted_as_ever(street: Street):
    quote = quoting.quote_cart(street.buyer, "US", "IL", "standard")
    assert quote.member is None
    assert quote.total.amount == "85.49"


@pytest.mark.parametrize(
    ("method", "country", "goods", "expected"),
    [
        ("standard", "US", 1, True),
        ("standard", "DE", 1, False),
        ("express", "US", 5_000, False),  # "over 50"
        ("express", "US", 5_001, True),
        ("drone", "US", 9_999, False),
    ],
)
def test_where_shipping_is_free(method, country, goods, expected):
    ways = [Free("standard", Money.zero(), ("US",)), Free("express", Money.of(5_000), ("US",))]
    assert is_free(ways, method, country, Money.of(goods)) is expected
    assert is_free([*ways, Free(method, Money.zero(), ())], method, country, Money.of(goods))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(st.integers(0, 10**6), min_size=1, max_size=8),
    coupon=st.integers(0, 10**6),
    percent=st.integers(0, 100),
    shipping=st.integers(0, 10_000),
    rate=st.integers(0, 3_000),
)
def test_totals_add_up_whatever_is_taken_off(lines, coupon, percent, shipping, rate):
    goods = sum(lines)
    coupon = min(coupon, goods)
    member = Money.of(goods - coupon).basis_points(percent * 100).minor
    told = totals([Money.of(line) for line in lines], Money.of(coupon + member), Money.of(shipping), rate)
    assert told.total.minor == goods - coupon - member + shipping + told.tax.minor
    assert sum(share.minor for share in told.item_discounts) == coupon + member
    assert sum(share.minor for share in told.item_taxes) == told.tax.minor
    assert all(0 <= share.minor <= line for share, line in zip(told.item_discounts, lines, strict=True))


def test_a_sales_code_that_the_cart_took_early_is_redeemed_early(gold: Street):
    starts = clock.in_seconds(20 * 3_600)
    draft = CouponDraft(code="FLASH", description="", percent=10, starts_at=starts)
    gold.marketing.save_coupon(key="s", draft=draft)
    gold.carts.coupons["FLASH"] = 10
    gold.carts.apply_coupon(holder=CartHolder(user_id="usr_ada"), code="FLASH")
    with pytest.raises(CouponRefused):
        placing.place_order("k1", gold.buyer, gold.details())
    mine = gold.carts.memberships["usr_ada"]
    gold.carts.memberships["usr_ada"] = mine.model_copy(update={"early_access_hours": 24})
    gold.carts.apply_coupon(holder=CartHolder(user_id="usr_ada"), code="FLASH")
    assert placing.place_order("k2", gold.buyer, gold.details()).status == "confirmed"
