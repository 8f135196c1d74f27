"""Rows: statements of the critical path, put together once per process.

Django builds each statement anew, which costs several times what running it does. What a checkout writes and reads by key goes
through here; everything else through Django's managers. Only plain values: no expressions, no joins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, TypeVar

from django.db import connections, models
from django.db.models.expressions import Col

M = TypeVar("M", bound=models.Model)

#: In one statement: fewer than any database allows.
MOST_VALUES = 900

#: How a column is compared: its name and how many values it may have; None: it is to be NULL.
Comparison = tuple[str, int | None]


def insert(*rows: models.Model, house: str = "") -> None:
    """Inserts rows of one model. An automatic number is given by the database and not read back.

    Raises IntegrityError. `house` is needed for the kernel's own tables, which are in every house.
    """
    if not rows:
        return
    house = house or rows[0]._meta.app_label
    connection, fields = connections[house], _inserted(type(rows[0]))
    at_once = MOST_VALUES // len(fields)
    with connection.cursor() as cursor:
        for start in range(0, len(rows), at_once):
            some = rows[start : start + at_once]
            values = [
                field.get_db_prep_save(field.pre_save(row, True), connection)
                for row in some
                for field in fields
            ]
            cursor.execute(_insertion(type(rows[0]), house, len(some)), values)
    for row in rows:
        row._state.adding, row._state.db = False, house


def update(
    model: type[models.Model], *, where: Mapping[str, Any], values: Mapping[str, Any], house: str = ""
) -> int:
    """One conditional statement; how many rows it met. In `where`, None is NULL, and a tuple or list is any of its values."""
    return add(model, where=where, by={}, values=values, house=house)


def add(
    model: type[models.Model],
    *,
    where: Mapping[str, Any],
    by: Mapping[str, int],
    values: Mapping[str, Any] | None = None,
    house: str = "",
) -> int:
    """Counts up numbers where they stand, and writes `values` beside them, in one statement; how many rows it met."""
    house, values = house or model._meta.app_label, values or {}
    sql, fields = _change(model, house, tuple(values), _comparisons(where), tuple(by))
    given = [*by.values(), *values.values(), *_flat(where)]
    connection = connections[house]
    with connection.cursor() as cursor:
        cursor.execute(
            sql,
            [field.get_db_prep_save(value, connection) for field, value in zip(fields, given, strict=True)],
        )
        return int(cursor.rowcount)


def find(
    model: type[M], *, where: Mapping[str, Any], order_by: str = "", locked: bool = False, house: str = ""
) -> list[M]:
    """The rows for which all of `where` is so, as `update` reads it. `locked`: held until the transaction at hand ends."""
    house = house or model._meta.app_label
    sql, fields, names, converters = _selection(model, house, _comparisons(where), order_by)
    if locked and connections[house].features.has_select_for_update:
        sql += " FOR UPDATE"
    connection = connections[house]
    with connection.cursor() as cursor:
        cursor.execute(
            sql,
            [
                field.get_db_prep_save(value, connection)
                for field, value in zip(fields, _flat(where), strict=True)
            ],
        )
        found = cursor.fetchall()
    return [model.from_db(house, names, _converted(row, converters, connection)) for row in found]


def find_one(model: type[M], *, where: Mapping[str, Any], locked: bool = False, house: str = "") -> M | None:
    """The row that a unique `where` names."""
    return next(iter(find(model, where=where, locked=locked, house=house)), None)


Converter = tuple[int, Col, list[Callable[..., Any]]]


@cache
def _inserted(model: type[models.Model]) -> list[Any]:
    """All but those that the database gives or works out."""
    return [
        field
        for field in model._meta.local_concrete_fields
        if not isinstance(field, (models.AutoField, models.GeneratedField))
    ]


@cache
def _insertion(model: type[models.Model], house: str, count: int) -> str:
    quote, fields = connections[house].ops.quote_name, _inserted(model)
    columns = ", ".join(quote(_column(field)) for field in fields)
    marks = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * count)
    return f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES {marks}"  # noqa: S608 - names of our models


@cache
def _change(
    model: type[models.Model],
    house: str,
    names: tuple[str, ...],
    where: tuple[Comparison, ...],
    counted: tuple[str, ...] = (),
) -> tuple[str, list[Any]]:
    quote = connections[house].ops.quote_name
    fields = [model._meta.get_field(name) for name in (*counted, *names)]
    columns = [quote(_column(field)) for field in fields]
    marks = [f"{column} + %s" for column in columns[: len(counted)]] + ["%s"] * len(names)
    assignments = ", ".join(f"{column} = {mark}" for column, mark in zip(columns, marks, strict=True))
    condition, compared = _condition(model, house, where)
    return f"UPDATE {quote(model._meta.db_table)} SET {assignments} WHERE {condition}", fields + compared  # noqa: S608 - names of our models


@cache
def _selection(
    model: type[models.Model], house: str, where: tuple[Comparison, ...], order_by: str
) -> tuple[str, list[Any], list[str], list[Converter]]:
    connection = connections[house]
    quote, table = connection.ops.quote_name, model._meta.db_table
    fields = model._meta.concrete_fields
    condition, compared = _condition(model, house, where)
    columns = ", ".join(quote(_column(field)) for field in fields)
    sql = f"SELECT {columns} FROM {quote(table)} WHERE {condition}"  # noqa: S608 - names of our models
    if order_by:
        sql += f" ORDER BY {quote(_column(model._meta.get_field(order_by)))}"
    converters = []
    for place, field in enumerate(fields):
        column = field.get_col(table)
        steps = [*connection.ops.get_db_converters(column), *field.get_db_converters(connection)]
        if steps:
            converters.append((place, column, steps))
    return sql, compared, [field.attname for field in fields], converters


def _condition(model: type[models.Model], house: str, where: Iterable[Comparison]) -> tuple[str, list[Any]]:
    quote = connections[house].ops.quote_name
    parts, fields = [], []
    for name, count in where:
        field = model._meta.get_field(name)
        marks = "IS NULL" if count is None else "= %s" if count == 1 else f"IN ({', '.join(['%s'] * count)})"
        parts.append(f"{quote(_column(field))} {marks}")
        fields += [field] * (count or 0)
    return " AND ".join(parts), fields


def _column(field: Any) -> str:
    return str(field.column)


def _comparisons(where: Mapping[str, Any]) -> tuple[Comparison, ...]:
    if not where:
        raise ValueError("say which rows")
    return tuple((name, _count(value)) for name, value in where.items())


def _count(value: Any) -> int | None:
    if isinstance(value, (list, tuple)):
        if not value:
            raise ValueError("none of nothing: ask for nothing instead")
        return len(value)
    return None if value is None else 1


def _flat(where: Mapping[str, Any]) -> list[Any]:
    flat: list[Any] = []
    for value in where.values():
        if isinstance(value, (list, tuple)):
            flat += value
        elif value is not None:
            flat.append(value)
    return flat


def _converted(row: tuple[Any, ...], converters: list[Converter], connection: Any) -> list[Any]:
    values = list(row)
    for place, column, steps in converters:
        for step in steps:
            values[place] = step(values[place], column, connection)
    return values
