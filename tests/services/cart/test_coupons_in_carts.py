"""Coupons in carts: what they take off is marketing's word, never the client's."""

from __future__ import annotations

import pytest

from souk.contracts.cart.calls import CartIsEmpty
from souk.contracts.marketing.calls import CouponRefused
from souk.vocabulary.problems import Unavailable


@pytest.fixture
def with_mugs(carts, ada, shelves):
    shelves.coupons["TEN"] = 10
    carts.add_item(holder=ada, variation_id="var_mug", quantity=2)
    return ada


def test_a_coupon_follows_the_subtotal(carts, with_mugs):
    cart = carts.apply_coupon(holder=with_mugs, code=" ten ")
    assert (cart.coupon.code, cart.discount.minor, cart.total.minor) == ("TEN", 300, 2700)
    cart = carts.add_item(holder=with_mugs, variation_id="var_mug", quantity=2)
    assert (cart.discount.minor, cart.total.minor) == (600, 5400)
    assert carts.cart(holder=with_mugs).discount.minor == 600
    cart = carts.remove_coupon(holder=with_mugs)
    assert (cart.coupon, cart.discount.minor, cart.total.minor) == (None, 0, 6000)


def test_an_unknown_coupon_changes_nothing(carts, with_mugs):
    before = carts.apply_coupon(holder=with_mugs, code="TEN")
    with pytest.raises(CouponRefused) as refusal:
        carts.apply_coupon(holder=with_mugs, code="FREE")
    assert refusal.value.extra["reason"] == "unknown"
    assert carts.cart(holder=with_mugs).coupon == before.coupon


def test_an_empty_cart_takes_no_coupon(carts, ada, shelves):
    shelves.coupons["TEN"] = 10
    with pytest.raises(CartIsEmpty):
        carts.apply_coupon(holder=ada, code="TEN")
    assert carts.remove_coupon(holder=ada).coupon is None


def test_a_coupon_below_its_minimum_waits_and_says_why(carts, with_mugs, shelves):
    shelves.minimum = 3000
    item_id = carts.apply_coupon(holder=with_mugs, code="TEN").lines[0].item_id
    cart = carts.change_quantity(holder=with_mugs, item_id=item_id, quantity=1)
    assert (cart.discount.minor, cart.coupon.description) == (0, "The minimum is not reached.")
    cart = carts.change_quantity(holder=with_mugs, item_id=item_id, quantity=3)
    assert (cart.discount.minor, cart.coupon.description) == (450, "10 % off")


def test_while_marketing_rests_the_last_discount_stands_but_never_above_the_subtotal(
    carts, with_mugs, shelves
):
    shelves.coupons["ALL"] = 100
    carts.apply_coupon(holder=with_mugs, code="ALL")
    item_id = carts.add_item(holder=with_mugs, variation_id="var_rug", quantity=1).lines[-1].item_id
    shelves.away = {"marketing"}
    assert carts.cart(holder=with_mugs).total.minor == 0
    cart = carts.remove_item(holder=with_mugs, item_id=item_id)
    assert (cart.subtotal.minor, cart.discount.minor, cart.total.minor) == (3000, 3000, 0)
    with pytest.raises(Unavailable):
        carts.apply_coupon(holder=with_mugs, code="TEN")


def test_without_a_coupon_marketing_is_not_asked(carts, with_mugs, shelves):
    shelves.asked.clear()
    carts.cart(holder=with_mugs)
    carts.add_item(holder=with_mugs, variation_id="var_mug", quantity=1)
    assert "discount" not in shelves.asked
