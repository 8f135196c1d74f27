"""What is ordered leaves the cart, once; a piece in a cart is ordered by one of two checkouts that saw it."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from souk.contracts.cart.calls import CartChanged, CartHolder, OrderedLine
from tests.fakes.cart import quantities


@pytest.fixture
def filled(carts: Any, ada: CartHolder, shelves: Any) -> CartHolder:
    shelves.coupons["TEN"] = 10
    carts.add_item(holder=ada, variation_id="var_mug", quantity=4)
    carts.add_item(holder=ada, variation_id="var_lamp", quantity=2)
    return ada


def ordered(**lines: int) -> list[OrderedLine]:
    return [OrderedLine(variation_id=name, quantity=quantity) for name, quantity in lines.items()]


def test_what_was_ordered_leaves_the_cart_and_what_came_later_stays(carts, filled):
    carts.apply_coupon(holder=filled, code="TEN")
    frozen = carts.check_out(key="k1", holder=filled)
    carts.add_item(holder=filled, variation_id="var_mug", quantity=1)
    carts.add_item(holder=filled, variation_id="var_rug", quantity=1)
    carts.take_out(key="k1", cart_id=frozen.cart_id, lines=ordered(var_mug=4, var_lamp=2))
    cart = carts.cart(holder=filled)
    assert quantities(cart) == {"var_mug": 1, "var_rug": 1}
    assert cart.coupon is None
    assert cart.version > frozen.version


def test_asked_twice_it_leaves_once(carts, filled):
    cart_id = carts.cart(holder=filled).cart_id
    for _ in range(2):
        carts.take_out(key="k1", cart_id=cart_id, lines=ordered(var_mug=1))
    assert quantities(carts.cart(holder=filled)) == {"var_mug": 3, "var_lamp": 2}


def test_of_two_checkouts_that_saw_the_same_pieces_one_gets_them(carts, filled):
    first, second = (carts.check_out(key=key, holder=filled) for key in ("k1", "k2"))
    carts.take_out(key="k1", cart_id=first.cart_id, lines=ordered(var_mug=4, var_lamp=2))
    carts.add_item(holder=filled, variation_id="var_mug", quantity=4)
    with pytest.raises(CartChanged):
        carts.take_out(key="k2", cart_id=second.cart_id, lines=ordered(var_mug=4, var_lamp=2))
    assert quantities(carts.cart(holder=filled)) == {"var_mug": 4}
    carts.take_out(key="k1", cart_id=first.cart_id, lines=ordered(var_mug=4, var_lamp=2))
    assert quantities(carts.cart(holder=filled)) == {"var_mug": 4}


def test_a_guests_cart_that_was_merged_gives_from_the_users(carts, ada):
    token = carts.add_item(holder=CartHolder(), variation_id="var_mug", quantity=2).token
    cart_id = carts.check_out(key="k1", holder=CartHolder(token=token)).cart_id
    carts.merge(token=token, user_id=ada.user_id)
    carts.take_out(key="k1", cart_id=cart_id, lines=ordered(var_mug=2))
    assert quantities(carts.cart(holder=ada)) == {}


def test_a_cart_that_is_gone_holds_nothing_that_could_be_ordered_again(carts, filled):
    carts.take_out(key="k1", cart_id="crt_gone", lines=ordered(var_mug=1))
    assert quantities(carts.cart(holder=filled)) == {"var_mug": 4, "var_lamp": 2}


def test_it_costs_few_statements(carts, filled, count_queries):
    cart_id = carts.cart(holder=filled).cart_id
    with count_queries("cart") as queries:
        carts.take_out(key="k1", cart_id=cart_id, lines=ordered(var_mug=4, var_lamp=2))
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) == 5


def test_two_that_take_in_the_same_instant(real_databases, carts, filled):
    cart_id, outcomes, ready = carts.cart(holder=filled).cart_id, [], threading.Barrier(2)

    def take(key: str) -> None:
        from django.db import connections

        ready.wait()
        try:
            carts.take_out(key=key, cart_id=cart_id, lines=ordered(var_mug=4))
            outcomes.append("took")
        except CartChanged:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=take, args=(key,)) for key in ("k1", "k2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused", "took"]
    assert quantities(carts.cart(holder=filled)) == {"var_lamp": 2}
