"""Migrating: a house's database is made where there is none yet, and brought up to date."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import Error

from souk.kernel.data.database import labels_of
from souk.kernel.data.databases import LOCK_SECONDS
from souk.kernel.data.resuming import Executor
from souk.kernel.settings import database_setting

#: Another process may be migrating the same house; its turn ends sooner.
TURN_SECONDS = 600


def bring_up_to_date(house: str, *, create: bool) -> None:
    """Migrates the house's database; with `create` makes it first where it is missing. Of several processes one at a time does it.

    Raises SystemExit with a sentence when the database is missing or keeps text in another order than houses need.
    """
    connection = connections[house]
    try:
        if create:
            make(house)
        connection.ensure_connection()
    except Error as failure:
        why = str(failure).strip().splitlines()[0]
        raise SystemExit(
            f"souk: the database of {house} cannot be opened: {why}\n"
            f"  Look at {database_setting(house)}, or make it with: souk migrate --create"
        ) from failure
    if others := others_in(house):
        raise SystemExit(f"souk: {others}")
    with _at_leisure(connection):
        _check_text_order(house, connection)
        migrate(house)


def migrate(name: str) -> None:
    """Applies what the database has not seen yet. Only what is kept there: the history of every other house takes seconds to tell."""
    executor = Executor(connections[name])
    executor.loader.check_consistent_history(connections[name])
    if missing := _missing(name, executor):
        executor.migrate(_wanted(name, executor), plan=missing)


def count_missing(name: str) -> int:
    """How many migrations the database has not seen yet."""
    return len(_missing(name, Executor(connections[name])))


def others_in(name: str) -> str:
    """Says so in a sentence when another house keeps its things in this database already; empty when nobody does."""
    applied = MigrationRecorder(connections[name]).applied_migrations()
    others = sorted({label for label, _ in applied} - {*labels_of(name), "kernel"})
    if not others:
        return ""
    return (
        f"{database_setting(name)} leads to the database of {' and '.join(others)}; give each house its own"
    )


def _missing(name: str, executor: Executor) -> list[tuple[Any, bool]]:
    plan: list[tuple[Any, bool]] = executor.migration_plan(_wanted(name, executor))
    return plan


def _wanted(name: str, executor: Executor) -> list[Any]:
    labels = labels_of(name)
    return [node for node in executor.loader.graph.leaf_nodes() if node[0] in labels]


@contextmanager
def _at_leisure(connection: Any) -> Iterator[None]:
    """A change of a large table may take its time; what it must not do is wait for a lock while everybody waits behind it."""
    if connection.vendor == "sqlite":
        yield
        return
    options = connection.settings_dict["OPTIONS"]
    hurry = options.pop("read_timeout", None)
    connection.close()
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET statement_timeout = 0")
                cursor.execute(f"SET lock_timeout = '{TURN_SECONDS}s'")
                cursor.execute("SELECT pg_advisory_lock(hashtext('souk migrate'))")
                cursor.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")
            else:
                cursor.execute(
                    "SET innodb_lock_wait_timeout = @@innodb_lock_wait_timeout /*M! , max_statement_time = 0 */"
                )
                name = f"souk migrate {connection.settings_dict['NAME']}"[-64:]
                cursor.execute("SELECT GET_LOCK(%s, %s)", [name, TURN_SECONDS])
        yield
    finally:
        if hurry is not None:
            options["read_timeout"] = hurry
        connection.close()  # and with it the lock


def _check_text_order(house: str, connection: Any) -> None:
    """Ids, tokens and emails must be the same or not, to the letter. An empty database is put right, another one is refused."""
    if connection.vendor == "sqlite":
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SHOW server_encoding")
            if (encoding := cursor.fetchone()[0]) != "UTF8":
                raise SystemExit(f"souk: the database of {house} keeps text as {encoding}; it must be UTF8")
            return
        cursor.execute("SELECT @@collation_database, VERSION()")
        collation, version = cursor.fetchone()
        if collation == (wanted := _binary_collation(version)):
            return
        if connection.introspection.table_names(cursor):
            raise SystemExit(
                f"souk: the database of {house} compares text by {collation}; it must be {wanted}.\n"
                f"  Make it anew, or convert it: ALTER DATABASE … COLLATE {wanted}, and each of its tables"
            )
        name = connection.ops.quote_name(connection.settings_dict["NAME"])
        cursor.execute(f"ALTER DATABASE {name} CHARACTER SET utf8mb4 COLLATE {wanted}")


def make(house: str) -> None:
    """Makes the house's database where it is missing. A SQLite file is made by whoever opens it first. Raises django.db's errors."""
    with _server_of(house) as (cursor, name, is_postgresql):
        if cursor is None:
            return
        where = (
            "pg_database WHERE datname" if is_postgresql else "information_schema.schemata WHERE schema_name"
        )
        cursor.execute(f"SELECT 1 FROM {where} = %s", [connections[house].settings_dict["NAME"]])  # noqa: S608
        if cursor.fetchone():
            return
        if is_postgresql:
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C'")
        else:
            cursor.execute("SELECT VERSION()")
            collation = _binary_collation(cursor.fetchone()[0])
            cursor.execute(f"CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE {collation}")


def drop(house: str) -> None:
    """Removes the house's database from its server, with everything in it. For tests."""
    connections[house].close()
    with _server_of(house) as (cursor, name, is_postgresql):
        if cursor is not None:
            cursor.execute(f"DROP DATABASE IF EXISTS {name}{' WITH (FORCE)' if is_postgresql else ''}")


@contextmanager
def _server_of(house: str) -> Iterator[tuple[Any, str, bool]]:
    """A cursor that stands in no database, or None where there is no server; the quoted name; whether it is PostgreSQL."""
    connection = connections[house]
    if connection.vendor == "sqlite":
        yield None, "", False
        return
    with connection._nodb_cursor() as cursor:
        name = connection.ops.quote_name(connection.settings_dict["NAME"])
        yield cursor, name, connection.vendor == "postgresql"


def _binary_collation(version: str) -> str:
    """The one that compares code points and does not take "a " for "a"; each brand has its own name for it."""
    return "utf8mb4_nopad_bin" if "MariaDB" in version else "utf8mb4_0900_bin"
