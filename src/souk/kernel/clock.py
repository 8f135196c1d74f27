"""The clock every service reads, so that tests and simulations can set it."""

from __future__ import annotations

import datetime as _dt
import time as _time
from collections.abc import Iterator
from contextlib import contextmanager

#: Ids begin with the first, and every database, whatever its zone, can say the last.
FIRST, LAST = _dt.datetime(1970, 1, 1, tzinfo=_dt.UTC), _dt.datetime(9999, 12, 30, tzinfo=_dt.UTC)

_offset = _dt.timedelta(0)
_frozen: _dt.datetime | None = None


def now() -> _dt.datetime:
    """The present instant, aware, in UTC."""
    return _frozen if _frozen is not None else _dt.datetime.now(_dt.UTC) + _offset


def in_seconds(seconds: float) -> _dt.datetime:
    """The instant that many seconds from now (before now, if negative)."""
    return now() + _dt.timedelta(seconds=seconds)


def within_reach(moment: _dt.datetime) -> _dt.datetime:
    """A moment that somebody asked for, in UTC (which it is without an offset), or the nearest that can be looked for."""
    try:
        asked = moment.astimezone(_dt.UTC) if moment.tzinfo else moment.replace(tzinfo=_dt.UTC)
    except OverflowError:
        return FIRST if moment.year < FIRST.year else LAST
    return min(max(asked, FIRST), LAST)


def seconds() -> float:
    """Unix time, for what every request asks."""
    return _time.time() if _frozen is None and not _offset else now().timestamp()


def milliseconds() -> int:
    """Unix time in milliseconds."""
    return int(seconds() * 1000)


def stopwatch() -> float:
    """Seconds that only ever grow, for measuring and for deadlines within the process."""
    return _time.monotonic()


def stand_at(instant: _dt.datetime | None) -> None:
    """Stands still at `instant` until told otherwise (None: goes on), for simulations."""
    global _frozen
    _frozen = instant


@contextmanager
def frozen_at(instant: _dt.datetime) -> Iterator[None]:
    """Stands still at `instant`, for tests."""
    global _frozen
    before, _frozen = _frozen, instant
    try:
        yield
    finally:
        _frozen = before


@contextmanager
def shifted(seconds: float) -> Iterator[None]:
    """Runs that many seconds ahead, for tests."""
    global _offset, _frozen
    before = _offset, _frozen
    step = _dt.timedelta(seconds=seconds)
    _offset, _frozen = _offset + step, None if _frozen is None else _frozen + step
    try:
        yield
    finally:
        _offset, _frozen = before
