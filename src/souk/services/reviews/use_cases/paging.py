"""Paging: rows in an order, from the place where the page before ended. A place is the sort key and the id of its last row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from souk.vocabulary.pages import BadCursor, Page, read_cursor, write_cursor

M = TypeVar("M", bound=Model)
T = TypeVar("T")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Walk:
    """By `field`, downwards or upwards; rows that are equal in it by id, the newer one first."""

    field: str
    is_upward: bool = False
    is_time: bool = False


WALKS = {
    "newest": Walk("posted_at", is_time=True),
    "helpful": Walk("score"),
    "highest": Walk("stars"),
    "lowest": Walk("stars", is_upward=True),
    "waiting": Walk("waits_since", is_upward=True, is_time=True),
}


def page(
    rows: QuerySet[M], walk: str, cursor: str | None, limit: int, shown: Callable[[list[M]], list[T]]
) -> Page[T]:
    """Raises BadCursor for a cursor that is not of such a list. `shown` makes messages of all rows at once."""
    way = WALKS[walk]
    if cursor is not None:
        key, row_id = _read(way, cursor)
        beyond = {f"{way.field}__gt" if way.is_upward else f"{way.field}__lt": key}
        rows = rows.filter(Q(**beyond) | Q(**{way.field: key, "pk__lt": row_id}))
    found = list(rows.order_by(way.field if way.is_upward else f"-{way.field}", "-pk")[: limit + 1])
    more = _write(way, found[limit - 1]) if len(found) > limit else None
    return Page(items=shown(found[:limit]), next=more)


def _write(way: Walk, row: Any) -> str:
    key = getattr(row, way.field)
    return write_cursor((key - _EPOCH) // timedelta(microseconds=1) if way.is_time else key, row.pk)


def _read(way: Walk, cursor: str) -> tuple[Any, str]:
    key, row_id = read_cursor(cursor, (int, str))
    try:
        return (_EPOCH + timedelta(microseconds=key) if way.is_time else key), row_id
    except OverflowError as wrong:
        raise BadCursor("Use the value of `next` from the page before, unchanged.") from wrong
