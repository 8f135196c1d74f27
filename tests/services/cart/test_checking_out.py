"""Checking out: frozen as it was last seen, or corrected and sent back; and the same answer for the same key."""

from __future__ import annotations

import threading

import pytest

from souk.contracts.cart.calls import (
    CartChange,
    CartChanged,
    CartHolder,
    CartIsEmpty,
    GoodsOutOfReach,
    OrderedLine,
)
from souk.kernel import clock
from souk.services.cart.models import CheckoutAnswer
from souk.vocabulary.problems import Unavailable
from tests.fakes.cart import quantities


@pytest.fixture
def filled(carts, ada, shelves) -> CartHolder:
    shelves.coupons["TEN"] = 10
    carts.add_item(holder=ada, variation_id="var_mug", quantity=4)
    carts.add_item(holder=ada, variation_id="var_lamp", quantity=2)
    return ada


def test_a_cart_that_holds_is_frozen_as_it_was_seen(carts, filled):
    seen = carts.cart(holder=filled)
    frozen = carts.check_out(key="k1", holder=filled)
    assert (quantities(frozen), frozen.total, frozen.cart_id) == (quantities(seen), seen.total, seen.cart_id)
    assert frozen.changes == []
    assert frozen.lines[0].weight_grams == 900


def test_the_same_key_answers_the_same_cart_whatever_became_of_it(carts, filled, shelves):
    frozen = carts.check_out(key="k1", holder=filled)
    carts.add_item(holder=filled, variation_id="var_rug", quantity=1)
    shelves.goods["var_mug"].price = 9
    shelves.away = {"products", "inventory"}
    assert carts.check_out(key="k1", holder=filled) == frozen
    assert CheckoutAnswer.objects.count() == 1


def test_what_no_longer_holds_is_corrected_and_reported_line_by_line(carts, filled, shelves):
    shelves.goods["var_mug"].price = 1600
    shelves.goods["var_mug"].stock = 3
    shelves.goods["var_lamp"].stock = 0
    with pytest.raises(CartChanged) as refusal:
        carts.check_out(key="k1", holder=filled)
    report = [CartChange.model_validate(change) for change in refusal.value.extra["changes"]]
    assert [(c.variation_id, c.code, c.action) for c in report] == [
        ("var_mug", "insufficient_stock", "quantity_updated"),
        ("var_mug", "price_changed", "price_updated"),
        ("var_lamp", "out_of_stock", "removed"),
    ]
    assert refusal.value.status == 409
    cart = carts.cart(holder=filled)
    assert quantities(cart) == {"var_mug": 3}
    assert cart.total.minor == 4800
    assert cart.changes == report
    assert quantities(carts.check_out(key="k2", holder=filled)) == {"var_mug": 3}


def test_a_refusal_that_nobody_saw_is_told_by_the_cart_whenever_it_is_looked_at(carts, filled, shelves):
    shelves.goods["var_lamp"].stock = 0
    with pytest.raises(CartChanged):
        carts.check_out(key="k1", holder=filled)
    with clock.shifted(86_400):
        assert [change.code for change in carts.cart(holder=filled).changes] == ["out_of_stock"]


def test_what_was_not_told_yet_outlives_an_order_of_the_rest(carts, filled, shelves):
    shelves.goods["var_lamp"].stock = 0
    with pytest.raises(CartChanged):
        carts.check_out(key="k1", holder=filled)
    frozen = carts.check_out(key="k2", holder=filled)
    lines = [OrderedLine(variation_id=line.variation_id, quantity=line.quantity) for line in frozen.lines]
    carts.take_out(key="k2", cart_id=frozen.cart_id, lines=lines)
    assert [change.code for change in carts.cart(holder=filled).changes] == ["out_of_stock"]
    carts.add_item(holder=filled, variation_id="var_rug", quantity=1)
    assert carts.cart(holder=filled).changes == []


def test_the_same_key_is_turned_away_the_same_again(carts, filled, shelves):
    """The first answer may be lost on its way: a second try must not buy what the shopper has not seen."""
    shelves.goods["var_mug"].price = 1600
    with pytest.raises(CartChanged) as first:
        carts.check_out(key="k1", holder=filled)
    with pytest.raises(CartChanged) as second:
        carts.check_out(key="k1", holder=filled)
    assert second.value.document() == first.value.document()
    assert carts.check_out(key="k2", holder=filled).lines[0].unit_price.minor == 1600


def test_a_price_the_shopper_has_seen_meanwhile_is_no_surprise(carts, filled, shelves):
    shelves.goods["var_mug"].price = 1600
    assert carts.cart(holder=filled).total.minor == 4 * 1600 + 8000
    assert carts.check_out(key="k1", holder=filled).total.minor == 4 * 1600 + 8000


def test_a_cart_that_lost_everything_is_reported_first_and_empty_then(carts, filled, shelves):
    shelves.goods.clear()
    with pytest.raises(CartChanged) as refusal:
        carts.check_out(key="k1", holder=filled)
    assert [change["code"] for change in refusal.value.extra["changes"]] == ["product_not_found"] * 2
    with pytest.raises(CartIsEmpty):
        carts.check_out(key="k2", holder=filled)


def test_an_empty_cart_cannot_be_ordered(carts):
    for nobody in (CartHolder(), CartHolder(user_id="usr_new"), CartHolder(token="made up")):
        with pytest.raises(CartIsEmpty):
            carts.check_out(key="k1", holder=nobody)


@pytest.mark.parametrize("house", ["products", "inventory", "marketing"])
def test_nothing_is_sold_unchecked(carts, filled, shelves, house):
    carts.apply_coupon(holder=filled, code="TEN")
    shelves.away = {house}
    with pytest.raises(Unavailable):
        carts.check_out(key="k1", holder=filled)
    shelves.away = set()
    assert quantities(carts.check_out(key="k1", holder=filled)) == {"var_mug": 4, "var_lamp": 2}


def test_a_cart_changed_since_it_was_seen_is_not_frozen(carts, filled):
    seen = carts.cart(holder=filled).version
    carts.add_item(holder=filled, variation_id="var_mug", quantity=1)
    with pytest.raises(CartChanged) as changed:
        carts.check_out(key="k1", holder=filled, version=seen)
    assert changed.value.extra["changes"] == []
    frozen = carts.check_out(key="k1", holder=filled, version=carts.cart(holder=filled).version)
    assert quantities(frozen)["var_mug"] == 5
    assert carts.check_out(key="k1", holder=filled, version=seen) == frozen, "the key was answered before"


def test_somebody_elses_key_of_the_same_name_is_another_key(carts, filled):
    carts.check_out(key="k1", holder=filled)
    eve = CartHolder(user_id="usr_eve")
    with pytest.raises(CartIsEmpty):
        carts.check_out(key="k1", holder=eve)


def test_a_guests_secret_does_not_stand_in_what_is_kept(carts):
    guest = CartHolder(token=carts.add_item(holder=CartHolder(), variation_id="var_mug", quantity=1).token)
    frozen = carts.check_out(key="k1", holder=guest)
    assert frozen.token is None
    assert guest.token not in CheckoutAnswer.objects.get().answer
    assert carts.check_out(key="k1", holder=guest) == frozen


def test_a_cart_changed_while_neighbours_are_asked_is_looked_at_again(carts, filled, shelves):
    shelves.meanwhile = lambda: carts.add_item(holder=filled, variation_id="var_rug", quantity=1)
    frozen = carts.check_out(key="k1", holder=filled)
    assert quantities(frozen) == {"var_mug": 4, "var_lamp": 2, "var_rug": 1}


def test_a_coupon_that_takes_off_another_amount_is_shown_first(carts, filled, shelves):
    carts.apply_coupon(holder=filled, code="TEN")
    del shelves.coupons["TEN"]
    with pytest.raises(CartChanged) as refusal:
        carts.check_out(key="k1", holder=filled)
    assert refusal.value.extra["changes"] == []
    assert "TEN" in refusal.value.detail
    assert carts.cart(holder=filled).discount.minor == 0
    frozen = carts.check_out(key="k2", holder=filled)
    assert (frozen.coupon, frozen.total.minor) == (None, 14000)


def test_the_coupon_is_frozen_with_the_cart(carts, filled):
    carts.apply_coupon(holder=filled, code="TEN")
    frozen = carts.check_out(key="k1", holder=filled)
    assert (frozen.coupon.code, frozen.discount.minor, frozen.total.minor) == ("TEN", 1400, 12600)


def test_one_key_asked_by_many_at_once_is_one_answer(real_databases, carts, filled):
    answers, wrong = [], []

    def ask() -> None:
        from django.db import connections

        try:
            answers.append(carts.check_out(key="k1", holder=filled))
        except BaseException as failure:
            wrong.append(failure)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(answers) == 6
    assert all(answer == answers[0] for answer in answers)
    assert CheckoutAnswer.objects.count() == 1


def test_goods_of_a_type_that_is_away_are_named_and_the_same_key_is_good_later(carts, filled, shelves):
    shelves.out_of_reach = {"var_lamp"}
    with pytest.raises(GoodsOutOfReach) as away:
        carts.check_out(key="k1", holder=filled)
    assert away.value.detail == (
        "Lamp cannot be reached at the moment. Please try again shortly, or take it out of the cart and order the rest."
    )
    assert (away.value.status, away.value.extra["variation_ids"]) == (503, ["var_lamp"])
    assert not CheckoutAnswer.objects.exists()
    shelves.out_of_reach = set()
    assert quantities(carts.check_out(key="k1", holder=filled)) == {"var_mug": 4, "var_lamp": 2}


def test_what_is_not_out_of_reach_can_be_bought_alone(carts, filled, shelves):
    shelves.out_of_reach = {"var_lamp"}
    lamp = next(line for line in carts.cart(holder=filled).lines if line.variation_id == "var_lamp")
    carts.remove_item(holder=filled, item_id=lamp.item_id)
    assert quantities(carts.check_out(key="k1", holder=filled)) == {"var_mug": 4}
