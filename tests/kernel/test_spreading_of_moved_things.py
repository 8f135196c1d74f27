"""What was moved from one share to another is found by whoever has its old id or address."""

from __future__ import annotations

from typing import Any

import pytest

from souk.vocabulary.problems import Unavailable
from tests.kernel.things_in_shares import BOOK, ID, PHONE, Street, ThingNotFound, newest

OLD = f"prd_{ID}"


@pytest.fixture
def street(split: Any) -> Street:
    return Street()


@pytest.fixture
def moved(street: Street) -> Street:
    """A book from before the split was moved to the books, and one that the books made was moved back to the rest."""
    street.rest.things, street.books.things = [BOOK], [OLD]
    street.rest.moved, street.books.moved = {OLD: "book", "emma": "book"}, {BOOK: ""}
    return street


def test_what_was_moved_is_asked_for_where_it_is(moved: Street) -> None:
    assert moved.things.one(name=OLD) == f"{OLD} of books"
    assert moved.phones.asked == []
    assert moved.things.one(name=BOOK) == f"{BOOK} of rest"
    assert moved.things.of(kind="book", thing_id=OLD) == "books"
    assert moved.things.of(kind="book", thing_id=BOOK) == "rest"


def test_what_was_moved_and_deleted_there_is_nowhere(moved: Street) -> None:
    moved.books.things.clear()
    with pytest.raises(ThingNotFound):
        moved.things.one(name=OLD)


@pytest.mark.parametrize("name", [OLD, "emma"])
def test_what_was_moved_is_away_with_its_share_and_not_gone(moved: Street, name: str) -> None:
    moved.books.is_away = True
    with pytest.raises(Unavailable, match="type book"):
        moved.things.one(name=name)


def test_many_of_which_some_were_moved_are_found(moved: Street) -> None:
    found = moved.things.many(ids=[OLD, BOOK, PHONE])
    assert [(one.thing_id, one.kind) for one in found] == [(OLD, "books"), (BOOK, "rest"), (PHONE, "phones")]


def test_many_are_each_edited_where_they_were_moved(moved: Street) -> None:
    nowhere = f"prd_{ID[:-1]}9"
    edited = moved.things.edit(ids=[OLD, nowhere, BOOK])
    assert [(one.thing_id, one.kind) for one in edited] == [
        (OLD, "books"),
        (nowhere, "nowhere"),
        (BOOK, "rest"),
    ]
    moved.books.is_away = moved.phones.is_away = True
    assert [one.kind for one in moved.things.edit(ids=[OLD])] == ["refused"]


def test_what_an_interrupted_move_left_in_two_shares_is_listed_once(street: Street) -> None:
    street.books.things = [*street.books.things, *street.rest.things]
    listed = newest(street)
    assert len(listed) == len(set(listed))
