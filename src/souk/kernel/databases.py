"""Databases: a house's URL as Django has it, and the database made where there is none yet.

    sqlite:///relative.db · sqlite:////absolute.db
    postgresql://user:password@host:port/name[?pool=4&prepare=0&sslmode=…]
    mysql://user:password@host:port/name          (MySQL and MariaDB; mariadb:// is the same)

Text is compared by its code points everywhere, as SQLite does it: ids, tokens and emails are the same or they are not. Nothing
waits for ever: not for a connection, not for a lock, not for an answer.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from souk.kernel.settings import Settings

#: A lock is waited for less long than a caller waits for a call; a statement may take what a back office page may.
CONNECT_SECONDS, LOCK_SECONDS, STATEMENT_SECONDS, IDLE_IN_TRANSACTION_SECONDS = 5, 5, 30, 60
#: A dead network is noticed after this long, even where nobody says goodbye.
NETWORK_SECONDS = 20

_SCHEMES = {"postgres": "postgresql", "mariadb": "mysql"}
_KNOWN_OPTIONS = {
    "sqlite": set[str](),
    "postgresql": {"pool", "prepare", "sslmode", "sslrootcert", "sslcert", "sslkey", "target_session_attrs"},
    "mysql": {"ssl_ca"},
}
_STRICT = "STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ZERO_DATE,NO_ZERO_IN_DATE,NO_ENGINE_SUBSTITUTION"


def database_at(url: str, chosen: Settings) -> dict[str, Any]:
    """A database URL as an entry of Django's DATABASES. Raises SystemExit with a sentence for what cannot be read."""
    scheme, parts, options = _read(url)
    if scheme == "sqlite":
        return _sqlite(parts, chosen)
    return _postgresql(parts, options) if scheme == "postgresql" else _mysql(parts, options)


def _sqlite(parts: SplitResult, chosen: Settings) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": unquote(parts.path.removeprefix("/")),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 10,
            "init_command": (
                "PRAGMA journal_mode = WAL;"
                f"PRAGMA synchronous = {chosen.sqlite_synchronous};"
                "PRAGMA foreign_keys = ON; PRAGMA cache_size = -1000; PRAGMA temp_store = MEMORY;"
            ),
        },
    }


def _postgresql(parts: SplitResult, options: dict[str, str]) -> dict[str, Any]:
    pool, prepare = _whole(options, "pool", 0), _whole(options, "prepare", 3)
    limits = {
        "statement_timeout": STATEMENT_SECONDS,
        "lock_timeout": LOCK_SECONDS,
        "idle_in_transaction_session_timeout": IDLE_IN_TRANSACTION_SECONDS,
    }
    return _server("postgresql", parts) | {
        # A pool lends connections for a request; without one each thread keeps its own.
        "CONN_MAX_AGE": 0 if pool else None,
        "CONN_HEALTH_CHECKS": bool(pool),
        "DISABLE_SERVER_SIDE_CURSORS": not prepare,
        "OPTIONS": {
            "connect_timeout": CONNECT_SECONDS,
            "tcp_user_timeout": NETWORK_SECONDS * 1000,
            "keepalives_idle": NETWORK_SECONDS,
            "application_name": "souk",
            "options": " ".join(f"-c {name}={seconds}s" for name, seconds in limits.items()),
            # Prepared by the server once it was asked three times; `prepare=0` for poolers that cannot have that.
            "server_side_binding": bool(prepare),
            "prepare_threshold": prepare or None,
            **({"pool": {"min_size": 1, "max_size": pool, "timeout": CONNECT_SECONDS}} if pool else {}),
            **{name: value for name, value in options.items() if name not in ("pool", "prepare")},
        },
    }


def _mysql(parts: SplitResult, options: dict[str, str]) -> dict[str, Any]:
    return _server("mysql", parts) | {
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "charset": "utf8mb4",
            "isolation_level": "read committed",
            "connect_timeout": CONNECT_SECONDS,
            "read_timeout": STATEMENT_SECONDS + LOCK_SECONDS,
            "write_timeout": NETWORK_SECONDS,
            # Each brand reads what the other's comment hides: they name and count the time of a statement differently.
            "init_command": (
                f"SET sql_mode = '{_STRICT}', innodb_lock_wait_timeout = {LOCK_SECONDS}"
                f" /*M! , max_statement_time = {STATEMENT_SECONDS} */"
                f" /*!80000 , max_execution_time = {STATEMENT_SECONDS * 1000} */"
            ),
            **({"ssl": {"ca": options["ssl_ca"]}} if "ssl_ca" in options else {}),
        },
    }


def _server(engine: str, parts: SplitResult) -> dict[str, Any]:
    return {
        "ENGINE": f"django.db.backends.{engine}",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
    }


def _read(url: str) -> tuple[str, SplitResult, dict[str, str]]:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as wrong:
        raise SystemExit(f"souk: a database URL cannot be read: {wrong}") from None
    scheme = _SCHEMES.get(parts.scheme, parts.scheme)
    if scheme not in _KNOWN_OPTIONS:
        raise SystemExit(
            f"souk: a database URL begins with sqlite://, postgresql:// or mysql://, not {parts.scheme}://"
        )
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if unknown := sorted(set(options) - _KNOWN_OPTIONS[scheme]):
        known = ", ".join(sorted(_KNOWN_OPTIONS[scheme])) or "none"
        raise SystemExit(f"souk: a {scheme} URL knows nothing of ?{unknown[0]}=; it knows {known}")
    if not parts.path.strip("/"):
        raise SystemExit(f"souk: {scheme}://{parts.hostname or ''} names no database; put /name behind it")
    return scheme, parts, options


def _whole(options: dict[str, str], name: str, otherwise: int) -> int:
    value = options.get(name, str(otherwise))
    if not value.isdecimal():
        raise SystemExit(f"souk: ?{name}= in a database URL is a whole number, not {value!r}")
    return int(value)


# -- making them ------------------------------------------------------------------------------------------------------


def create(url: str) -> bool:
    """Makes the database of a URL with the text order that houses need; False when it was there before.

    The role must be allowed to. A SQLite file is made by whoever opens it first.
    """
    scheme, parts, _ = _read(url)
    if scheme == "sqlite":
        return False
    name = _plain_name(parts)
    with _Administrator(scheme, parts) as administrator:
        if administrator.has(name):
            return False
        administrator.create(name)
    return True


def drop(url: str) -> None:
    """Removes the database of a URL, with everything in it and whoever is connected. For tests."""
    scheme, parts, _ = _read(url)
    if scheme != "sqlite":
        with _Administrator(scheme, parts) as administrator:
            administrator.drop(_plain_name(parts))


def _plain_name(parts: SplitResult) -> str:
    name = unquote(parts.path.strip("/"))
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]{0,62}", name):
        raise SystemExit(f"souk: {name!r} is not a name that a database is made under")
    return name


class _Administrator:
    """A connection to a server, to no database of a house."""

    def __init__(self, scheme: str, parts: SplitResult) -> None:
        self._is_postgresql = scheme == "postgresql"
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        if self._is_postgresql:
            import psycopg

            self._connection: Any = psycopg.connect(
                host=parts.hostname, port=parts.port, user=user or None, password=password or None,
                dbname="postgres", autocommit=True, connect_timeout=CONNECT_SECONDS,
            )  # fmt: skip
        else:
            import MySQLdb  # type: ignore[import-untyped]

            self._connection = MySQLdb.connect(
                host=parts.hostname or "", port=parts.port or 3306, user=user, password=password,
                connect_timeout=CONNECT_SECONDS,
            )  # fmt: skip

    def __enter__(self) -> _Administrator:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def has(self, name: str) -> bool:
        where = (
            "pg_database WHERE datname"
            if self._is_postgresql
            else "information_schema.schemata WHERE schema_name"
        )
        return bool(self._ask(f"SELECT 1 FROM {where} = %s", name))  # noqa: S608 - one of the two above

    def create(self, name: str) -> None:
        if self._is_postgresql:
            self._ask(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C'")
        else:
            self._ask(f"CREATE DATABASE `{name}` CHARACTER SET utf8mb4 COLLATE {self._collation()}")

    def drop(self, name: str) -> None:
        if self._is_postgresql:
            self._ask(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        else:
            self._ask(f"DROP DATABASE IF EXISTS `{name}`")

    def _collation(self) -> str:
        return binary_collation(self._ask("SELECT VERSION()")[0][0])

    def _ask(self, sql: str, *values: str) -> list[Any]:
        cursor = self._connection.cursor()
        cursor.execute(sql, values)
        return list(cursor.fetchall()) if cursor.description else []


def binary_collation(version: str) -> str:
    """The one that compares code points and does not take "a " for "a"; each brand has its own name for it."""
    return "utf8mb4_nopad_bin" if "MariaDB" in version else "utf8mb4_0900_bin"
