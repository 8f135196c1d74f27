"""What a member's tier takes off a cart, and that nobody is ever charged more than they were shown."""

from __future__ import annotations

import pytest

from souk.contracts.cart.calls import CartChanged, CartHolder
from souk.contracts.customers.calls import FreeShipping, Standing
from souk.contracts.marketing.calls import CouponRefused
from souk.vocabulary.money import Money

GOLD = Standing(
    kind="vip",
    tier="gold",
    tier_label="Gold",
    percent_off=15,
    free_shipping_methods=[FreeShipping(method="standard", over=Money.zero(), countries=["US"])],
)


@pytest.fixture
def gold(customers, ada):
    customers.standings["usr_ada"] = GOLD
    return customers


def test_a_members_percent_comes_off_what_the_coupon_left(gold, carts, shelves, ada):
    shelves.coupons["TEN"] = 10
    carts.add_item(holder=ada, variation_id="var_rug", quantity=1)
    carts.apply_coupon(holder=ada, code="TEN")
    cart = carts.cart(holder=ada)
    assert (cart.subtotal.minor, cart.discount.minor) == (20_000, 2_000)
    assert (cart.membership.label, cart.membership.discount.minor) == ("Gold member", 2_700)
    assert cart.total.minor == 15_300
    assert cart.membership.free_shipping[0].method == "standard"


def test_every_answer_shows_it(gold, carts, ada):
    added = carts.add_item(holder=ada, variation_id="var_mug", quantity=2)
    assert added.total.minor == 2_550
    line = added.lines[0].item_id
    assert carts.change_quantity(holder=ada, item_id=line, quantity=1).total.minor == 1_275
    assert carts.remove_item(holder=ada, item_id=line).total.minor == 0


def test_a_guest_has_none_and_customers_is_not_asked(gold, carts):
    carts.add_item(holder=CartHolder(), variation_id="var_mug", quantity=1)
    assert gold.asked == 0


def test_while_customers_is_away_the_price_that_was_shown_stands(gold, carts, ada):
    shown = carts.add_item(holder=ada, variation_id="var_rug", quantity=1)
    gold.is_away = True
    assert carts.cart(holder=ada).total == shown.total
    assert carts.check_out(key="k", holder=ada).total == shown.total


def test_who_was_never_shown_a_saving_checks_out_without_one_while_customers_is_away(gold, carts, ada):
    gold.is_away = True
    shown = carts.add_item(holder=ada, variation_id="var_rug", quantity=1)
    assert carts.check_out(key="k", holder=ada).total == shown.total == Money.of(20_000)


def test_a_tier_that_changed_since_is_shown_before_it_is_charged(gold, carts, ada):
    carts.add_item(holder=ada, variation_id="var_rug", quantity=1)
    gold.standings["usr_ada"] = Standing(kind="registered")
    with pytest.raises(CartChanged):
        carts.check_out(key="k", holder=ada)
    gold.is_away = True
    assert carts.cart(holder=ada).total.minor == 20_000
    gold.is_away = False
    assert carts.check_out(key="k2", holder=ada).total.minor == 20_000


def test_the_frozen_cart_is_the_same_however_often_it_is_asked_for(gold, carts, ada):
    carts.add_item(holder=ada, variation_id="var_rug", quantity=1)
    first = carts.check_out(key="k", holder=ada)
    gold.standings.clear()
    assert carts.check_out(key="k", holder=ada) == first


def test_a_guests_cart_is_worth_a_members_price_once_it_is_merged(gold, carts, ada):
    token = carts.add_item(holder=CartHolder(), variation_id="var_rug", quantity=1).token
    assert carts.merge(token=token, user_id="usr_ada").total.minor == 17_000


def test_a_code_counts_early_for_whom_customers_gives_the_hours_and_for_nobody_else(
    gold, carts, shelves, ada
):
    gold.standings["usr_ada"] = GOLD.model_copy(update={"early_access_hours": 24})
    shelves.coupons["FLASH"], shelves.starts_in_hours = 10, 24
    nobody = CartHolder(token=carts.add_item(holder=CartHolder(), variation_id="var_rug", quantity=1).token)
    eve = CartHolder(user_id="usr_eve")
    carts.add_item(holder=eve, variation_id="var_rug", quantity=1)
    for holder in (nobody, eve):
        with pytest.raises(CouponRefused) as refusal:
            carts.apply_coupon(holder=holder, code="FLASH")
        assert refusal.value.extra["reason"] == "not_started"
    carts.add_item(holder=ada, variation_id="var_rug", quantity=1)
    assert carts.apply_coupon(holder=ada, code="FLASH").discount.minor == 2_000
    frozen = carts.check_out(key="k", holder=ada)
    assert (frozen.discount.minor, frozen.membership.early_access_hours) == (2_000, 24)


def test_early_access_that_was_shown_stands_while_customers_is_away(gold, carts, shelves, ada):
    gold.standings["usr_ada"] = GOLD.model_copy(update={"early_access_hours": 24})
    shelves.coupons["FLASH"], shelves.starts_in_hours = 10, 24
    carts.add_item(holder=ada, variation_id="var_rug", quantity=1)
    shown = carts.apply_coupon(holder=ada, code="FLASH")
    gold.is_away = True
    assert carts.check_out(key="k", holder=ada).discount == shown.discount


def test_hours_that_changed_and_cost_nothing_do_not_send_back_to_the_cart(gold, carts, ada):
    shown = carts.add_item(holder=ada, variation_id="var_rug", quantity=1)
    gold.standings["usr_ada"] = GOLD.model_copy(update={"early_access_hours": 24})
    assert carts.check_out(key="k", holder=ada).total == shown.total
