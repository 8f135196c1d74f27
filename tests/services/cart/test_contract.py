"""The promises of cart, kept by the house, by the house as if it were far away (asked twice), and by its fake."""

from __future__ import annotations

import pytest

from souk.contracts.cart.calls import (
    CartChanged,
    CartFull,
    CartHolder,
    CartIsEmpty,
    CartItemNotFound,
    Carts,
    NotEnoughStock,
    NotForSale,
    OrderedLine,
)
from souk.contracts.marketing.calls import CouponRefused
from souk.kernel.neighbours.calling import Rehearsal
from souk.services.cart.service import CartsService
from tests.fakes.cart import FakeCarts, quantities

ADA = CartHolder(user_id="usr_ada")


@pytest.fixture(params=["house", "far away", "fake"])
def carts(request, shelves):
    """Carts that sell what is on the shelves."""
    if request.param == "fake":
        fake = FakeCarts()
        fake.goods, fake.coupons = shelves.goods, shelves.coupons
        return fake
    house = CartsService()
    return house if request.param == "house" else Rehearsal(Carts, house)


def test_a_cart_lives(carts, shelves):
    shelves.coupons["TEN"] = 10
    token = carts.add_item(holder=CartHolder(), variation_id="var_mug", quantity=2).token
    guest = CartHolder(token=token)
    carts.add_item(holder=guest, variation_id="var_mug", quantity=1)
    carts.add_item(holder=ADA, variation_id="var_rug", quantity=1)
    assert carts.apply_coupon(holder=guest, code="ten").discount.minor == 450
    merged = carts.merge(token=token, user_id="usr_ada")
    assert quantities(merged) == {"var_mug": 3, "var_rug": 1}
    assert (merged.discount.minor, merged.token) == (2450, None)
    assert carts.cart(holder=guest).lines == []
    items = {line.variation_id: line.item_id for line in merged.lines}
    assert quantities(carts.remove_item(holder=ADA, item_id=items["var_rug"])) == {"var_mug": 3}
    assert carts.remove_coupon(holder=ADA).total.minor == 4500
    assert carts.change_quantity(holder=ADA, item_id=items["var_mug"], quantity=1).quantity == 1
    assert carts.clear(holder=ADA).lines == []


def test_refusals(carts, shelves):
    shelves.put("var_bead", stock=1000)
    for variation_id, quantity, refusal in [
        ("var_none", 1, NotForSale), ("var_lamp", 4, NotEnoughStock), ("var_bead", 100, CartFull),
    ]:  # fmt: skip
        with pytest.raises(refusal):
            carts.add_item(holder=ADA, variation_id=variation_id, quantity=quantity)
    with pytest.raises(CartItemNotFound):
        carts.remove_item(holder=ADA, item_id="itm_none")
    with pytest.raises(CartItemNotFound):
        carts.change_quantity(holder=ADA, item_id="itm_none", quantity=1)
    with pytest.raises(CartIsEmpty):
        carts.check_out(key="k", holder=ADA)
    carts.add_item(holder=ADA, variation_id="var_bead", quantity=1)
    with pytest.raises(CouponRefused) as refused:
        carts.apply_coupon(holder=ADA, code="NONE")
    assert refused.value.extra["reason"] == "unknown"


def test_a_checkout_is_answered_once_and_leaves_the_cart_when_it_is_an_order(carts, shelves):
    carts.add_item(holder=ADA, variation_id="var_mug", quantity=3)
    carts.add_item(holder=ADA, variation_id="var_rug", quantity=1)
    shelves.goods["var_mug"].stock = 2
    for _ in range(2):
        with pytest.raises(CartChanged) as refusal:
            carts.check_out(key="k1", holder=ADA)
        assert [change["code"] for change in refusal.value.extra["changes"]] == ["insufficient_stock"]
    frozen = carts.check_out(key="k2", holder=ADA)
    shelves.goods["var_mug"].price = 1
    assert carts.check_out(key="k2", holder=ADA) == frozen
    assert quantities(frozen) == {"var_mug": 2, "var_rug": 1}
    taken = [OrderedLine(variation_id="var_mug", quantity=2)]
    for _ in range(2):
        carts.take_out(key="o1", cart_id=frozen.cart_id, lines=taken)
    with pytest.raises(CartChanged):
        carts.take_out(key="o2", cart_id=frozen.cart_id, lines=taken)
    assert quantities(carts.cart(holder=ADA)) == {"var_rug": 1}


def test_corrections_are_told_even_if_the_first_answer_is_lost(carts, shelves):
    carts.add_item(holder=ADA, variation_id="var_mug", quantity=3)
    shelves.goods["var_mug"].price = 1600
    assert [change.code for change in carts.cart(holder=ADA).changes] == ["price_changed"]
    assert carts.cart(holder=ADA).total.minor == 4800


def test_what_is_put_in_under_a_key_is_put_in_once(carts, shelves):
    for _ in range(2):
        assert carts.put_in(key="wish/1", holder=ADA, variation_id="var_mug", quantity=2).quantity == 2
    assert carts.put_in(key="wish/2", holder=ADA, variation_id="var_mug", quantity=1).quantity == 3
    eve = CartHolder(user_id="usr_eve")
    assert carts.put_in(key="wish/1", holder=eve, variation_id="var_mug", quantity=1).quantity == 1
    with pytest.raises(NotEnoughStock):
        carts.put_in(key="wish/3", holder=ADA, variation_id="var_lamp", quantity=4)
    assert carts.put_in(key="wish/3", holder=ADA, variation_id="var_lamp", quantity=3).quantity == 6


def test_what_was_taken_out_of_the_cart_can_be_put_in_again_under_the_same_key(carts, shelves):
    carts.put_in(key="wish/1", holder=ADA, variation_id="var_mug", quantity=1)
    carts.clear(holder=ADA)
    for _ in range(2):
        assert carts.put_in(key="wish/1", holder=ADA, variation_id="var_mug", quantity=1).quantity == 1
