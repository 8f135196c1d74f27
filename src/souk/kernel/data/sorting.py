"""Sorting: lists that can be read in several orders, a page at a time, each as an index has it.

An order is named after what it goes by, `total`, and `-total` when it goes down. A cursor says which order it is of, so that one of
another order is refused instead of leading somewhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import DateTimeField, GeneratedField, IntegerField, Model, Q, QuerySet

from souk.vocabulary.pages import BadCursor, read_cursor, write_cursor
from souk.vocabulary.problems import invalid

M = TypeVar("M", bound=Model)

_LAST = "\U0010ffff"  # sorts after every letter

#: Name → columns of an index. The last one is unique; all go the same way.
Orders = Mapping[str, tuple[str, ...]]


def page_of(
    rows: QuerySet[M], orders: Orders, sort: str, cursor: str | None, limit: int
) -> tuple[list[M], str | None]:
    """Up to `limit` rows after the cursor, and the cursor to more, in one query. Raises BadCursor; Invalid for an order that is not
    among `orders`."""
    columns = _columns(orders, sort)
    goes_down = sort.startswith("-")
    if cursor is not None:
        position = _read(rows.model, columns, sort, cursor)
        rows = rows.filter(_after(columns, position, "lt" if goes_down else "gt"))
    found = list(rows.order_by(*(f"-{name}" if goes_down else name for name in columns))[: limit + 1])
    shown = found[:limit]
    return shown, _written(shown[-1], columns, sort) if len(found) > limit else None


def begins(column: str, text: str) -> Q:
    """Rows whose column begins so, letter by letter: a stretch of its index, in every database."""
    return Q(**{f"{column}__gte": text, f"{column}__lt": text + _LAST})


def _columns(orders: Orders, sort: str) -> tuple[str, ...]:
    columns = orders.get(sort.removeprefix("-"))
    if columns is None:
        known = ", ".join(f"{name}, -{name}" for name in orders)
        raise invalid("query/sort", f"One of {known}.", "unknown")
    return columns


def _after(columns: tuple[str, ...], position: list[Any], compared: str) -> Q:
    """Written so that a database walks the index from there on: a plain `or` of both cases would be read whole and sorted."""
    name, value = columns[0], position[0]
    beyond = Q(**{f"{name}__{compared}": value})
    if len(columns) == 1:
        return beyond
    return Q(**{f"{name}__{compared}e": value}) & (beyond | _after(columns[1:], position[1:], compared))


def _written(row: Model, columns: tuple[str, ...], sort: str) -> str:
    values = (getattr(row, name) for name in columns)
    return write_cursor(sort, *(one.isoformat() if isinstance(one, datetime) else one for one in values))


def _read(model: type[Model], columns: tuple[str, ...], sort: str, cursor: str) -> list[Any]:
    fields = [_kind(model._meta.get_field(name)) for name in columns]
    kinds = tuple(int if isinstance(field, IntegerField) else str for field in fields)
    order, *position = read_cursor(cursor, (str, *kinds))
    if order != sort:
        raise BadCursor("This cursor is of another order: begin at the first page, or keep the order.")
    return [
        _moment(value) if isinstance(field, DateTimeField) else value
        for field, value in zip(fields, position, strict=True)
    ]


def _kind(field: Any) -> Any:
    """A column that the database works out is of the kind that comes out."""
    return field.output_field if isinstance(field, GeneratedField) else field


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadCursor() from None
    if moment.tzinfo is None:
        raise BadCursor()
    return moment
