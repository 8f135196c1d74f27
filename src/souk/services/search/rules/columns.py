"""Columns: everything lists filter, count and sort by, held in memory as sets of slots.

A `Columns` never changes: `rules/loading.py` makes the next one from it and from what changed, and readers that began with
the old one end with it. A slot is the place of a product in this process; its number is its place in the database.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field

from souk.services.search.rules.bitsets import Bits, Planes, bits_of

#: A fact with more different values than this is kept as lists of slots instead of sets, and is not shown as a facet.
MANY_VALUES = 300

#: Code of a slot and the place of a variation in its product.
ORDINALS = 256  # codes are taken apart by shifts of 8 bits
ALL_VARIATIONS = 255


@dataclass(slots=True)
class Value:
    """One value of a fact: which products have it and, for facts of variations, which of their variations."""

    text: str
    label: str
    bits: Bits = 0
    planes: Planes | None = None
    codes: array[int] | None = None  # slot × ORDINALS + ordinal, instead of bits, where there are many values
    place: str = ""  # where it stands among others, if that is known (the path of a category)


@dataclass(slots=True)
class Measure:
    """A number of variations, in hundredths: `known` are those that have it, `digits` its binary digits, as those of prices."""

    known: Planes = field(default_factory=list)
    digits: list[Planes] = field(default_factory=list)


@dataclass(slots=True)
class Fact:
    """A name one can filter by. `has`: the products that have any value of it. `place`: where among its facts a product tells it."""

    name: str
    label: str = ""
    place: int = ALL_VARIATIONS
    of_variations: bool = False
    is_numeric: bool = True
    has_many: bool = False
    has: Bits = 0
    values: dict[str, Value] = field(default_factory=dict)

    def is_long(self, length: int) -> bool:
        """Whether its values are sentences rather than choices."""
        return any(len(value.text) > length for value in self.values.values()) and (
            sum(len(value.text) for value in self.values.values()) > length * len(self.values) // 2
        )


@dataclass
class Columns:
    """`sizes[slot]` is the number of variations; `states[slot]` 0 sold out, 1 few left, 2 in stock."""

    size: int = 0
    packed_size: int = 0
    shown: Bits = 0
    exists: Planes = field(default_factory=list)
    in_stock: Planes = field(default_factory=list)
    featured: Bits = 0
    rated: dict[int, Bits] = field(default_factory=dict)  # stars → products with at least so many on average
    digits: list[Planes] = field(default_factory=list)  # of prices, in minor units, binary
    currencies: dict[str, Planes] = field(default_factory=dict)
    facts: dict[str, Fact] = field(default_factory=dict)
    measures: dict[str, Measure] = field(default_factory=dict)
    swatches: dict[str, str] = field(default_factory=dict)
    shop_ids: dict[str, str] = field(default_factory=dict)
    numbers: array[int] = field(default_factory=lambda: array("q"))
    slots: dict[int, int] = field(default_factory=dict)
    sizes: bytearray = field(default_factory=bytearray)
    states: bytearray = field(default_factory=bytearray)
    created: array[int] = field(default_factory=lambda: array("q"))
    standing: array[int] = field(default_factory=lambda: array("q"))  # featured before newest
    prices: array[int] = field(default_factory=lambda: array("q"))
    ratings: array[int] = field(default_factory=lambda: array("q"))  # as `rating_key` packs them
    titles: list[str] = field(default_factory=list)
    orders: dict[str, array[int]] = field(default_factory=dict)

    def keys(self, order: str) -> array[int] | list[str]:
        """The sort keys of an order, by slot."""
        keys: dict[str, array[int] | list[str]] = {
            "standing": self.standing,
            "created": self.created,
            "price": self.prices,
            "rating": self.ratings,
            "title": self.titles,
        }
        return keys[order]

    def is_shown(self, number: int) -> bool:
        slot = self.slots.get(number)
        return slot is not None and bool(self.shown >> slot & 1)

    def bits(self, value: Value) -> Bits:
        if value.codes is None:
            return value.bits
        return bits_of((code // ORDINALS for code in value.codes), self.size)

    def planes(self, value: Value) -> Planes:
        if value.planes is not None:
            return value.planes
        if value.codes is None:
            return [plane & value.bits for plane in self.exists]
        return planes_of(value.codes, self.sizes, self.size)


#: A rating as one number: its average in hundredths, and below it how many gave stars, so that of equals the better known is higher.
_MOST_COUNTED = (1 << 24) - 1


def rating_key(hundredths: int, count: int) -> int:
    return hundredths << 24 | min(count, _MOST_COUNTED)


def rating_in(key: int) -> tuple[int, int]:
    """The average in hundredths, and how many gave stars."""
    return key >> 24, key & _MOST_COUNTED


def planes_of(codes: Sequence[int], sizes: bytearray, size: int) -> Planes:
    """Sets by variation from codes; an ordinal of ALL_VARIATIONS stands for every variation of its product."""
    octets: list[bytearray] = []
    length = (size >> 3) + 1
    for code in codes:
        slot, ordinal = code >> 8, code & 255
        at, bit = slot >> 3, 1 << (slot & 7)
        if ordinal == ALL_VARIATIONS:
            count = sizes[slot]
            while count > len(octets):
                octets.append(bytearray(length))
            for plane in octets[:count]:
                plane[at] |= bit
        else:
            while ordinal >= len(octets):
                octets.append(bytearray(length))
            octets[ordinal][at] |= bit
    return [int.from_bytes(plane, "little") for plane in octets]
