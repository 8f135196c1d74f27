"""What a shopper is shown: today's prices and stock, corrections said line by line, and never an empty cart for want of an answer."""

from __future__ import annotations

import pytest

from souk.contracts.cart.calls import CartHolder
from souk.kernel import clock
from souk.services.cart.models import Cart
from tests.fakes.cart import quantities


@pytest.fixture
def filled(carts, ada) -> CartHolder:
    carts.add_item(holder=ada, variation_id="var_mug", quantity=4)
    carts.add_item(holder=ada, variation_id="var_lamp", quantity=2)
    carts.add_item(holder=ada, variation_id="var_rug", quantity=1)
    return ada


def told(cart) -> list[tuple[str, str, str]]:
    return [(c.variation_id, c.code, c.action) for c in cart.changes]


def test_an_unchanged_cart_is_one_read_and_two_questions(carts, filled, shelves, count_queries):
    shelves.asked.clear()
    with count_queries("cart") as queries:
        cart = carts.cart(holder=filled)
    assert len(queries) == 1
    assert shelves.asked == ["for_sale", "levels"]
    assert cart.changes == []
    assert cart.total.minor == 4 * 1500 + 2 * 4000 + 20000


@pytest.mark.parametrize("away", [{"products"}, {"inventory"}, {"products", "inventory"}])
def test_the_cart_is_not_emptied_while_nobody_can_say(carts, filled, shelves, away):
    """Carts have been wiped elsewhere whenever the product service was down."""
    before = carts.cart(holder=filled)
    shelves.away = away
    resting = carts.cart(holder=filled)
    assert quantities(resting) == quantities(before)
    assert (resting.total, resting.version, resting.changes) == (before.total, before.version, [])
    assert [line.title for line in resting.lines] == ["Mug", "Lamp", "Rug"]
    shelves.away = set()
    assert carts.cart(holder=filled) == before


def test_an_empty_stock_answer_while_products_rests_still_keeps_prices(carts, filled, shelves):
    shelves.goods["var_mug"].price = 1
    shelves.away = {"products"}
    assert carts.cart(holder=filled).lines[0].unit_price.minor == 1500


def test_a_new_price_is_taken_over_and_said(carts, filled, shelves):
    shelves.goods["var_mug"].price = 1800
    cart = carts.cart(holder=filled)
    (change,) = cart.changes
    assert (change.code, change.action) == ("price_changed", "price_updated")
    assert (change.old_price.minor, change.new_price.minor, change.old_quantity) == (1500, 1800, None)
    assert cart.lines[0].unit_price.minor == 1800
    assert cart.lines[0].line_total.minor == 7200
    assert cart.subtotal.minor == 7200 + 8000 + 20000


def test_what_is_short_is_lowered_what_is_gone_leaves_and_each_line_is_told(carts, filled, shelves):
    shelves.goods["var_mug"].stock = 1
    shelves.goods["var_lamp"].stock = 0
    shelves.goods["var_rug"].is_sellable = False
    cart = carts.cart(holder=filled)
    assert told(cart) == [
        ("var_mug", "insufficient_stock", "quantity_updated"),
        ("var_lamp", "out_of_stock", "removed"),
        ("var_rug", "inactive", "removed"),
    ]
    assert [(c.old_quantity, c.new_quantity) for c in cart.changes] == [(4, 1), (2, 0), (1, 0)]
    assert cart.changes[0].detail == "Only 1 of Mug is left; the quantity was lowered."
    assert quantities(cart) == {"var_mug": 1}
    assert cart.lines[0].available == 1


def test_variations_that_vanished_or_lost_their_price_leave(carts, filled, shelves):
    del shelves.goods["var_mug"]
    shelves.goods["var_lamp"].currency = "EUR"
    assert told(carts.cart(holder=filled)) == [
        ("var_mug", "product_not_found", "removed"),
        ("var_lamp", "invalid_data", "removed"),
    ]


def test_a_correction_is_told_again_until_the_shopper_does_something(carts, filled, shelves):
    """The first answer may be lost, or have gone to somebody who only wanted the sum."""
    shelves.goods["var_lamp"].stock = 0
    first = carts.cart(holder=filled)
    again = carts.cart(holder=filled)
    assert again.changes == first.changes != []
    assert again.version == first.version
    cart = carts.add_item(holder=filled, variation_id="var_rug", quantity=1)
    assert cart.changes == []
    assert carts.cart(holder=filled).changes == []


def test_a_correction_that_was_told_again_is_old_news_after_a_while(carts, filled, shelves):
    shelves.goods["var_mug"].price = 1800
    assert carts.cart(holder=filled).changes
    with clock.shifted(7200):
        assert carts.cart(holder=filled).changes, "the first answer may have been lost"
    with clock.shifted(7200 + 590):
        assert carts.cart(holder=filled).changes
    with clock.shifted(7200 + 610):
        assert carts.cart(holder=filled).changes == []


def test_a_change_whose_shopper_may_not_have_heard_of_a_correction_tells_it(carts, filled, shelves):
    """The look that found it may have been lost."""
    shelves.goods["var_lamp"].stock = 0
    lost = carts.cart(holder=filled)
    cart = carts.add_item(holder=filled, variation_id="var_rug", quantity=1)
    assert told(cart) == told(lost) == [("var_lamp", "out_of_stock", "removed")]
    assert carts.cart(holder=filled).changes == cart.changes, "a form is answered by another page"
    assert carts.remove_item(holder=filled, item_id=cart.lines[0].item_id).changes == []


def test_a_glance_leaves_it_to_the_next_look_to_tell(carts, filled, shelves):
    """A page that only counts the cart corrects it every ten minutes, and shows nothing of it."""
    shelves.goods["var_lamp"].stock = 0
    for minutes in range(0, 60, 10):
        with clock.shifted(minutes * 60):
            carts.cart(holder=filled, is_glance=True)
    with clock.shifted(3600):
        carts.add_item(holder=filled, variation_id="var_rug", quantity=1)
        assert told(carts.cart(holder=filled)) == [("var_lamp", "out_of_stock", "removed")]


def test_a_correction_is_written_down_as_told_once(carts, filled, shelves, count_queries):
    shelves.goods["var_lamp"].stock = 0
    carts.cart(holder=filled)
    for written in (2, 1):
        with count_queries("cart") as queries:
            carts.cart(holder=filled)
        assert len(queries) == written


def test_notes_of_the_version_before_are_told_though_older_ones_were_shown(carts, filled, shelves):
    """It writes notes, and knows of nothing else."""
    shelves.goods["var_lamp"].stock = 0
    for _ in range(2):
        carts.cart(holder=filled)
    with clock.shifted(3600):
        Cart.objects.update(noted_at=clock.now())
    with clock.shifted(7200):
        assert carts.cart(holder=filled).changes


def test_a_second_correction_joins_the_first(carts, filled, shelves):
    shelves.goods["var_mug"].price = 1800
    carts.cart(holder=filled)
    shelves.goods["var_lamp"].stock = 1
    assert [code for _, code, _ in told(carts.cart(holder=filled))] == ["price_changed", "insufficient_stock"]
    shelves.goods["var_mug"].is_sellable = False
    assert told(carts.cart(holder=filled)) == [
        ("var_lamp", "insufficient_stock", "quantity_updated"),
        ("var_mug", "inactive", "removed"),
    ]


def test_a_new_title_is_shown_without_a_fuss(carts, filled, shelves):
    shelves.goods["var_mug"].title = "Stoneware mug"
    cart = carts.cart(holder=filled)
    assert cart.lines[0].title == "Stoneware mug"
    assert cart.changes == []
    shelves.away = {"products"}
    assert carts.cart(holder=filled).lines[0].title == "Stoneware mug"


def test_what_is_added_while_neighbours_are_asked_is_not_lost_by_a_correction(carts, filled, shelves):
    shelves.goods["var_mug"].price = 1800
    shelves.meanwhile = lambda: carts.add_item(holder=filled, variation_id="var_rug", quantity=2)
    cart = carts.cart(holder=filled)
    assert quantities(cart) == {"var_mug": 4, "var_lamp": 2, "var_rug": 3}
    assert cart.lines[0].unit_price.minor == 1800


def test_how_many_are_left_is_said_only_where_it_limits(carts, filled):
    assert [line.available for line in carts.cart(holder=filled).lines] == [10, 3, 50]
    assert Cart.objects.get().version == 3


def test_a_guests_cart_is_over_after_seven_days_without_a_change(carts):
    guest = CartHolder(token=carts.add_item(holder=CartHolder(), variation_id="var_mug", quantity=1).token)
    with clock.shifted(6 * 86_400):
        carts.add_item(holder=guest, variation_id="var_mug", quantity=1)
    with clock.shifted(12 * 86_400):
        assert quantities(carts.cart(holder=guest)) == {"var_mug": 2}
    with clock.shifted(14 * 86_400):
        assert carts.cart(holder=guest).cart_id is None
        anew = carts.add_item(holder=guest, variation_id="var_mug", quantity=1)
        assert anew.token != guest.token


def test_while_one_type_is_away_the_others_are_checked_and_its_goods_are_named(carts, filled, shelves):
    shelves.out_of_reach = {"var_lamp"}
    shelves.goods["var_mug"].price = 1800
    shelves.goods["var_lamp"].price = 1
    asked = len(shelves.asked)
    cart = carts.cart(holder=filled)
    assert told(cart) == [("var_mug", "price_changed", "price_updated")]
    assert [(line.title, line.is_out_of_reach) for line in cart.lines] == [
        ("Mug", False),
        ("Lamp", True),
        ("Rug", False),
    ]
    assert cart.lines[1].unit_price.minor == 4000, "shown as it was"
    assert shelves.asked[asked:].count("for_sale") == 2, "for all of it, then for the rest of it"
    shelves.out_of_reach = set()
    assert not any(line.is_out_of_reach for line in carts.cart(holder=filled).lines)


def test_while_all_of_it_is_away_all_of_it_is_shown_as_it_was(carts, filled, shelves):
    shelves.out_of_reach = set(shelves.goods)
    before = shelves.asked.count("for_sale")
    cart = carts.cart(holder=filled)
    assert (cart.changes, [line.is_out_of_reach for line in cart.lines]) == ([], [True] * 3)
    assert shelves.asked.count("for_sale") == before + 1
