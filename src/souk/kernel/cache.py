"""What processes of one installation share for a while: revoked tokens, rate limits.

Losing it all must only cost time, never correctness of money or stock. Nothing here raises when the cache is away: reads
miss, counts are this process's own, and who must know for certain asks with `read` and hears None.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from souk.kernel import clock
from souk.kernel.settings import settings

#: Key, value, and for how many seconds.
Entry = tuple[str, bytes, float]


class Cache(Protocol):
    #: Whether what was put stays until it expires. A server's memory may be emptied at any moment.
    is_lasting: bool

    def get(self, key: str) -> bytes | None:
        """None also while the cache is away."""
        ...

    def read(self, *keys: str) -> list[bytes | None] | None:
        """The values at one moment; None when nobody can say, because the cache is away."""
        ...

    def put(self, key: str, value: bytes, seconds: float) -> bool:
        """False when the cache is away."""
        ...

    def put_all(self, entries: Iterable[Entry]) -> bool:
        """All of them or none; False when the cache is away, or perhaps was."""
        ...

    def increment(self, key: str, seconds: float, by: int = 1) -> int:
        """Counts up and returns the count; a new count starts when the old one is `seconds` old. While the cache is away
        every process counts for itself."""
        ...

    def forget(self, key: str) -> None: ...

    def sweep(self) -> None:
        """Removes what has expired."""
        ...


class SqliteCache:
    """A file shared by the processes of one machine. One connection per thread."""

    is_lasting = True

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()

    def get(self, key: str) -> bytes | None:
        row = self._connection().execute(
            "SELECT value FROM cache WHERE key = ? AND expires_at > ?", (key, clock.seconds())
        ).fetchone()  # fmt: skip
        return None if row is None else bytes(row[0])

    def read(self, *keys: str) -> list[bytes | None] | None:
        return [self.get(key) for key in keys]

    def put(self, key: str, value: bytes, seconds: float) -> bool:
        return self.put_all([(key, value, seconds)])

    def put_all(self, entries: Iterable[Entry]) -> bool:
        now = clock.seconds()
        connection = self._connection()
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(
            "INSERT INTO cache (key, value, count, expires_at) VALUES (?, ?, 0, ?) "
            "ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at",
            [(key, value, now + seconds) for key, value, seconds in entries],
        )
        connection.execute("COMMIT")
        return True

    def increment(self, key: str, seconds: float, by: int = 1) -> int:
        now = clock.seconds()
        row = self._connection().execute(
            "INSERT INTO cache (key, value, count, expires_at) VALUES (?, x'', ?, ?) ON CONFLICT (key) DO UPDATE SET "
            "count = CASE WHEN expires_at > ? THEN count + excluded.count ELSE excluded.count END, "
            "expires_at = CASE WHEN expires_at > ? THEN expires_at ELSE excluded.expires_at END RETURNING count",
            (key, by, now + seconds, now, now),
        ).fetchone()  # fmt: skip
        return int(row[0])

    def forget(self, key: str) -> None:
        self._connection().execute("DELETE FROM cache WHERE key = ?", (key,))

    def sweep(self) -> None:
        self._connection().execute("DELETE FROM cache WHERE expires_at <= ?", (clock.seconds(),))

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
        _cache = cache_at(settings().cache)
    return _cache


def use_cache(replacement: Cache | None) -> None:
    """Chosen by the composition root or a test."""
    global _cache
    _cache = replacement


def cache_at(url: str) -> Cache:
    """Raises SystemExit with a sentence for a URL that leads nowhere."""
    scheme = urlsplit(url).scheme
    if scheme == "sqlite":
        return SqliteCache(settings().data / "cache.db")
    if scheme in ("redis", "rediss"):
        from souk.kernel.redis_cache import RedisCache

        return RedisCache(url)
    raise SystemExit(
        f"souk: SOUK_CACHE begins with sqlite:, redis:// or rediss://, not {scheme or 'nothing'}:"
    )
