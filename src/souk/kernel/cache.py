"""What processes of one installation share for a while: revoked tokens, rate limits, short answers.

Losing it all must only cost time, never correctness of money or stock.
"""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path
from typing import Protocol

from souk.kernel import clock
from souk.kernel.settings import settings


class Cache(Protocol):
    def get(self, key: str) -> bytes | None: ...

    def put(self, key: str, value: bytes, seconds: float) -> None: ...

    def increment(self, key: str, seconds: float) -> int:
        """Counts up and returns the count; a new count starts when the old one is `seconds` old."""
        ...

    def forget(self, key: str) -> None: ...

    def sweep(self) -> None:
        """Removes what has expired."""
        ...


class SqliteCache:
    """A file shared by the processes of one machine. One connection per thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()

    def get(self, key: str) -> bytes | None:
        row = self._connection().execute(
            "SELECT value FROM cache WHERE key = ? AND expires_at > ?", (key, clock.now().timestamp())
        ).fetchone()  # fmt: skip
        return None if row is None else bytes(row[0])

    def put(self, key: str, value: bytes, seconds: float) -> None:
        self._connection().execute(
            "INSERT INTO cache (key, value, count, expires_at) VALUES (?, ?, 0, ?) "
            "ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at",
            (key, value, clock.now().timestamp() + seconds),
        )

    def increment(self, key: str, seconds: float) -> int:
        now = clock.now().timestamp()
        row = self._connection().execute(
            "INSERT INTO cache (key, value, count, expires_at) VALUES (?, x'', 1, ?) ON CONFLICT (key) DO UPDATE SET "
            "count = CASE WHEN expires_at > ? THEN count + 1 ELSE 1 END, "
            "expires_at = CASE WHEN expires_at > ? THEN expires_at ELSE excluded.expires_at END RETURNING count",
            (key, now + seconds, now, now),
        ).fetchone()  # fmt: skip
        return int(row[0])

    def forget(self, key: str) -> None:
        self._connection().execute("DELETE FROM cache WHERE key = ?", (key,))

    def sweep(self) -> None:
        self._connection().execute("DELETE FROM cache WHERE expires_at <= ?", (clock.now().timestamp(),))

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self._path, timeout=5, isolation_level=None)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute(
                "CREATE TABLE IF NOT EXISTS cache (key TEXT PRIMARY KEY, value BLOB NOT NULL, count INTEGER NOT NULL,"
                " expires_at REAL NOT NULL) WITHOUT ROWID"
            )
            self._local.connection = connection
        return connection


_cache: Cache | None = None


def cache() -> Cache:
    """The cache of this installation."""
    global _cache
    if _cache is None:
        _cache = SqliteCache(settings().data / "cache.db")
    return _cache


def use_cache(replacement: Cache | None) -> None:
    """Chosen by the composition root or a test."""
    global _cache
    _cache = replacement
