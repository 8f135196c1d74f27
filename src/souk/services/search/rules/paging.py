"""Paging: the next products of a selection in an order, from the place where the last page ended (search-after).

A place is the sort key and the number of the last product shown, so that products that come and go between two pages are
neither shown twice nor skipped, and page 1,000 costs what page 1 costs.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, islice
from typing import Any

from souk.services.search.ports import Hits
from souk.services.search.rules.columns import Columns
from souk.services.search.rules.selection import Selection

#: Sort → the order to walk, and whether from its end.
WALKS = {
    "relevance": ("standing", True),
    "newest": ("created", True),
    "price": ("price", False),
    "-price": ("price", True),
    "title": ("title", False),
    "-rating": ("rating", True),
}
_AHEAD = 4096

Place = tuple[Any, int]


@dataclass(frozen=True)
class Slice:
    """Slots of one page; `last` is the place of its last product when more follow."""

    slots: list[int]
    last: Place | None


def key_kind(sort: str) -> type:
    """The type of the sort key in a cursor."""
    return str if sort == "title" else int


def page_of(columns: Columns, selection: Selection, sort: str, after: Place | None, limit: int) -> Slice:
    """A page in the order of the columns."""
    name, is_backward = WALKS[sort]
    order, keys, numbers = columns.orders.get(name, array("l")), columns.keys(name), columns.numbers

    def place(slot: int) -> Place:
        return keys[slot], numbers[slot]

    start, end = 0, len(order)
    if after is not None and is_backward:
        end = bisect_left(order, after, key=place)
    elif after is not None:
        start = bisect_right(order, after, key=place)
    walk = _stretches(order, start, end, is_backward)
    slots = list(islice(_chosen(walk, selection.flags), limit + 1))
    return Slice(slots[:limit], place(slots[limit - 1]) if len(slots) > limit else None)


def _stretches(order: array[int], start: int, end: int, is_backward: bool) -> Iterator[Sequence[int]]:
    """The order in pieces: most pages end in the first."""
    if is_backward:
        for at in range(end, start, -_AHEAD):
            yield order[max(start, at - _AHEAD) : at][::-1]
    else:
        for at in range(start, end, _AHEAD):
            yield order[at : min(end, at + _AHEAD)]


def _chosen(stretches: Iterable[Sequence[int]], flags: bytes) -> Iterator[int]:
    for stretch in stretches:
        yield from compress(stretch, map(flags.__getitem__, stretch))


def page_of_hits(
    columns: Columns, selection: Selection, hits: Hits, after: Place | None, limit: int
) -> Slice:
    """A page in the order of the words' relevance: best score first, then by number."""
    start = 0
    if after is not None:
        score, number = after
        start = bisect_right(range(len(hits.numbers)), (-score, number), key=lambda at: _place_of(hits, at))
    flags, slots = selection.flags, columns.slots
    found: list[tuple[int, int]] = []
    for at in range(start, len(hits.numbers)):
        slot = slots.get(hits.numbers[at])
        if slot is not None and flags[slot]:
            found.append((slot, at))
            if len(found) > limit:
                break
    last = None
    if len(found) > limit:
        at = found[limit - 1][1]
        last = hits.scores[at], hits.numbers[at]
    return Slice([slot for slot, _ in found[:limit]], last)


def _place_of(hits: Hits, at: int) -> Place:
    return -hits.scores[at], hits.numbers[at]
