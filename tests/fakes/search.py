"""FakeSearch: the promises of search, kept in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from zlib import crc32

from souk.contracts.search.calls import (
    Between,
    Facet,
    FacetValue,
    ProductCard,
    ProductQuery,
    SearchResult,
    ShopCard,
    Suggestion,
)
from souk.vocabulary.pages import BadCursor, read_cursor, write_cursor
from souk.vocabulary.problems import Unavailable


@dataclass(frozen=True)
class Shown:
    """A product as FakeSearch knows it. `variations`: for each its options, price in minor units and units left."""

    card: ProductCard
    categories: tuple[str, ...] = ()
    attributes: dict[str, str] = field(default_factory=dict)
    measures: dict[str, float] = field(default_factory=dict)
    variations: tuple[tuple[dict[str, str], int, int], ...] = ()
    words: str = ""
    is_featured: bool = False


class FakeSearch:
    """Newest is what was shown last. `vanish()` makes every call unavailable until `come_back()`."""

    def __init__(self) -> None:
        self.shown: list[Shown] = []
        self.shop_cards: list[ShopCard] = []
        self.asked: list[ProductQuery] = []
        self._gone = False

    def vanish(self) -> None:
        self._gone = True

    def come_back(self) -> None:
        self._gone = False

    def show(self, product: Shown) -> Shown:
        """For tests: from now on it is found; what had its id before is replaced."""
        self.shown = [one for one in self.shown if one.card.product_id != product.card.product_id]
        self.shown.append(product)
        return product

    def products(self, *, query: ProductQuery) -> SearchResult:
        self._answer()
        self.asked.append(query)
        found = self._found(query)
        ordered = _ordered(found, query.sort)
        start = self._start(query, ordered)
        page = ordered[start : start + query.limit]
        has_more = start + query.limit < len(ordered)
        return SearchResult(
            items=[one.card for one in page],
            next=write_cursor(_mark(query), page[-1].card.product_id) if has_more else None,
            facets=self._facets(query) if query.with_facets else [],
            matches=len(found),
        )

    def shops(self, *, text: str, limit: int = 24) -> list[ShopCard]:
        """Those with every word, in the order in which they were put into `shop_cards`."""
        self._answer()
        words = text.lower().split()
        found = [
            card
            for card in self.shop_cards
            if words and all(word in f"{card.name} {card.tagline} {card.city}".lower() for word in words)
        ]
        return found[: min(limit, 50)]

    def suggest(self, *, text: str, limit: int = 8) -> list[Suggestion]:
        self._answer()
        typed = text.strip().lower()
        if len(typed) < 2:
            return []
        named = [one.card for one in self.shown if f" {typed}" in f" {one.card.title.lower()}"]
        return [
            Suggestion(
                kind="product", text=card.title, url_path=f"/products/{card.slug}", image_url=card.thumb_url
            )
            for card in named[:limit]
        ]

    def _found(self, query: ProductQuery) -> list[Shown]:
        """With every word, or where nothing shown has them all, with as many of them as any product has."""
        words = query.search.lower().split()
        most = max((_shared(one, words) for one in self.shown), default=0)
        if words and not most:
            return []
        return [one for one in self.shown if _shared(one, words) == most and _matches(one, query)]

    def _start(self, query: ProductQuery, ordered: list[Shown]) -> int:
        if query.cursor is None:
            return 0
        mark, last = read_cursor(query.cursor, (int, str))
        ids = [one.card.product_id for one in ordered]
        if mark != _mark(query) or last not in ids:
            raise BadCursor("This cursor belongs to another list.")
        return ids.index(last) + 1

    def _facets(self, query: ProductQuery) -> list[Facet]:
        """Each counted with all filters but its own."""
        facets = []
        for name, values_of, without in (
            ("category", lambda one: one.categories, {"categories": []}),
            ("type", lambda one: (one.card.product_type,), {"product_type": None}),
            ("shop", lambda one: (one.card.shop_slug,), {"shops": []}),
        ):
            rest = query.model_copy(update=without)
            facets.append(_facet(name, self._found(rest), values_of))
        return [facet for facet in facets if facet.values]

    def _answer(self) -> None:
        if self._gone:
            raise Unavailable("search does not answer")


def _facet(name: str, found: list[Shown], values_of: Callable[[Shown], tuple[str, ...]]) -> Facet:
    counts: dict[str, int] = {}
    for one in found:
        for value in values_of(one):
            counts[value] = counts.get(value, 0) + 1
    values = [
        FacetValue(value=value, label=value.capitalize(), count=counts[value]) for value in sorted(counts)
    ]
    return Facet(name=name, label=name.capitalize(), values=values)


def _shared(one: Shown, words: list[str]) -> int:
    said = f"{one.card.title} {one.card.shop_name} {one.card.subtitle} {one.words}".lower()
    return sum(word in said for word in words)


def _matches(one: Shown, query: ProductQuery) -> bool:
    """But for its words."""
    card = one.card
    return (
        query.product_type in (None, card.product_type)
        and (not query.categories or bool(set(query.categories) & set(one.categories)))
        and (not query.shops or bool({card.shop_slug, card.shop_id} & set(query.shops)))
        and (one.is_featured or not query.featured)
        and float(card.rating_average or 0) >= (query.rating_min or 0)
        and all(_is_between(one.measures.get(name), limits) for name, limits in query.measures.items())
        and _a_variation_matches(one, query)
    )


def _is_between(number: float | None, limits: Between) -> bool:
    low, high = limits.low, limits.high
    return number is not None and (low is None or number >= low) and (high is None or number <= high)


def _a_variation_matches(one: Shown, query: ProductQuery) -> bool:
    """One variation has the options, the price and the stock; products shown without variations are plain and in stock."""
    asked = [*query.options.items(), *query.attributes.items()]
    plain = ({}, one.card.price_from.minor, 0 if one.card.availability == "out_of_stock" else 99)
    for options, price, units in one.variations or (plain,):
        facts = {name.lower(): value.lower() for name, value in (one.attributes | options).items()}
        if (
            all(facts.get(name.lower()) in {value.lower() for value in values} for name, values in asked)
            and (query.min_price is None or price >= query.min_price)
            and (query.max_price is None or price <= query.max_price)
            and (units > 0 or not query.in_stock)
        ):
            return True
    return False


def _ordered(found: list[Shown], sort: str) -> list[Shown]:
    newest = list(reversed(found))
    if sort == "price":
        return sorted(found, key=lambda one: one.card.price_from.minor)
    if sort == "-price":
        return sorted(newest, key=lambda one: -one.card.price_from.minor)
    if sort == "-rating":
        return sorted(newest, key=lambda one: (-float(one.card.rating_average or 0), -one.card.rating_count))
    if sort == "title":
        return sorted(found, key=lambda one: one.card.title.lower())
    return newest if sort == "newest" else sorted(newest, key=lambda one: not one.is_featured)


def _mark(query: ProductQuery) -> int:
    same = query.model_dump_json(exclude={"cursor", "limit", "with_facets"})
    return crc32(same.encode())
