"""Ids: their kind can be read from them, and later ones sort later."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from souk.kernel.ids import new_id, new_number
from souk.vocabulary.ids import format_id, looks_like

moments = some.integers(0, 2**48 - 1)
randomness = some.binary(min_size=10, max_size=10)


@given(moments, moments, randomness, randomness)
def test_ids_sort_as_they_were_made(early: int, late: int, one: bytes, other: bytes) -> None:
    early, late = sorted((early, late))
    first, second = format_id("ord", early, one), format_id("ord", late, other)
    if early < late:
        assert first < second
    assert (first == second) == (early == late and one == other)


@given(moments, randomness)
def test_an_id_says_what_it_is(moment: int, chance: bytes) -> None:
    made = format_id("ord", moment, chance)
    assert looks_like("ord", made)
    assert not looks_like("pay", made)
    assert len(made) == 30


@given(some.text(max_size=40))
def test_other_text_is_no_id(text: str) -> None:
    assert not looks_like("ord", text) or (text.startswith("ord_") and len(text) == 30 and text.isascii())


def test_cut_long_and_shouted_ids_are_none() -> None:
    made = new_id("ord")
    assert looks_like("ord", made)
    assert not any(
        looks_like("ord", wrong) for wrong in (made[:-1], made + "0", made.upper(), made + "\n", made[4:], "")
    )


def test_ten_thousand_ids_are_ten_thousand() -> None:
    assert len({new_id("ord") for _ in range(10_000)}) == 10_000


def test_a_number_can_be_read_aloud() -> None:
    prefix, _, letters = new_number("ORD").partition("-")
    assert prefix == "ORD"
    assert len(letters) == 8
    assert not set(letters) & set("01OIL")
