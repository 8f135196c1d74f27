"""Calls to a house in shares find their way, and say what is true while one is away."""

from __future__ import annotations

from typing import Any

import pytest

from souk.vocabulary.problems import Forbidden, Unavailable
from tests.kernel.things_in_shares import BOOK, ID, PHONE, Count, Street, Thing, ThingNotFound, newest


@pytest.fixture
def street(split: Any) -> Street:
    return Street()


def test_who_has_an_id_asks_one_share_alone(street: Street) -> None:
    assert street.things.one(name=BOOK) == f"{BOOK} of books"
    assert street.asked() == ["books"]


def test_an_id_that_its_share_does_not_have_is_nowhere(street: Street) -> None:
    with pytest.raises(ThingNotFound):
        street.things.one(name=f"prd_book_{ID[:-1]}1")
    assert street.asked() == ["books"]


def test_an_address_that_says_nothing_is_the_defaults_and_then_anybodys(street: Street) -> None:
    assert street.things.one(name="lamp") == "lamp of rest"
    assert street.asked() == ["rest"]
    assert street.things.one(name="moved") == "moved of books"
    with pytest.raises(ThingNotFound):
        street.things.one(name="nowhere")


def test_an_address_may_be_older_than_the_share_it_seems_to_name(street: Street) -> None:
    assert street.things.one(name="old-book") == "old-book of phones"


def test_what_a_share_refuses_is_refused(street: Street) -> None:
    with pytest.raises(Forbidden):
        street.things.one(name="secret")


def test_a_share_that_is_away_takes_only_its_own_away_and_says_so(street: Street) -> None:
    street.books.is_away = True
    with pytest.raises(Unavailable, match="type book"):
        street.things.one(name=BOOK)
    assert street.things.one(name=PHONE)
    assert street.things.one(name="lamp")
    with pytest.raises(Unavailable, match="look everywhere"):  # it may be there or not: nobody knows
        street.things.one(name="dune-book-kiln")


def test_an_address_from_before_is_found_though_the_share_it_names_is_away(street: Street) -> None:
    street.books.is_away = True
    street.rest.things.append("cook-book")
    assert street.things.one(name="cook-book") == "cook-book of rest"
    with pytest.raises(Unavailable, match="type book"):
        street.things.one(name="dune-book")


@pytest.mark.parametrize("name", ["nowhere", "bookend", f"prd_{ID[:-1]}1", f"prd_mobile_{ID[:-1]}1"])
def test_what_a_share_that_is_away_cannot_have_is_nowhere(street: Street, name: str) -> None:
    street.books.is_away = True
    with pytest.raises(ThingNotFound):
        street.things.one(name=name)


def test_many_are_asked_where_they_are(street: Street) -> None:
    found = street.things.many(ids=[PHONE, f"prd_{ID}", BOOK])
    assert {(one.thing_id, one.kind) for one in found} == {
        (PHONE, "phones"),
        (BOOK, "books"),
        (f"prd_{ID}", "rest"),
    }
    assert street.books.asked == [("many", BOOK)]
    assert street.rest.asked == [("many", f"prd_{ID}")]


def test_a_till_asks_one_share_when_it_knows_which(street: Street) -> None:
    assert [one.kind for one in street.things.many(ids=[BOOK])] == ["books"]
    assert street.asked() == ["books"]
    street.phones.is_away = True
    assert len(street.things.many(ids=[BOOK, "lamp"])) == 2


def test_of_many_what_nobody_named_and_the_default_lacks_is_looked_for(street: Street) -> None:
    assert {one.kind for one in street.things.many(ids=["lamp", "moved"])} == {"rest", "books"}
    assert street.things.many(ids=["nowhere"]) == []
    assert street.things.many(ids=[]) == []


def test_many_of_which_one_cannot_be_asked_are_unknown(street: Street) -> None:
    street.phones.is_away = True
    with pytest.raises(Unavailable, match="laptop and mobile"):
        street.things.many(ids=[PHONE, BOOK])


def test_of_many_it_is_said_which_cannot_be_asked_so_that_the_rest_can(street: Street) -> None:
    street.phones.is_away = True
    with pytest.raises(Unavailable) as away:
        street.things.many(ids=[PHONE, BOOK, "lamp"])
    assert away.value.extra["out_of_reach"] == [PHONE]
    street.rest.is_away = True
    with pytest.raises(Unavailable) as away:
        street.things.many(ids=[PHONE, BOOK, "lamp"])
    assert sorted(away.value.extra["out_of_reach"]) == sorted([PHONE, "lamp"])


def test_of_many_that_are_each_done_on_their_own_only_those_of_who_is_away_are_refused(
    street: Street,
) -> None:
    street.phones.is_away = True
    found = street.things.change(ids=[BOOK, PHONE])
    assert {one.thing_id: one.kind.partition(":")[0] for one in found} == {BOOK: "changed", PHONE: "refused"}
    assert "laptop and mobile" in next(one.kind for one in found if one.thing_id == PHONE)
    with pytest.raises(Unavailable):
        street.things.change(ids=[PHONE])


def test_the_newest_of_all_shares_come_first_each_once(street: Street) -> None:
    everything = [*street.rest.things, *street.books.things, *street.phones.things]
    assert newest(street) == sorted(everything, reverse=True)
    assert sorted(street.things.everything()) == sorted(everything)


def test_a_list_without_a_share_shows_the_others_and_does_not_end_as_if_it_were_whole(street: Street) -> None:
    street.books.is_away = True
    assert street.things.newest(limit=2).items == [PHONE, f"prd_{ID}"]
    with pytest.raises(Unavailable, match="type book"):
        newest(street)
    with pytest.raises(Unavailable, match="type book"):
        street.things.everything()


def test_what_is_saved_goes_to_its_kind_and_is_answered_in_its_order(street: Street) -> None:
    kinds = ["mobile", "general", "book", "laptop", "general"]
    drafts = [Thing(thing_id=str(place), kind=kind) for place, kind in enumerate(kinds)]
    assert street.things.save(drafts=drafts) == [
        "0 in phones",
        "1 in rest",
        "2 in books",
        "3 in phones",
        "4 in rest",
    ]
    assert street.things.save(drafts=[]) == []
    assert street.things.of(kind="laptop") == "phones"
    assert street.things.of(kind="unheard") == "rest"


def test_what_is_there_already_stays_where_it_is_whatever_it_shall_become(street: Street) -> None:
    assert street.things.of(kind="laptop", thing_id=BOOK) == "books"
    assert street.things.of(kind="laptop", thing_id=f"prd_{ID}") == "rest"
    assert street.things.of(kind="laptop", thing_id=None) == "phones"


def test_many_are_answered_in_the_order_they_were_asked(street: Street) -> None:
    asked = [PHONE, BOOK, "lamp"]
    assert [one.thing_id for one in street.things.many(ids=asked)] == asked


def test_a_list_goes_through_every_share_with_one_cursor(street: Street) -> None:
    found, cursor = [], None
    for _ in range(20):
        page = street.things.listed(cursor=cursor, limit=2)
        found += page.items
        cursor = page.next
        if cursor is None:
            break
    assert sorted(found) == sorted([*street.rest.things, *street.books.things, *street.phones.things])


def test_counts_are_summed_and_the_tree_is_the_defaults(street: Street) -> None:
    assert street.things.counted() == Count(all=9)
    assert street.things.tree() == "tree of rest"


def test_every_call_of_products_finds_its_way() -> None:
    """A call that names things or brings them must say how it finds its share."""
    from souk.kernel.neighbours.asking import methods_of, types_of
    from souk.process import contracts_of
    from souk.vocabulary.calls import SPREAD

    for contract in contracts_of("products"):
        for name, method in methods_of(contract).items():
            parameters, _ = types_of(method)
            names = {
                "id_or_slug",
                "product_id",
                "product_ids",
                "variation_ids",
                "variation_id",
                "drafts",
                "draft",
                "cursor",
            }
            if names & set(parameters):
                assert hasattr(method, SPREAD), (
                    f"{contract.__name__}.{name} does not say which share it is for"
                )
