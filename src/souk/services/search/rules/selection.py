"""Selection: which products a query means, and how many of them have each value of each facet.

Names combine with AND, values of one name with OR. Facts of variations, the price and the stock must be met by one variation
together. A facet counts with all filters but its own, so that a second value of it can still be chosen.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from souk.services.search.rules import colours, names
from souk.services.search.rules.bitsets import (
    Bits,
    Planes,
    anywhere,
    between,
    both,
    either,
    flags_of,
    meeting,
    within,
)
from souk.services.search.rules.columns import Columns, Fact, Value

VALUES_SHOWN = 40
FACETS_SHOWN = 12
_LONG = 32
_ALWAYS = ("category", "type", "shop")
_MANY_NUMBERS = 24


@dataclass(frozen=True)
class Wanted:
    """A query in the words of the columns: `facts` holds folded values by name (type, category, shop, options, attributes)."""

    facts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    min_price: int | None = None
    max_price: int | None = None
    measures: tuple[tuple[str, int | None, int | None], ...] = ()  # in hundredths
    currency: str = "USD"
    in_stock: bool = False
    featured: bool = False
    rating_min: int | None = None


@dataclass(frozen=True)
class ValueCount:
    value: str
    label: str
    count: int
    swatch: str | None = None
    selected: bool = False


@dataclass(frozen=True)
class FacetCount:
    name: str
    label: str
    values: list[ValueCount]


@dataclass
class Filters:
    """What must hold: sets of products by name, and sets of variations by name."""

    products: dict[str, Bits] = field(default_factory=dict)
    variations: dict[str, Planes] = field(default_factory=dict)
    chosen: dict[str, frozenset[str]] = field(default_factory=dict)


def read_filters(
    columns: Columns, wanted: Wanted, found: Bits | None, declared: frozenset[str] = frozenset()
) -> Filters:
    """`found`: the products in which the words were found, None without words.

    Names nobody knows filter nothing; of one that is `declared` by a type and said of no goods nothing is found.
    """
    filters = Filters()
    if found is not None:
        filters.products["search"] = found
    if wanted.featured:
        filters.products["featured"] = columns.featured
    if wanted.rating_min is not None:
        filters.products["rating_min"] = columns.rated.get(wanted.rating_min, 0)
        filters.chosen["rating_min"] = frozenset({str(wanted.rating_min)})
    for name, keys in wanted.facts:
        fact = columns.facts.get(name)
        if fact is None:
            if name in names.OWN or name in names.WELL_KNOWN or name in declared:
                filters.products[name] = 0
            continue
        values = _values(columns, fact, keys)
        filters.chosen[name] = frozenset(keys)
        if fact.of_variations:
            filters.variations[name] = either([columns.planes(value) for value in values]) if values else []
        else:
            bits = 0
            for value in values:
                bits |= columns.bits(value)
            filters.products[name] = bits
    for name, low, high in wanted.measures:
        measure = columns.measures.get(name)
        filters.variations[f"{name} from to"] = (
            between(measure.digits, measure.known, low, high) if measure is not None else []
        )
    if wanted.in_stock:
        filters.variations["in_stock"] = columns.in_stock
    if wanted.min_price is not None or wanted.max_price is not None:
        universe = columns.currencies.get(wanted.currency, [])
        filters.variations["price"] = between(columns.digits, universe, wanted.min_price, wanted.max_price)
    return filters


def _values(columns: Columns, fact: Fact, keys: tuple[str, ...]) -> list[Value]:
    """Those of these names; a family of colours has all that belong to it."""
    wanted = (
        {family for key in keys if (family := colours.family_called(key))} if fact.name == "colour" else set()
    )
    if not wanted:
        return [value for key in keys if (value := fact.values.get(key)) is not None]
    return [
        value
        for key, value in fact.values.items()
        if key in keys or not wanted.isdisjoint(colours.families_of(key, columns.swatches.get(key)))
    ]


class Selection:
    """The products a query means. `flags` has one byte for each slot."""

    def __init__(self, columns: Columns, filters: Filters) -> None:
        self._columns, self._filters = columns, filters
        self._products, self._variations, self.bits = self._all_but("")
        self.count = self.bits.bit_count()
        self.flags = flags_of(self.bits, columns.size) if columns.size else b""

    def _all_but(self, name: str) -> tuple[Bits, Planes | None, Bits]:
        """With every filter but one: products that may match, the variations that do (None: all), and products that do."""
        products = self._columns.shown
        for own, bits in self._filters.products.items():
            if own != name:
                products &= bits
        variations: Planes | None = None
        for own, planes in self._filters.variations.items():
            if own != name:
                variations = planes if variations is None else both(variations, planes)
        if variations is None:
            return products, None, products
        variations = within(variations, products)
        return products, variations, anywhere(variations)

    def _base(self, name: str) -> tuple[Planes | None, Bits]:
        if name in self._filters.products or name in self._filters.variations:
            _, variations, bits = self._all_but(name)
            return variations, bits
        return self._variations, self.bits

    def facets(self) -> list[FacetCount]:
        """Facets worth showing, in the order of the page: what everything has first, then what most of the products have."""
        columns = self._columns
        shown = [facet for name in _ALWAYS if (facet := self._facet(name))]
        coverage = sorted(
            (-self._reach(fact), fact.place, fact.name)
            for fact in columns.facts.values()
            if fact.name not in _ALWAYS
        )
        for reach, _, name in coverage:
            if len(shown) >= FACETS_SHOWN or not reach:
                break
            facet = self._facet(name)
            if facet:
                shown.append(facet)
        shown += self._rating()
        shown.append(self._availability())
        return shown

    def _reach(self, fact: Fact) -> float:
        """How much of the answer a facet is about: 0 for one not worth showing; what is chosen and options come first."""
        if fact.name in self._filters.chosen:
            return 3.0
        values = len(fact.values)
        if fact.name in names.CODES or self._is_said_by_option(fact):
            return 0.0
        if fact.has_many or not values or (fact.is_numeric and values > _MANY_NUMBERS):
            return 0.0
        share = (fact.has & self.bits).bit_count() / (self.count or 1)
        if fact.of_variations:
            return 1 + share if share >= 0.2 else 0.0
        return round(share, 1) if share >= 0.5 and not fact.is_long(_LONG) else 0.0

    def _is_said_by_option(self, fact: Fact) -> bool:
        """Whether most of the products say the same of their variations: an option of the same label."""
        return not fact.of_variations and any(
            (option.has & fact.has & self.bits).bit_count() * 2 > self.count
            for option in self._columns.facts.values()
            if option.of_variations and option.label == fact.label
        )

    def _facet(self, name: str) -> FacetCount | None:
        fact = self._columns.facts.get(name)
        if fact is None:
            return None
        variations, bits = self._base(name)
        chosen = self._filters.chosen.get(name, frozenset())
        counted = [
            (key, value, count)
            for key, value in self._countable(fact, chosen)
            if (count := self._count(fact, value, variations, bits)) or key in chosen
        ]
        if not counted or (len(counted) == 1 and not chosen and name not in _ALWAYS):
            return None
        swatches = self._columns.swatches if name == "colour" else {}
        return FacetCount(
            name,
            fact.label or names.label(name),
            [
                ValueCount(value.text, value.label, count, swatches.get(key), key in chosen)
                for key, value, count in _in_order(name, _most_frequent(counted, chosen))
            ],
        )

    def _countable(self, fact: Fact, chosen: frozenset[str]) -> list[tuple[str, Value]]:
        """Where there are very many values, only those chosen are counted."""
        if not fact.has_many:
            return list(fact.values.items())
        return [(key, fact.values[key]) for key in chosen if key in fact.values]

    def _count(self, fact: Fact, value: Value, variations: Planes | None, bits: Bits) -> int:
        if fact.of_variations and variations is not None:
            return meeting(self._columns.planes(value), variations).bit_count()
        return (self._columns.bits(value) & bits).bit_count()

    def _rating(self) -> list[FacetCount]:
        """At least four stars, at least three; nothing where nobody gave any."""
        chosen = self._filters.chosen.get("rating_min", frozenset())
        _, bits = self._base("rating_min")
        counted = {
            stars: (self._columns.rated.get(stars, 0) & bits).bit_count()
            for stars in (4, 3, *(int(each) for each in chosen if each not in ("4", "3")))
        }
        if not any(counted.values()) and not chosen:
            return []
        values = [
            ValueCount(
                str(stars),
                f"{stars} stars and up" if stars < 5 else "5 stars",
                count,
                selected=str(stars) in chosen,
            )
            for stars, count in counted.items()
        ]
        return [FacetCount("rating_min", "Rating", values)]

    def _availability(self) -> FacetCount:
        columns = self._columns
        variations, bits = self._base("in_stock")
        left = (
            meeting(columns.in_stock, variations)
            if variations is not None
            else anywhere(columns.in_stock) & bits
        )
        is_on = "in_stock" in self._filters.variations
        return FacetCount(
            "in_stock", "Availability", [ValueCount("true", "In stock", left.bit_count(), selected=is_on)]
        )


_Counted = list[tuple[str, Value, int]]


def _most_frequent(counted: _Counted, chosen: frozenset[str]) -> _Counted:
    if len(counted) <= VALUES_SHOWN:
        return counted
    return sorted(counted, key=lambda c: (c[0] not in chosen, -c[2], c[0]))[:VALUES_SHOWN]


def _in_order(name: str, counted: _Counted) -> _Counted:
    """Categories by their path, sizes and capacities in their own order, everything else the most frequent first."""
    if name == "category":
        return sorted(counted, key=lambda c: c[1].place or c[0])
    if name not in _ALWAYS and names.is_ordered(name, [key for key, _, _ in counted]):
        return sorted(counted, key=lambda c: names.order_of(c[0]))
    return sorted(counted, key=lambda c: (-c[2], c[0]))
