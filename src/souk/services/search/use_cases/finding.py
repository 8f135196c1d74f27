"""Finding: one page of products with its facets, assembled as JSON from pieces that are ready.

    words → products they are in → filters → a page in its order → cards and facets

Every step is remembered while the catalogue stays as it is; whole answers too.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Hashable
from dataclasses import asdict, dataclass
from typing import Any

import orjson

from souk.contracts.products.kinds import Filter, kind_named, known_kinds
from souk.contracts.search.calls import Between, ProductQuery, SearchResult
from souk.services.search.ports import Hits, text_index
from souk.services.search.read_models import Known, cards_of, catalogue
from souk.services.search.rules import meanings, names, paging
from souk.services.search.rules.bitsets import bits_of
from souk.services.search.rules.columns import rating_in
from souk.services.search.rules.documents import finish_card
from souk.services.search.rules.recent import Recent
from souk.services.search.rules.selection import FacetCount, Selection, Wanted, read_filters
from souk.vocabulary.pages import BadCursor, read_cursor, write_cursor
from souk.vocabulary.problems import field_error

_HITS_KEPT = 200_000

_hits: Recent[Hits] = Recent(
    _HITS_KEPT
)  # words → products; only new words make it old, so it outlives a change of stock


@dataclass
class Found:
    """What a query means at present. `facets` is their JSON once somebody asked for it."""

    selection: Selection
    hits: Hits | None
    facets: bytes | None = None


def find(query: ProductQuery) -> SearchResult:
    """One page of products; raises BadCursor for a cursor of another query."""
    known = catalogue().current()
    key = query.model_dump_json()
    result: SearchResult | None = known.results.get(key)
    if result is None:
        result = SearchResult.model_validate_json(answer(known, query))
        known.results.put(key, result)
    return result


def answer(known: Known, query: ProductQuery) -> bytes:
    """The page as JSON of a SearchResult."""
    wanted, words = wanted_of(known, query), clean(query.search)
    found = _found(known, wanted, words)
    sort = query.sort
    is_ranked = sort == "relevance" and found.hits is not None
    mark = zlib.crc32(repr((wanted, words, sort)).encode())
    after = _read_place(query.cursor, mark, sort) if query.cursor is not None else None
    if is_ranked:
        page = paging.page_of_hits(known.columns, found.selection, found.hits or Hits(), after, query.limit)
    else:
        page = paging.page_of(known.columns, found.selection, sort, after, query.limit)
    follow = write_cursor(mark, *page.last) if page.last is not None else None
    return b"".join(
        (
            b'{"items":[',
            b",".join(_cards(known, page.slots)),
            b'],"next":',
            orjson.dumps(follow),
            b',"facets":',
            _facets(found) if query.with_facets else b"[]",
            b',"matches":%d,"corrected":' % found.selection.count,
            orjson.dumps(found.hits.corrected if found.hits is not None else None),
            b"}",
        )
    )


def wanted_of(known: Known, query: ProductQuery) -> Wanted:
    """The query in normal form: names as parameters, values folded and in every word they may have, in order, each once."""
    facts: dict[str, set[str]] = {}
    filters: dict[str, list[Filter]] = {}
    if query.options or query.attributes:
        kind = kind_named(query.product_type) if query.product_type else None
        filters = meanings.filters_of([kind] if kind is not None else known_kinds())
    for given in (query.options, query.attributes):
        for name, values in given.items():
            if values and (parameter := names.parameter(name)):
                asked = facts.setdefault(parameter, set())
                for value in values:
                    asked |= meanings.meant(value, filters.get(parameter, ()))
    if query.categories:
        facts["category"] = set(map(names.folded, query.categories))
    if query.shops:
        facts["shop"] = {known.columns.shop_ids.get(shop, names.folded(shop)) for shop in query.shops}
    if query.product_type:
        facts["type"] = {names.folded(query.product_type)}
    return Wanted(
        tuple((name, tuple(sorted(facts[name]))) for name in sorted(facts)),
        query.min_price,
        query.max_price,
        tuple(_limits(name, query.measures[name]) for name in sorted(query.measures)),
        query.currency,
        query.in_stock,
        query.featured,
        query.rating_min,
    )


def _limits(name: str, wanted: Between) -> tuple[str, int | None, int | None]:
    """In hundredths, both ends included."""
    low = None if wanted.low is None else math.ceil(round(wanted.low * 100, 6))
    high = None if wanted.high is None else math.floor(round(wanted.high * 100, 6))
    return names.parameter(name), low, high


def clean(text: str) -> str:
    """Typed words without what cannot be stored: NUL, lone surrogates, space around."""
    return " ".join(text.replace("\x00", " ").encode("utf-8", "ignore").decode().split())


def hits_for(known: Known, words: str) -> Hits:
    """The products in which the words are found, best first."""
    key = known.epoch, known.text_stamp, words
    hits = _hits.get(key)
    if hits is None:
        hits = text_index().find(known.epoch, known.text_stamp, words)
        _hits.put(key, hits, 20 + len(hits.numbers))
    return hits


def _found(known: Known, wanted: Wanted, words: str) -> Found:
    key: Hashable = wanted, words
    found: Found | None = known.selections.get(key)
    if found is None:
        columns, hits, bits = known.columns, None, None
        if words:
            hits = hits_for(known, words)
            slots = columns.slots
            bits = bits_of([slots[number] for number in hits.numbers if number in slots], columns.size)
        declared = meanings.declared(known_kinds())
        selection = Selection(columns, read_filters(columns, wanted, bits, declared))
        found = known.selections.put(key, Found(selection, hits))
    return found


def _facets(found: Found) -> bytes:
    if found.facets is None:
        found.facets = orjson.dumps([_facet(facet) for facet in found.selection.facets()])
    return found.facets


def _facet(facet: FacetCount) -> dict[str, Any]:
    return {"name": facet.name, "label": facet.label, "values": [asdict(value) for value in facet.values]}


def _cards(known: Known, slots: list[int]) -> list[bytes]:
    """The cards of a page; a product that went in this very moment is left out."""
    columns = known.columns
    cards = cards_of([columns.numbers[slot] for slot in slots]) if slots else {}
    return [
        finish_card(card, columns.states[slot], rating_in(columns.ratings[slot]))
        for slot in slots
        if (card := cards.get(columns.numbers[slot])) is not None
    ]


def _read_place(cursor: str, mark: int, sort: str) -> paging.Place:
    given, key, number = read_cursor(cursor, (int, paging.key_kind(sort), int))
    if given != mark:
        detail = (
            "This cursor belongs to another list: filters, words and sort must be those of the page before."
        )
        raise BadCursor(detail, errors=[field_error("query/cursor", "bad_cursor", detail)])
    return key, number
