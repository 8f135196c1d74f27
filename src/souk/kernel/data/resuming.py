"""Migrations that can be gone on with when their process died.

PostgreSQL and SQLite take half a migration back. MariaDB and MySQL keep each statement that was done: begun again, a migration would
stop at the first of them for ever. So a migration is noted before it begins, and one that was begun before passes over what is done.
What fills tables with rows is a migration of its own, which is done whole with its note, or may be done twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from django.db import transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import RunPython
from django.db.utils import DatabaseError

#: Table, column, index or constraint is there already; what is to be dropped is gone.
_DONE = frozenset({1050, 1060, 1061, 1826, 3822, 1051, 1091})

#: MariaDB's word for a foreign key of a name that there is already, among others.
_NOT_MADE = 1005


class Executor(MigrationExecutor):
    """Django's, for databases that cannot take a change of tables back."""

    def migrate(self, *args: Any, **chosen: Any) -> Any:
        if not self.connection.features.can_rollback_ddl:
            self._sql("CREATE TABLE IF NOT EXISTS migrations_begun (name VARCHAR(255) PRIMARY KEY)")
        return super().migrate(*args, **chosen)

    def apply_migration(
        self, state: Any, migration: Any, fake: bool = False, fake_initial: bool = False
    ) -> Any:
        if self.connection.features.can_rollback_ddl:
            return super().apply_migration(state, migration, fake, fake_initial)
        if all(isinstance(operation, RunPython) for operation in migration.operations):
            with transaction.atomic(using=self.connection.alias):
                return super().apply_migration(state, migration, fake, fake_initial)
        with self._gone_on_with(str(migration)):
            return super().apply_migration(state, migration, fake, fake_initial)

    @contextmanager
    def _gone_on_with(self, name: str) -> Iterator[None]:
        is_new = self._sql("INSERT IGNORE INTO migrations_begun VALUES (%s)", [name]) == 1
        with nullcontext() if is_new else self.connection.execute_wrapper(_unless_done):
            yield
        self._sql("DELETE FROM migrations_begun WHERE name = %s", [name])

    def _sql(self, sql: str, parameters: list[str] | None = None) -> int:
        with self.connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return int(cursor.rowcount)


def _unless_done(
    execute: Callable[..., Any], sql: str, parameters: Any, many: bool, context: dict[str, Any]
) -> Any:
    try:
        return execute(sql, parameters, many, context)
    except DatabaseError as failure:
        if not _says_done(failure):
            raise


def _says_done(failure: DatabaseError) -> bool:
    number, text = (*failure.args, 0, "")[:2]
    return number in _DONE or (number == _NOT_MADE and "errno: 121" in str(text))
