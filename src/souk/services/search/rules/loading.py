"""Loading: the next `Columns` from the last one and the products that changed. A first fill is a change of everything."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from souk.contracts.products.kinds import kind_named
from souk.services.search.rules import names
from souk.services.search.rules.bitsets import Planes, bits_of, either, without
from souk.services.search.rules.columns import (
    ALL_VARIATIONS,
    MANY_VALUES,
    ORDINALS,
    Columns,
    Fact,
    Measure,
    Value,
    planes_of,
    rating_in,
    rating_key,
)

ORDERS = ("standing", "created", "price", "title", "rating")
STARS = (1, 2, 3, 4, 5)
_FEATURED = 1 << 52  # above every time in milliseconds
_FEW = 40
_NONE: array[int] = array("q")

#: Number, and the document as `documents.document_of` made it; None for a product that is not shown any more.
Loaded = tuple[int, dict[str, Any] | None]


Codes = array  # of slot × ORDINALS + ordinal


@dataclass
class _Gathered:
    """What changed, by value. `priced` and `amounts` stand side by side: a variation and its price."""

    codes: dict[str, dict[str, Codes[int]]] = field(default_factory=dict)
    labels: dict[str, tuple[int, str]] = field(default_factory=dict)
    texts: dict[tuple[str, str], tuple[str, str, str]] = field(default_factory=dict)
    by_text: dict[str, dict[str, Codes[int]]] = field(default_factory=dict)
    of_variations: set[str] = field(default_factory=set)
    not_numeric: set[str] = field(default_factory=set)
    currencies: dict[str, Codes[int]] = field(default_factory=dict)
    priced: Codes[int] = field(default_factory=lambda: array("q"))
    amounts: Codes[int] = field(default_factory=lambda: array("q"))
    measures: dict[str, tuple[Codes[int], Codes[int]]] = field(default_factory=dict)  # codes, and numbers
    exists: Codes[int] = field(default_factory=lambda: array("q"))
    shown: list[int] = field(default_factory=list)
    featured: list[int] = field(default_factory=list)

    def having(self, name: str, text: str, label: str = "", place: str = "") -> Codes[int]:
        """The codes of a value, to append to."""
        spellings = self.by_text.get(name)
        if spellings is None:
            spellings = self.by_text[name] = {}
        codes = spellings.get(text)
        if codes is None:
            key = names.folded(text)
            codes = spellings[text] = self.codes.setdefault(name, {}).setdefault(key, array("q"))
            self.texts.setdefault((name, key), (text, label, place))
            if not text[:1].isdigit():
                self.not_numeric.add(name)
        return codes

    def called(self, labels: dict[str, str]) -> None:
        """Of several labels and places of one name the first counts, whoever is told first."""
        for place, (name, label) in enumerate(labels.items()):
            known = self.labels.get(name)
            if known is None or (place, label) < known:
                self.labels[name] = place, label

    def measured(self, measures: dict[str, int], code: int) -> None:
        for name, number in measures.items():
            codes, numbers = self.measures.setdefault(name, (array("q"), array("q")))
            codes.append(code)
            numbers.append(number)


def _with_digit(codes: Codes[int], numbers: Codes[int], place: int) -> Codes[int]:
    """The variations whose number has this binary digit."""
    return array("q", [code for code, number in zip(codes, numbers, strict=True) if number >> place & 1])


def apply(columns: Columns, loaded: Iterable[Loaded]) -> Columns:
    """The columns after these products changed, came or went. Their stock is told by `apply_stock`."""
    nxt, touched, shown = _changed(columns, loaded)
    if touched:
        nxt.orders = _reordered(columns, nxt, [slot for slot in touched if slot < columns.size], shown)
    return nxt


def fill(portions: Iterable[Iterable[Loaded]]) -> Columns:
    """The columns of everything, told in portions so that no more than one is in memory at once."""
    columns, everything = Columns(), []
    for portion in portions:
        columns, _, shown = _changed(columns, portion)
        everything += shown
    columns.orders = _reordered(Columns(), columns, [], everything)
    columns.packed_size = columns.size
    return columns


def _changed(columns: Columns, loaded: Iterable[Loaded]) -> tuple[Columns, list[int], list[int]]:
    """The next columns but for their orders; the slots that changed, and those of them that are shown."""
    nxt = _copied(columns)
    gathered = _Gathered()
    touched: list[int] = []
    for number, document in loaded:
        slot = nxt.slots.get(number)
        if slot is None:
            if document is None:
                continue
            slot = _new_slot(nxt, number)
        touched.append(slot)
        if document is not None:
            _gather(nxt, gathered, slot, document)
    if touched:
        _merge(nxt, gathered, touched)
    return nxt, touched, gathered.shown


def _copied(columns: Columns) -> Columns:
    return replace(
        columns,
        numbers=columns.numbers[:],
        slots=dict(columns.slots),
        sizes=columns.sizes[:],
        states=columns.states[:],
        created=columns.created[:],
        standing=columns.standing[:],
        prices=columns.prices[:],
        ratings=columns.ratings[:],
        titles=columns.titles[:],
        swatches=dict(columns.swatches),
        shop_ids=dict(columns.shop_ids),
    )


def _new_slot(columns: Columns, number: int) -> int:
    slot = columns.size
    columns.slots[number] = slot
    columns.size += 1
    columns.numbers.append(number)
    columns.sizes.append(0)
    columns.states.append(0)
    columns.created.append(0)
    columns.standing.append(0)
    columns.prices.append(0)
    columns.ratings.append(0)
    columns.titles.append("")
    return slot


def _gather(columns: Columns, gathered: _Gathered, slot: int, document: dict[str, Any]) -> None:
    variations = document["variations"][:ALL_VARIATIONS]
    code = slot * ORDINALS
    every = code + ALL_VARIATIONS
    columns.sizes[slot] = len(variations)
    columns.created[slot] = document["created"]
    columns.standing[slot] = document["created"] + (_FEATURED if document["featured"] else 0)
    columns.prices[slot] = min((price for _, price, _ in variations), default=0)
    columns.titles[slot] = document["title"]
    columns.ratings[slot] = rating_key(*document.get("rating", (0, 0)))
    columns.swatches.update(document["swatches"])
    gathered.shown.append(slot)
    gathered.exists.append(every)
    if document["featured"]:
        gathered.featured.append(slot)
    kind = kind_named(document["type"])
    label = kind.label if kind is not None else names.label(document["type"])
    gathered.having("type", document["type"], label).append(every)
    shop, shop_name, shop_id = document["shop"]
    columns.shop_ids[shop_id] = shop
    gathered.having("shop", shop, shop_name).append(every)
    for slug, name, path in document["category"]:
        gathered.having("category", slug, name, path).append(every)
    gathered.called(document.get("labels", {}))  # told since lately: older rows have none
    for name, values in document["facts"].items():
        for text in dict.fromkeys(values):
            gathered.having(name, text).append(every)
    of_all, own = document.get("measures", {}), document.get("own_measures", {})
    for place, (options, price, currency) in enumerate(variations):
        gathered.currencies.setdefault(currency, array("q")).append(code)
        gathered.priced.append(code)
        gathered.amounts.append(price)
        for name, text in options.items():
            gathered.having(name, text).append(code)
        if of_all or own:
            gathered.measured(of_all | own.get(str(place), {}), code)
        code += 1
    gathered.of_variations.update(*(options for options, _, _ in variations))


def _merge(columns: Columns, gathered: _Gathered, touched: list[int]) -> None:
    """Takes the touched products out of every set, then puts them in where they belong now."""
    size = columns.size
    gone = bits_of(touched, size)
    columns.shown = columns.shown ^ (columns.shown & gone) | bits_of(gathered.shown, size)
    columns.featured = columns.featured ^ (columns.featured & gone) | bits_of(gathered.featured, size)
    columns.in_stock = without(columns.in_stock, gone)
    columns.rated = {
        stars: before ^ (before & gone)
        | bits_of((at for at in gathered.shown if rating_in(columns.ratings[at])[0] >= 100 * stars), size)
        for stars in STARS
        for before in (columns.rated.get(stars, 0),)
    }

    def renewed(planes: Planes, codes: Codes[int]) -> Planes:
        left = without(planes, gone)
        return either([left, planes_of(codes, columns.sizes, size)]) if codes else left

    columns.exists = renewed(columns.exists, gathered.exists)
    columns.currencies = {
        currency: renewed(columns.currencies.get(currency, []), gathered.currencies.get(currency, _NONE))
        for currency in columns.currencies.keys() | gathered.currencies.keys()
    }

    def in_digits(before: list[Planes], codes: Codes[int], numbers: Codes[int]) -> list[Planes]:
        places = max(len(before), max(numbers, default=0).bit_length())
        return [
            renewed(before[place] if place < len(before) else [], _with_digit(codes, numbers, place))
            for place in range(places)
        ]

    columns.digits = in_digits(columns.digits, gathered.priced, gathered.amounts)
    columns.measures = {
        name: _renewed_measure(columns, name, gathered, renewed, in_digits)
        for name in columns.measures.keys() | gathered.measures.keys()
    }
    leaving = set(touched)
    columns.facts = {
        name: _merged_fact(columns, name, gathered, gone, leaving)
        for name in [*columns.facts, *(name for name in gathered.codes if name not in columns.facts)]
    }


def _renewed_measure(
    columns: Columns,
    name: str,
    gathered: _Gathered,
    renewed: Callable[[Planes, Codes[int]], Planes],
    in_digits: Callable[[list[Planes], Codes[int], Codes[int]], list[Planes]],
) -> Measure:
    before = columns.measures.get(name) or Measure()
    codes, numbers = gathered.measures.get(name, (_NONE, _NONE))
    return Measure(renewed(before.known, codes), in_digits(before.digits, codes, numbers))


def _merged_fact(columns: Columns, name: str, gathered: _Gathered, gone: int, touched: set[int]) -> Fact:
    old = columns.facts.get(name) or Fact(name)
    place, label = min((old.place, old.label), gathered.labels.get(name, (old.place, old.label)))
    new = gathered.codes.get(name, {})
    fact = Fact(
        name,
        label,
        place,
        of_variations=old.of_variations or name in gathered.of_variations,
        is_numeric=old.is_numeric and name not in gathered.not_numeric,
        has_many=old.has_many
        or (not old.values and len(new) > MANY_VALUES and name not in ("shop", "category")),
        has=old.has ^ (old.has & gone),
    )
    for key, value in old.values.items():
        left = _emptied(columns, fact, old, value, gone, touched)
        if left is not None:
            fact.values[key] = left
    for key, codes in new.items():
        text, of_value, path = gathered.texts[name, key]
        before = fact.values.get(key)
        if before is None:
            before = Value(text, of_value or text, place=path)
            if fact.has_many:
                before.codes = array("q")
            elif fact.of_variations:
                before.planes = []
            fact.values[key] = before
        elif of_value:
            before.label, before.place = of_value, path
        slots = bits_of((code // ORDINALS for code in codes), columns.size)
        fact.has |= slots
        if before.codes is not None:
            before.codes = before.codes + codes
        else:
            before.bits |= slots
            if before.planes is not None:
                before.planes = either([before.planes, planes_of(codes, columns.sizes, columns.size)])
    return fact


def _emptied(
    columns: Columns, fact: Fact, old: Fact, value: Value, gone: int, touched: set[int]
) -> Value | None:
    """A value without the touched products; None when nobody has it any more (unless they may come back at once)."""
    if value.codes is not None:
        codes = value.codes
        if not touched.isdisjoint(code // ORDINALS for code in codes):
            codes = array("q", [code for code in codes if code // ORDINALS not in touched])
        return Value(value.text, value.label, codes=codes, place=value.place) if codes else None
    bits = value.bits ^ (value.bits & gone)
    if not bits:
        return None
    planes = value.planes
    if planes is not None:
        planes = without(planes, gone)
    elif fact.of_variations:
        planes = [plane & bits for plane in columns.exists]
    return Value(value.text, value.label, bits, planes, place=value.place)


def _reordered(old: Columns, nxt: Columns, known: list[int], shown: list[int]) -> dict[str, array[int]]:
    return {name: _order(name, old, nxt, known, shown) for name in ORDERS}


def _order(name: str, old: Columns, nxt: Columns, known: list[int], shown: list[int]) -> array[int]:
    """By key, then by number. A few changes are moved to their places, many are sorted."""
    before, after, numbers = old.keys(name), nxt.keys(name), nxt.numbers
    order = old.orders.get(name, array("l"))[:]
    if len(known) + len(shown) <= _FEW:
        for slot in known:
            if old.shown >> slot & 1:
                del order[_place(order, before, old.numbers, slot)]
        for slot in shown:
            order.insert(_place(order, after, numbers, slot), slot)
        return order
    leaving = set(known)
    stay = [slot for slot in order if slot not in leaving] + shown
    stay.sort(key=numbers.__getitem__)
    stay.sort(key=after.__getitem__)
    return array("l", stay)


def _place(order: array[int], keys: Any, numbers: array[int], slot: int) -> int:
    return bisect_left(order, (keys[slot], numbers[slot]), key=lambda at: (keys[at], numbers[at]))


def apply_stock(
    columns: Columns, numbers: Iterable[int] | None, stock: Iterable[tuple[int, int, int]], few: int
) -> Columns:
    """The columns after the stock of these products (None: of all) was told: number, variation, units left."""
    nxt = replace(columns, states=columns.states[:])
    every = (
        columns.slots.values() if numbers is None else [columns.slots.get(number, -1) for number in numbers]
    )
    touched = [slot for slot in every if slot >= 0]
    codes, totals = array("q"), dict.fromkeys(touched, 0)
    for number, ordinal, units in stock:
        slot = columns.slots.get(number, -1)
        if units > 0 and slot in totals and ordinal < columns.sizes[slot]:
            codes.append(slot * ORDINALS + ordinal)
            totals[slot] += units
    for slot, total in totals.items():
        nxt.states[slot] = 0 if not total else 1 if total <= few else 2
    gone = bits_of(touched, columns.size)
    nxt.in_stock = either([without(columns.in_stock, gone), planes_of(codes, columns.sizes, columns.size)])
    return nxt
