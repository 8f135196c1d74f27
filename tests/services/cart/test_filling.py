"""Adding, changing, removing: what a shopper does to a cart, and what nobody else can."""

from __future__ import annotations

import threading

import pytest

from souk.contracts.cart.calls import (
    CartFull,
    CartHolder,
    CartItemNotFound,
    NotEnoughStock,
    NotForSale,
)
from souk.services.cart.models import Cart
from souk.vocabulary.problems import Invalid, Unavailable
from tests.fakes.cart import quantities


def test_a_guest_without_a_token_gets_a_cart_and_its_token(carts):
    first = carts.add_item(holder=CartHolder(), variation_id="var_mug", quantity=2)
    assert first.token
    again = carts.cart(holder=CartHolder(token=first.token))
    assert quantities(again) == {"var_mug": 2}
    assert (again.cart_id, again.token) == (first.cart_id, first.token)
    assert (again.subtotal.minor, again.total.minor, again.quantity) == (3000, 3000, 2)


def test_only_a_hash_of_the_token_is_kept(carts):
    token = carts.add_item(holder=CartHolder(), variation_id="var_mug", quantity=1).token
    row = Cart.objects.values().get()
    assert token not in str(row)
    assert len(row["token_hash"]) == 64


def test_a_token_that_a_guest_made_up_is_not_taken_over(carts):
    made_up = CartHolder(token="chosen-by-somebody-else")
    assert carts.cart(holder=made_up).cart_id is None
    cart = carts.add_item(holder=made_up, variation_id="var_mug", quantity=1)
    assert cart.token != "chosen-by-somebody-else"
    assert carts.cart(holder=made_up).lines == []


def test_looking_at_no_cart_makes_none(carts):
    empty = carts.cart(holder=CartHolder(user_id="usr_new"))
    assert (empty.cart_id, empty.lines, empty.total.minor) == (None, [], 0)
    assert not Cart.objects.exists()


def test_adding_again_adds_to_the_line(carts, ada):
    carts.add_item(holder=ada, variation_id="var_mug", quantity=2)
    carts.add_item(holder=ada, variation_id="var_lamp", quantity=1)
    cart = carts.add_item(holder=ada, variation_id="var_mug", quantity=3)
    assert quantities(cart) == {"var_mug": 5, "var_lamp": 1}
    assert quantities(carts.cart(holder=ada)) == quantities(cart)
    assert cart.subtotal.minor == 5 * 1500 + 4000


def test_more_than_there_is_cannot_be_added_not_even_in_steps(carts, ada):
    carts.add_item(holder=ada, variation_id="var_lamp", quantity=2)
    with pytest.raises(NotEnoughStock) as refusal:
        carts.add_item(holder=ada, variation_id="var_lamp", quantity=2)
    assert refusal.value.extra == {"available": 3}
    cart = carts.cart(holder=ada)
    assert quantities(cart) == {"var_lamp": 2}
    assert cart.version == 1


def test_what_is_not_sold_cannot_be_added(carts, ada, shelves):
    shelves.put("var_old", is_sellable=False)
    shelves.put("var_euro", currency="EUR")
    shelves.put("var_minus", price=-100)
    for variation_id in ("var_old", "var_unknown", "var_euro", "var_minus"):
        with pytest.raises(NotForSale):
            carts.add_item(holder=ada, variation_id=variation_id, quantity=1)
    assert not Cart.objects.exists()


def test_sold_out_goods_cannot_be_added(carts, ada, shelves):
    shelves.goods["var_mug"].stock = 0
    with pytest.raises(NotEnoughStock) as refusal:
        carts.add_item(holder=ada, variation_id="var_mug", quantity=1)
    assert refusal.value.extra["available"] == 0


@pytest.mark.parametrize("house", ["products", "inventory"])
def test_nothing_is_added_blindly(carts, ada, shelves, house):
    shelves.away = {house}
    with pytest.raises(Unavailable):
        carts.add_item(holder=ada, variation_id="var_mug", quantity=1)
    assert not Cart.objects.exists()


def test_a_cart_takes_ninety_nine_of_a_thing_and_a_hundred_things(carts, ada, shelves):
    shelves.put("var_bead", stock=1000)
    carts.add_item(holder=ada, variation_id="var_bead", quantity=99)
    with pytest.raises(CartFull):
        carts.add_item(holder=ada, variation_id="var_bead", quantity=1)
    for number in range(99):
        shelves.put(f"var_{number}")
        carts.add_item(holder=ada, variation_id=f"var_{number}", quantity=1)
    with pytest.raises(CartFull):
        carts.add_item(holder=ada, variation_id="var_mug", quantity=1)
    assert len(carts.cart(holder=ada).lines) == 100


@pytest.mark.parametrize("quantity", [0, -1])
def test_adding_nothing_or_less_is_refused(carts, ada, quantity):
    with pytest.raises(Invalid):
        carts.add_item(holder=ada, variation_id="var_mug", quantity=quantity)


def test_a_quantity_is_changed_and_zero_removes_the_line(carts, ada):
    item_id = carts.add_item(holder=ada, variation_id="var_mug", quantity=2).lines[0].item_id
    assert quantities(carts.change_quantity(holder=ada, item_id=item_id, quantity=7)) == {"var_mug": 7}
    with pytest.raises(NotEnoughStock):
        carts.change_quantity(holder=ada, item_id=item_id, quantity=11)
    for wrong in (-1, 100):
        with pytest.raises(Invalid):
            carts.change_quantity(holder=ada, item_id=item_id, quantity=wrong)
    assert quantities(carts.cart(holder=ada)) == {"var_mug": 7}
    assert quantities(carts.change_quantity(holder=ada, item_id=item_id, quantity=0)) == {}


def test_taking_less_needs_nobodys_word(carts, ada, shelves):
    item_id = carts.add_item(holder=ada, variation_id="var_mug", quantity=5).lines[0].item_id
    shelves.away = {"products", "inventory"}
    assert quantities(carts.change_quantity(holder=ada, item_id=item_id, quantity=1)) == {"var_mug": 1}
    with pytest.raises(Unavailable):
        carts.change_quantity(holder=ada, item_id=item_id, quantity=2)
    assert quantities(carts.remove_item(holder=ada, item_id=item_id)) == {}


def test_removing_twice_is_removing_once(carts, ada):
    item_id = carts.add_item(holder=ada, variation_id="var_mug", quantity=1).lines[0].item_id
    carts.add_item(holder=ada, variation_id="var_rug", quantity=1)
    once = carts.remove_item(holder=ada, item_id=item_id)
    assert carts.remove_item(holder=ada, item_id=item_id) == once
    assert quantities(once) == {"var_rug": 1}


def test_a_line_of_somebody_elses_cart_is_not_found(carts, ada):
    item_id = carts.add_item(holder=ada, variation_id="var_mug", quantity=1).lines[0].item_id
    guest = CartHolder(token=carts.add_item(holder=CartHolder(), variation_id="var_mug", quantity=1).token)
    for stranger in (CartHolder(user_id="usr_eve"), guest, CartHolder(), CartHolder(token="made up")):
        with pytest.raises(CartItemNotFound):
            carts.change_quantity(holder=stranger, item_id=item_id, quantity=5)
        with pytest.raises(CartItemNotFound):
            carts.remove_item(holder=stranger, item_id=item_id)
    carts.remove_item(holder=ada, item_id=item_id)
    with pytest.raises(CartItemNotFound):
        carts.remove_item(holder=guest, item_id=item_id)


def test_an_emptied_cart_keeps_its_token(carts):
    guest = CartHolder(token=carts.add_item(holder=CartHolder(), variation_id="var_mug", quantity=1).token)
    assert carts.clear(holder=guest).lines == []
    assert carts.add_item(holder=guest, variation_id="var_rug", quantity=1).token == guest.token
    assert carts.clear(holder=CartHolder(user_id="usr_nobody")).cart_id is None


def test_a_new_price_of_what_was_there_is_told_when_more_is_added(carts, ada, shelves):
    carts.add_item(holder=ada, variation_id="var_mug", quantity=1)
    shelves.goods["var_mug"].price = 1700
    cart = carts.add_item(holder=ada, variation_id="var_mug", quantity=1)
    assert cart.subtotal.minor == 3400
    assert [(c.code, c.old_price.minor, c.new_price.minor) for c in cart.changes] == [
        ("price_changed", 1500, 1700)
    ]
    assert carts.cart(holder=ada).changes == cart.changes


def test_adding_asks_each_neighbour_once_and_writes_in_three_statements(carts, ada, shelves, count_queries):
    for number in range(20):
        shelves.put(f"var_{number}")
        carts.add_item(holder=ada, variation_id=f"var_{number}", quantity=1)
    shelves.asked.clear()
    with count_queries("cart") as queries:
        carts.add_item(holder=ada, variation_id="var_mug", quantity=1)
    assert shelves.asked == ["for_sale", "levels"]
    written = [
        q["sql"] for q in queries if "SAVEPOINT" not in q["sql"] and q["sql"] not in ("BEGIN", "COMMIT")
    ]
    assert len(written) <= 3, written


def test_parallel_adds_lose_nothing(real_databases, carts, ada, shelves):
    shelves.put("var_bead", stock=99)
    wrong: list[BaseException] = []
    gate = threading.Barrier(6)

    def add(number: int) -> None:
        from django.db import connections

        try:
            gate.wait()
            for step in range(5):
                carts.add_item(holder=ada, variation_id="var_bead", quantity=1)
                carts.add_item(
                    holder=ada, variation_id=("var_mug", "var_rug")[step % 2], quantity=1
                ) if number == 0 else None
        except BaseException as failure:
            wrong.append(failure)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=add, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert quantities(carts.cart(holder=ada)) == {"var_bead": 30, "var_mug": 3, "var_rug": 2}
    assert Cart.objects.count() == 1
