"""What this process knows of the catalogue: columns loaded from the rows, kept as fresh as `refresh_seconds` says.

Any number of threads read `current()`. One of them at a time loads what changed; the others answer from what was known before.
"""

from __future__ import annotations

import threading
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson

from souk.kernel import clock
from souk.services.search.models import IndexedProduct, IndexState, VariationStock
from souk.services.search.rules import loading
from souk.services.search.rules.columns import Columns
from souk.services.search.rules.recent import Recent
from souk.services.search.settings import settings

#: Rows asked for at once by key: SQLite takes 999 parameters at least.
_KEYS = 500
_PORTION = 8000

_SELECTIONS, _RESULTS = 64, 48
_OF_ROW = ("number", "is_shown", "rating_hundredths", "rating_count", "document")


@dataclass(frozen=True)
class Known:
    """One state of the catalogue; `stamp` and `text_stamp` say how new it is, `epoch` which generation.

    `answers` and `selections` are what was made from it, and are forgotten with it.
    """

    columns: Columns = field(default_factory=Columns)
    epoch: str = ""
    stamp: int = -1
    text_stamp: int = -1
    answers: Recent[bytes] = field(default_factory=lambda: Recent(settings().answers_bytes))
    selections: Recent[Any] = field(default_factory=lambda: Recent(_SELECTIONS))
    results: Recent[Any] = field(default_factory=lambda: Recent(_RESULTS))


class Catalogue:
    """The columns of this process."""

    def __init__(self) -> None:
        self._known = Known()
        self._checked_at = float("-inf")
        self._lock = threading.Lock()

    def current(self) -> Known:
        """What is known, at most `refresh_seconds` old (older only while another thread is loading)."""
        if clock.stopwatch() - self._checked_at < settings().refresh_seconds:
            return self._known
        if self._lock.acquire(blocking=self._known.stamp < 0):
            try:
                self._known = self._refreshed(self._known)
                self._checked_at = clock.stopwatch()
            finally:
                self._lock.release()
        return self._known

    def forget(self) -> None:
        """Everything is loaded again at the next question."""
        with self._lock:
            self._known, self._checked_at = Known(), float("-inf")

    def _refreshed(self, known: Known) -> Known:
        state = IndexState.objects.filter(id=1).values_list("epoch", "stamp", "text_stamp").first()
        if state is None:
            return Known(stamp=0)
        epoch, stamp, text_stamp = state
        if epoch != known.epoch or stamp < known.stamp:
            return Known(_loaded(), epoch, stamp, text_stamp)
        if stamp == known.stamp:
            return known if text_stamp == known.text_stamp else Known(known.columns, epoch, stamp, text_stamp)
        columns = _updated(known.columns, known.stamp)
        if columns.size > 2 * max(columns.packed_size, 1000):
            columns = _loaded()
        return Known(columns, epoch, stamp, text_stamp)


_catalogue = Catalogue()


def catalogue() -> Catalogue:
    return _catalogue


def _loaded() -> Columns:
    """Everything. Products with many variations first: then the higher planes are short."""
    rows = IndexedProduct.objects.filter(is_shown=True).order_by("-variation_count", "number")
    columns = loading.fill(_portions(array("q", rows.values_list("number", flat=True).iterator(5000))))
    told = VariationStock.objects.filter(number__isnull=False, available__gt=0)
    stock = told.values_list("number", "ordinal", "available").iterator(2000)
    return loading.apply_stock(columns, None, stock, settings().low_stock_at)


def _updated(columns: Columns, since: int) -> Columns:
    changed = IndexedProduct.objects.filter(changed__gt=since)
    rows = sorted(changed.values_list(*_OF_ROW))
    if rows:
        columns = loading.apply(columns, _documents(rows))
    told = VariationStock.objects.filter(changed__gt=since, number__isnull=False)
    numbers = {row[0] for row in rows} | set(told.values_list("number", flat=True))
    return loading.apply_stock(columns, numbers, _stock_of(sorted(numbers)), settings().low_stock_at)


def _portions(numbers: array[int]) -> Iterator[Iterator[loading.Loaded]]:
    """By number, because a database that sorts whole documents does so in memory; read while they are used."""
    for start in range(0, len(numbers), _PORTION):
        yield _shown(numbers[start : start + _PORTION])


def _shown(numbers: array[int]) -> Iterator[loading.Loaded]:
    for start in range(0, len(numbers), _KEYS):
        rows = IndexedProduct.objects.filter(number__in=list(numbers[start : start + _KEYS]), is_shown=True)
        yield from _documents(rows.order_by("number").values_list(*_OF_ROW))


def _documents(rows: Iterable[tuple[int, bool, int, int, str]]) -> Iterator[loading.Loaded]:
    for number, is_shown, hundredths, count, document in rows:
        yield number, orjson.loads(document) | {"rating": (hundredths, count)} if is_shown else None


def _stock_of(numbers: list[int]) -> Iterator[tuple[int, int, int]]:
    for start in range(0, len(numbers), _KEYS):
        told = VariationStock.objects.filter(number__in=numbers[start : start + _KEYS])
        yield from told.values_list("number", "ordinal", "available")


def cards_of(numbers: list[int]) -> dict[int, bytes]:
    """The open cards of these products, by number."""
    rows = IndexedProduct.objects.filter(number__in=numbers).values_list("number", "card")
    return {number: card.encode() for number, card in rows}
