"""Words: what is found, what comes first, and what happens to a slip of the finger."""

from __future__ import annotations

import pytest

from souk.contracts.search.calls import ProductQuery
from souk.services.search.use_cases import finding
from tests.services.search.market import Market, facet, fact, product, variation


@pytest.fixture
def books(market: Market) -> Market:
    market.tell(
        product(
            "emma",
            title="Emma",
            product_type="book",
            facets=[fact("author", "Jane Austen")],
            attributes={"publisher": "Egerton", "isbn": "978-0-14-143958-7"},
            description_text="A clever young woman arranges marriages.",
            variations=[variation("emma", Format="Paperback")],
        ),
        product(
            "letters",
            title="Letters of Jane",
            product_type="book",
            facets=[fact("author", "Somebody Else")],
            description_text="Emma is mentioned once.",
        ),
        product("jacket", title="Leather Jackets", description_text="Warm.", shop_name="Dune & Thread"),
        product("cafe", title="Café Noir Ünïcode", description_text="A cup."),
    )
    return market


def test_a_word_in_the_title_counts_more_than_one_in_the_description(books: Market) -> None:
    assert books.slugs(search="emma") == ["emma", "letters"]


def test_every_word_must_be_found_if_any_product_has_them_all(books: Market) -> None:
    assert books.slugs(search="jane clever") == ["emma"]
    assert books.slugs(search="jane emma") == ["emma", "letters"]


def test_where_no_product_has_all_words_those_with_most_of_them_are_found(books: Market) -> None:
    assert books.slugs(search="jane clever leather") == ["emma"]
    assert set(books.slugs(search="jane leather")) == {"emma", "letters", "jacket"}
    assert books.slugs(search="warm xqzzv") == ["jacket"]
    assert books.find(search="warm xqzzv").corrected is None
    assert books.slugs(search="jane leather", product_type="clothes") == ["jacket"]


def test_a_slip_is_mended_before_words_are_given_up(books: Market) -> None:
    found = books.find(search="warm jakcet")
    assert ([card.slug for card in found.items], found.corrected) == (["jacket"], "warm jacket")


def test_products_with_most_of_the_words_are_walked_once_and_in_order(market: Market) -> None:
    market.tell(*(product(f"w{n}", title="wool " * (1 + n % 4)) for n in range(13)))
    market.tell(*(product(f"s{n}", title="sock " * (1 + n % 3)) for n in range(12)))
    whole = market.slugs(search="wool sock", limit=100)
    assert len(whole) == 25
    walked, cursor = [], None
    while True:
        page = market.find(search="wool sock", limit=4, cursor=cursor)
        walked += [card.slug for card in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert walked == whole


@pytest.mark.parametrize(
    "words", ["jacket", "JACKETS", "jack", "leather jac", "thread", "the leather jacket of dune"]
)
def test_stems_beginnings_and_shops_are_found(books: Market, words: str) -> None:
    assert books.slugs(search=words) == ["jacket"]


def test_accents_do_not_matter(books: Market) -> None:
    assert books.slugs(search="cafe noir") == books.slugs(search="CAFÉ") == ["cafe"]


@pytest.mark.parametrize(
    ("typed", "meant"), [("jakcet", "jacket"), ("lether", "leather"), ("emmma", "emma"), ("austin", "austen")]
)
def test_one_slip_of_the_finger_is_mended_and_said(books: Market, typed: str, meant: str) -> None:
    found = books.find(search=typed)
    assert found.matches >= 1
    assert found.corrected in (meant, meant + "s")
    assert books.find(search="jane " + typed).corrected in (None, f"jane {meant}", f"jane {meant}s")


def test_what_is_found_as_written_is_not_corrected(books: Market) -> None:
    assert books.find(search="emma").corrected is None
    assert books.find(search="xqzzv").corrected is None
    assert books.find(search="xqzzv").matches == 0


@pytest.mark.parametrize(
    "code", ["978-0-14-143958-7", "9780141439587", "978 0141439587", "SKU-emma", "sku emma"]
)
def test_a_code_in_any_spelling_comes_first(books: Market, code: str) -> None:
    assert books.slugs(search=code)[0] == "emma"


def test_words_filters_and_facets_go_together(books: Market) -> None:
    found = books.find(search="jane", product_type="book", attributes={"author": ["Jane Austen"]})
    assert [card.slug for card in found.items] == ["emma"]
    assert facet(found, "author") == {"Jane Austen": 1, "Somebody Else": 1}
    assert facet(found, "type") == {"book": 1}


def test_results_can_stand_in_another_order(books: Market) -> None:
    assert books.slugs(search="emma", sort="title") == ["emma", "letters"]
    books.tell(product("letters", 2, title="A Letter", description_text="emma", product_type="book"))
    assert books.slugs(search="emma", sort="title") == ["letters", "emma"]
    assert books.slugs(search="emma") == ["emma", "letters"]


def test_ranked_results_are_walked_once_and_in_order(market: Market) -> None:
    market.tell(
        *(product(f"p{n}", title="wool " * (1 + n % 4), description_text="sock " * n) for n in range(25))
    )
    whole = market.slugs(search="wool sock", limit=100)
    walked, cursor = [], None
    while True:
        page = market.find(search="wool sock", limit=4, cursor=cursor)
        walked += [card.slug for card in page.items]
        assert page.matches == len(whole) == 24
        cursor = page.next
        if cursor is None:
            break
    assert walked == whole


@pytest.mark.parametrize(
    "garbage",
    [
        '"', "'", "a AND OR NOT (", "title:*", "[* TO *]", "+-!(){}^~*?:\\/", "🙂", "🙂🙂 jacket", "\x00", "emma\x00", "\ud800",
        "*", " ", "(" * 200, "a" * 200, "é" * 200, "٣ ٤", "衬衫", "' OR 1=1 --", "%00", "-", "0" * 199, "the of and",
    ],
)  # fmt: skip
def test_nothing_that_can_be_typed_breaks_search(books: Market, garbage: str) -> None:
    query = ProductQuery.model_construct(**(dict(ProductQuery()) | {"search": garbage}))
    known = finding.catalogue().current()
    assert b'"matches"' in finding.answer(known, query)
