"""Databases: a house's URL as Django has it.

    sqlite:///relative.db · sqlite:////absolute.db
    postgresql://user:password@host:port/name[?pool=4&prepare=0&sslmode=…]
    mysql://user:password@host:port/name          (MySQL and MariaDB; mariadb:// is the same)

Text is compared by its code points everywhere, as SQLite does it: ids, tokens and emails are the same or they are not. Nothing
waits for ever: not for a connection, not for a lock, not for an answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from souk.kernel.settings import Settings, database_setting

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
    scheme, parts, options = read(url)
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


def read(url: str) -> tuple[str, SplitResult, dict[str, str]]:
    """Scheme, parts and options of a database URL. Raises SystemExit with a sentence for what cannot be read."""
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


def refuse_shared(urls: Mapping[str, str]) -> None:
    """`urls`: alias → URL, of all houses as far as this process is told. Two houses in one database would share outbox, inbox and
    stories, and carry each other's events: raises SystemExit with a sentence. Parts of one house may share."""
    kept: dict[tuple[str, ...], str] = {}
    for alias, url in urls.items():
        with named_by_setting(alias):
            scheme, parts, _ = read(url)
        own = (scheme, parts.hostname or "", str(parts.port or ""), parts.path.rstrip("/"))
        other = kept.setdefault(own, alias)
        if house_of(other) != house_of(alias):
            raise SystemExit(
                f"souk: {database_setting(other)} and {database_setting(alias)} are one database; give each house its own"
            )


@contextmanager
def named_by_setting(alias: str) -> Iterator[None]:
    """What refuses a URL says which setting it stands in."""
    try:
        yield
    except SystemExit as refusal:
        told = str(refusal).removeprefix("souk: ")
        raise SystemExit(f"souk: {database_setting(alias)}: {told}") from None


def house_of(alias: str) -> str:
    """Stores of a house have aliases that begin with it: `customers_vips`."""
    return alias.partition("_")[0]


def _whole(options: dict[str, str], name: str, otherwise: int) -> int:
    value = options.get(name, str(otherwise))
    if not value.isdecimal():
        raise SystemExit(f"souk: ?{name}= in a database URL is a whole number, not {value!r}")
    return int(value)
