"""Merging at sign-in: quantities add up as far as there is stock, once, and nothing is lost."""

from __future__ import annotations

import itertools
import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from souk.contracts.cart.calls import CartHolder
from souk.kernel import clock
from souk.services.cart.models import Cart, CartLine
from souk.services.cart.rules.lines import MAX_LINES, Line
from souk.services.cart.rules.merging import join
from tests.examples import examples
from tests.fakes.cart import quantities

GOODS = ("var_mug", "var_lamp", "var_rug", "var_hat")
some_goods = st.dictionaries(st.sampled_from(GOODS), st.integers(1, 40), max_size=4)
users = itertools.count()


@pytest.fixture
def fill(carts, shelves):
    """Puts quantities into a cart while there is plenty of everything."""

    def filled(holder: CartHolder, wanted: dict[str, int]) -> CartHolder:
        for variation_id, quantity in wanted.items():
            shelves.put(variation_id, stock=1000)
            cart = carts.add_item(holder=holder, variation_id=variation_id, quantity=quantity)
            holder = holder if holder.user_id else CartHolder(token=cart.token)
        return holder

    return filled


@pytest.fixture
def stock(shelves):
    def stocked(levels: dict[str, int]) -> None:
        for variation_id in GOODS:
            shelves.put(variation_id, stock=levels.get(variation_id, 0))

    return stocked


with_database = settings(
    max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@with_database
@given(mine=some_goods, theirs=some_goods, left=st.dictionaries(st.sampled_from(GOODS), st.integers(0, 60)))
def test_every_piece_is_there_or_its_absence_is_told(carts, fill, stock, mine, theirs, left):
    user = fill(CartHolder(user_id=f"usr_{next(users)}"), mine)
    guest = fill(CartHolder(), theirs)
    stock(left)
    merged = carts.merge(token=guest.token or "none", user_id=user.user_id)
    told = {change.variation_id for change in merged.changes}
    for variation_id in {*mine, *theirs}:
        together = mine.get(variation_id, 0) + theirs.get(variation_id, 0)
        expected = min(together, left.get(variation_id, 0))
        assert quantities(merged).get(variation_id, 0) == expected
        assert (variation_id in told) == (expected < together)
    assert set(quantities(merged)) <= {*mine, *theirs}


@settings(with_database, max_examples=examples(10))
@given(first=some_goods, second=some_goods, third=some_goods, left=st.integers(1, 60))
def test_the_order_in_which_carts_are_joined_does_not_matter(carts, fill, stock, first, second, third, left):
    ends = []
    for order in itertools.permutations((first, second, third)):
        user_id = f"usr_{next(users)}"
        tokens = [fill(CartHolder(), wanted).token for wanted in order]
        stock(dict.fromkeys(GOODS, left))
        for token in tokens:
            merged = carts.merge(token=token or "none", user_id=user_id)
        ends.append(quantities(merged))
    assert all(end == ends[0] for end in ends)


@with_database
@given(mine=some_goods, theirs=some_goods, times=st.integers(2, 4))
def test_merging_again_is_merging_once(carts, fill, stock, mine, theirs, times):
    user = fill(CartHolder(user_id=f"usr_{next(users)}"), mine)
    guest = fill(CartHolder(), theirs)
    stock(dict.fromkeys(GOODS, 60))
    once = carts.merge(token=guest.token or "none", user_id=user.user_id)
    for _ in range(times):
        assert carts.merge(token=guest.token or "none", user_id=user.user_id) == once
    assert carts.cart(holder=guest).lines == []


@given(mine=st.integers(0, MAX_LINES), theirs=st.integers(0, MAX_LINES), shared=st.integers(0, 20))
def test_every_line_of_a_guest_has_one_fate_and_there_is_room_for_it(mine, theirs, shared):
    def lines(who: str, count: int) -> list[Line]:
        names = [f"both{i}" if i < shared else f"{who}{i}" for i in range(count)]
        return [Line(f"{who}{i}", name, 60, 100, "USD", "", "") for i, name in enumerate(names)]

    own, brought = lines("mine", mine), lines("theirs", theirs)
    joined = join(own, brought)
    assert [one.line for one in joined] == brought
    moved = [one for one in joined if one.fate == "moved"]
    assert len(own) + len(moved) <= MAX_LINES
    for one in joined:
        if one.fate == "added":
            assert one.quantity == 99
        if one.fate == "left_out":
            assert len(own) + len(moved) == MAX_LINES


def test_a_merged_cart_ends_and_its_token_opens_nothing(carts, fill):
    guest = fill(CartHolder(), {"var_mug": 2})
    item_id = carts.cart(holder=guest).lines[0].item_id
    merged = carts.merge(token=guest.token, user_id="usr_ada")
    assert merged.lines[0].item_id == item_id
    assert merged.token is None
    assert carts.cart(holder=guest).cart_id is None
    assert carts.add_item(holder=guest, variation_id="var_mug", quantity=1).token != guest.token
    assert quantities(carts.cart(holder=CartHolder(user_id="usr_ada"))) == {"var_mug": 2}


@pytest.mark.parametrize("token", ["made up", "", "x" * 3000, "\ud800", "nul\x00"])
def test_a_token_that_is_none_adds_nothing(carts, fill, token):
    fill(CartHolder(user_id="usr_ada"), {"var_mug": 2})
    assert quantities(carts.merge(token=token, user_id="usr_ada")) == {"var_mug": 2}


def test_a_cart_whose_time_is_over_is_not_merged(carts, fill):
    guest = fill(CartHolder(), {"var_mug": 2})
    with clock.shifted(8 * 86_400):
        assert carts.merge(token=guest.token, user_id="usr_ada").lines == []


def test_the_coupon_comes_along_but_ones_own_stays(carts, fill, shelves):
    shelves.coupons |= {"TEN": 10, "TWENTY": 20}
    ada, guest, other = (
        CartHolder(user_id="usr_ada"),
        fill(CartHolder(), {"var_mug": 1}),
        fill(CartHolder(), {"var_rug": 1}),
    )
    carts.apply_coupon(holder=guest, code="TEN")
    carts.apply_coupon(holder=other, code="TWENTY")
    assert carts.merge(token=guest.token, user_id="usr_ada").coupon.code == "TEN"
    assert carts.merge(token=other.token, user_id="usr_ada").coupon.code == "TEN"
    assert carts.cart(holder=ada).discount.minor == 1980


def test_carts_are_merged_while_everybody_rests_and_counted_later(carts, fill, shelves):
    ada, guest = (
        fill(CartHolder(user_id="usr_ada"), {"var_mug": 60}),
        fill(CartHolder(), {"var_mug": 60, "var_rug": 1}),
    )
    shelves.away = {"products", "inventory"}
    merged = carts.merge(token=guest.token, user_id="usr_ada")
    assert quantities(merged) == {"var_mug": 99, "var_rug": 1}
    assert [(c.old_quantity, c.new_quantity) for c in merged.changes] == [(120, 99)]
    shelves.away = set()
    shelves.goods["var_mug"].stock = 7
    assert quantities(carts.cart(holder=ada)) == {"var_mug": 7, "var_rug": 1}


def test_what_either_cart_has_not_told_yet_is_told_by_both_together(carts, fill, shelves):
    """Who signs in is shown another page than the cart."""
    ada = fill(CartHolder(user_id="usr_ada"), {"var_mug": 5, "var_lamp": 1})
    guest = fill(CartHolder(), {"var_rug": 1, "var_mug": 4, "var_hat": 1})
    for gone in ("var_lamp", "var_rug"):
        shelves.goods[gone].stock = 0
    shelves.goods["var_mug"].price = 1700
    carts.cart(holder=ada)
    carts.cart(holder=guest)
    merged = carts.merge(token=guest.token, user_id="usr_ada")
    with clock.shifted(86_400):
        cart = carts.cart(holder=ada)
    assert cart.changes == merged.changes
    assert {(c.variation_id, c.code) for c in cart.changes} == {
        ("var_lamp", "out_of_stock"),
        ("var_rug", "out_of_stock"),
        ("var_mug", "price_changed"),
    }
    mug = next(line for line in cart.lines if line.variation_id == "var_mug")
    assert [c.item_id for c in cart.changes if c.variation_id == "var_mug"] == [mug.item_id]


def test_two_sign_ins_at_once_merge_once(real_databases, carts, fill):
    guest = fill(CartHolder(), {"var_mug": 2, "var_rug": 1})
    wrong: list[BaseException] = []

    def merge() -> None:
        from django.db import connections

        try:
            carts.merge(token=guest.token, user_id="usr_ada")
        except BaseException as failure:
            wrong.append(failure)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=merge) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert quantities(carts.cart(holder=CartHolder(user_id="usr_ada"))) == {"var_mug": 2, "var_rug": 1}
    assert CartLine.objects.count() == 2
    assert Cart.objects.filter(user_id="usr_ada").count() == 1
