"""Migrates shops, dying after one statement in so many, and goes on: prints the statements after which it did not end as it should."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

from souk.process import compose

compose()

from django.db import connections

from souk.kernel.data.migrating import bring_up_to_date, drop

HOUSE, EVERY = "shops", 12
connection = connections[HOUSE]

TABLES = """SELECT table_name, column_name, column_type, is_nullable, column_default FROM information_schema.columns
    WHERE table_schema = DATABASE() ORDER BY 1, 2"""
INDEXES = """SELECT table_name, index_name, seq_in_index, column_name, non_unique FROM information_schema.statistics
    WHERE table_schema = DATABASE() ORDER BY 1, 2, 3"""
CONSTRAINTS = """SELECT table_name, constraint_name, constraint_type FROM information_schema.table_constraints
    WHERE table_schema = DATABASE() ORDER BY 1, 2"""
MIGRATIONS = "SELECT app, name FROM django_migrations ORDER BY 1, 2"


class Died(BaseException):
    pass


def dying_after(number: int | None) -> tuple[Callable[..., Any], list[str]]:
    """A wrapper for statements that change something, and those it has seen."""
    seen: list[str] = []

    def wrapper(execute: Callable[..., Any], sql: str, parameters: Any, many: bool, context: Any) -> Any:
        answer = execute(sql, parameters, many, context)
        if sql.split(None, 1)[0].upper() not in ("SELECT", "SHOW", "SET"):
            seen.append(sql)
            if len(seen) == number:
                raise Died
        return answer

    return wrapper, seen


def migrate(number: int | None = None) -> list[str]:
    wrapper, seen = dying_after(number)
    try:
        with connection.execute_wrapper(wrapper):
            bring_up_to_date(HOUSE, create=True)
    except Died:
        connection.close()
    return seen


def everything() -> list[Any]:
    with connection.cursor() as cursor:
        found = []
        for question in (TABLES, INDEXES, CONSTRAINTS, MIGRATIONS):
            cursor.execute(question)
            found.append(cursor.fetchall())
    connection.close()
    return found


def main() -> None:
    statements = migrate()
    whole, wrong = everything(), []
    for number in range(1, len(statements) + 1, EVERY):
        drop(HOUSE)
        migrate(number)
        try:
            migrate()
        except Exception as failure:
            wrong.append(f"after {statements[number - 1]}: {failure}")
        else:
            if everything() != whole:
                wrong.append(f"after {statements[number - 1]}: another database")
    print(json.dumps([len(statements) // EVERY, *wrong]), file=sys.stdout)


if __name__ == "__main__":
    main()
