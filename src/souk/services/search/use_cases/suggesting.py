"""Suggesting: while somebody types, the categories, shops and products they may mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote

import orjson

from souk.contracts.search.calls import Suggestion
from souk.services.search.read_models import Known, cards_of, catalogue
from souk.services.search.rules import names
from souk.services.search.rules.columns import Fact, Value
from souk.services.search.use_cases.finding import clean, hits_for

MAX_LIMIT = 20
_SHORTEST = 2


def suggest(text: str, limit: int) -> list[Suggestion]:
    """At most `limit`: another spelling if nothing is written so, then up to two categories, one shop, and products."""
    words, limit = clean(text[:200]), max(1, min(limit, MAX_LIMIT))
    if len(words) < _SHORTEST:
        return []
    known = catalogue().current()
    key = "suggest", words, limit
    kept: list[Suggestion] | None = known.results.get(key)
    if kept is None:
        kept = known.results.put(key, _suggestions(known, words, limit))
    return kept


def _suggestions(known: Known, words: str, limit: int) -> list[Suggestion]:
    hits = hits_for(known, words)
    found = []
    if hits.corrected:
        path = f"/explore?search={quote(hits.corrected)}"
        found.append(Suggestion(kind="query", text=hits.corrected, url_path=path))
    named = names.folded(hits.corrected or words)
    found += [
        Suggestion(kind="category", text=label, url_path=f"/explore/{slug}")
        for slug, label in _named(known, "category", named, 2)
    ]
    found += [
        Suggestion(kind="shop", text=label, url_path=f"/shops/{slug}")
        for slug, label in _named(known, "shop", named, 1)
    ]
    return [*found, *_products(known, hits.numbers, limit - len(found))][:limit]


def _named(known: Known, name: str, words: str, limit: int) -> list[tuple[str, str]]:
    """Values of a fact one of whose words begins so, those with most products first."""
    fact = known.columns.facts.get(name)
    if fact is None:
        return []
    found = [
        (-known.columns.bits(value).bit_count(), value.text, _full_label(fact, value))
        for value in fact.values.values()
        if f" {words}" in f" {names.folded(value.label)}"
    ]
    return [(text, label) for _, text, label in sorted(found)[:limit]]


def _full_label(fact: Fact, value: Value) -> str:
    """`Shirts, Men`: two categories may have the same name."""
    above = fact.values.get(value.place.split("/")[-2]) if "/" in value.place else None
    return f"{value.label}, {above.label}" if above is not None else value.label


def _products(known: Known, numbers: Sequence[int], limit: int) -> Iterator[Suggestion]:
    shown = [number for number in numbers[:200] if known.columns.is_shown(number)][: max(limit, 0)]
    cards = cards_of(shown) if shown else {}
    for number in shown:
        if number in cards:
            card = orjson.loads(cards[number] + b"}")
            yield Suggestion(
                kind="product",
                text=card["title"],
                url_path=f"/products/{card['slug']}",
                image_url=card["thumb_url"] or card["image_url"],
            )
