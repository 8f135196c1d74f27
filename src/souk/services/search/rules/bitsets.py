"""Sets of products as whole numbers: bit i is the product in slot i. AND, OR and counting cost microseconds for 100,000.

Planes are a list of such sets: plane k is about the k-th variation of each product, so that "blue and XL" is an AND within
each plane followed by an OR over all of them, and means one variation.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest

Bits = int
Planes = list[int]

_AS_FLAGS = bytes.maketrans(b"01", b"\x00\x01")


def bits_of(slots: Iterable[int], size: int) -> Bits:
    """The set of these slots, all below `size`."""
    octets = bytearray((size >> 3) + 1)
    for slot in slots:
        octets[slot >> 3] |= 1 << (slot & 7)
    return int.from_bytes(octets, "little")


def flags_of(bits: Bits, size: int) -> bytes:
    """One byte, 0 or 1, for each slot: the form in which a page walks a sort order at C speed."""
    return format(bits, f"0{size}b").encode().translate(_AS_FLAGS)[::-1]


def either(sets: Sequence[Planes]) -> Planes:
    """In any of them, variation by variation."""
    if len(sets) == 1:
        return sets[0]
    joined = []
    for row in zip_longest(*sets, fillvalue=0):
        bits = 0
        for plane in row:
            bits |= plane
        joined.append(bits)
    return joined


def both(one: Planes, other: Planes) -> Planes:
    return [a & b for a, b in zip(one, other, strict=False)]


def within(planes: Planes, bits: Bits) -> Planes:
    return [plane & bits for plane in planes]


def anywhere(planes: Planes) -> Bits:
    """Products with at least one variation in the set."""
    bits = 0
    for plane in planes:
        if plane:
            bits |= plane
    return bits


def meeting(one: Planes, other: Planes) -> Bits:
    """Products with one variation in both sets."""
    bits = 0
    for a, b in zip(one, other, strict=False):
        if a and b:
            bits |= a & b
    return bits


def without(planes: Planes, bits: Bits) -> Planes:
    """The planes after these products were taken out of them."""
    return [plane ^ (plane & bits) for plane in planes]


def at_most(digits: list[Planes], universe: Planes, limit: int) -> Planes:
    """Variations whose number is ≤ `limit`. `digits[b]` holds the variations whose number has bit b set."""
    if limit < 0:
        return []
    if limit >> len(digits):
        return universe
    found = []
    for plane, equal in enumerate(universe):
        below = 0
        for place in range(len(digits) - 1, -1, -1):
            column = digits[place]
            bit = column[plane] if plane < len(column) else 0
            ones = equal & bit
            if limit >> place & 1:
                below |= equal ^ ones
                equal = ones
            else:
                equal ^= ones
        found.append(below | equal)
    return found


def between(digits: list[Planes], universe: Planes, low: int | None, high: int | None) -> Planes:
    """Variations of `universe` whose number is within the limits, both included."""
    found = universe if high is None else at_most(digits, universe, high)
    if low is None or low <= 0:
        return found
    under = at_most(digits, universe, low - 1)
    return [plane ^ (plane & less) for plane, less in zip_longest(found, under, fillvalue=0)]
