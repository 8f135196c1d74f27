"""The cache in Redis, for many machines. When it is away nothing fails: see `Cache` for what each caller gets instead.

Patience is a tenth of a second. After a failure Redis is left alone for a second, so that a dead server costs one request
in a second its patience, and none of the others anything.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from souk.kernel import clock
from souk.kernel.telemetry import metrics
from souk.kernel.telemetry.logs import log

_log = log(__name__)

PATIENCE_SECONDS = 0.1
REST_SECONDS = 1.0
PREFIX = "souk:"

T = TypeVar("T")


class RedisCache:
    """Thread-safe; connections are pooled."""

    is_lasting = False

    def __init__(self, url: str) -> None:
        # Once more at once when a connection turns out to be dead: after a restart of the server all of them are.
        retry = Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,))
        self._redis: Any = redis.Redis.from_url(
            url, socket_timeout=PATIENCE_SECONDS, socket_connect_timeout=PATIENCE_SECONDS, retry=retry
        )
        self._circuit = Circuit()
        self._counts = OwnCounts()

    def get(self, key: str) -> bytes | None:
        found = self.read(key)
        return None if found is None else found[0]

    def read(self, *keys: str) -> list[bytes | None] | None:
        return self._tried(lambda: self._redis.mget([PREFIX + key for key in keys]))

    def put(self, key: str, value: bytes, seconds: float) -> bool:
        return self.put_all([(key, value, seconds)])

    def put_all(self, entries: Iterable[tuple[str, bytes, float]]) -> bool:
        def put() -> bool:
            with self._redis.pipeline(transaction=True) as together:
                for key, value, seconds in entries:
                    together.set(PREFIX + key, value, px=_milliseconds(seconds))
                together.execute()
            return True

        return self._tried(put) or False

    def increment(self, key: str, seconds: float, by: int = 1) -> int:
        def count() -> int:
            with self._redis.pipeline(transaction=True) as together:
                together.set(PREFIX + key, 0, px=_milliseconds(seconds), nx=True)
                together.incrby(PREFIX + key, by)
                return int(together.execute()[1])

        counted = self._tried(count)
        return self._counts.increment(key, seconds, by) if counted is None else counted

    def forget(self, key: str) -> None:
        self._counts.forget(key)
        self._tried(lambda: self._redis.delete(PREFIX + key))

    def sweep(self) -> None:
        """Redis forgets by itself."""
        self._counts.sweep()

    def _tried(self, ask: Callable[[], T]) -> T | None:
        """None when Redis is away."""
        if not self._circuit.is_closed():
            return None
        try:
            answer = ask()
        except (redis.RedisError, OSError) as failure:
            metrics.did_not_answer("cache")
            self._circuit.failed(failure)
            return None
        self._circuit.worked()
        return answer


class Circuit:
    """Remembers that a server failed, and says so once when it goes and once when it is back."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_away = False
        self._rests_until = 0.0

    def is_closed(self) -> bool:
        """Whether to ask. While the server is away one caller in a second may try."""
        if not self._is_away:
            return True
        with self._lock:
            now = clock.stopwatch()
            if now < self._rests_until:
                return False
            self._rests_until = now + REST_SECONDS
            return True

    def failed(self, failure: Exception) -> None:
        with self._lock:
            was_away, self._is_away = self._is_away, True
            self._rests_until = clock.stopwatch() + REST_SECONDS
        if not was_away:
            _log.warning("cache_away", reason=f"{type(failure).__name__}: {failure}")

    def worked(self) -> None:
        if not self._is_away:
            return
        with self._lock:
            was_away, self._is_away = self._is_away, False
        if was_away:
            _log.warning("cache_back")


class OwnCounts:
    """Counts of this process alone, for while the cache is away: limits become looser, not none."""

    MOST = 10_000

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[str, tuple[int, float]] = {}  # key → count, and when it ends

    def increment(self, key: str, seconds: float, by: int = 1) -> int:
        now = clock.stopwatch()
        with self._lock:
            count, until = self._counts.get(key, (0, 0.0))
            if until <= now:
                count, until = 0, now + seconds
            if key not in self._counts and len(self._counts) >= self.MOST:
                self._counts.pop(next(iter(self._counts)))
            self._counts[key] = count + by, until
        return count + by

    def forget(self, key: str) -> None:
        with self._lock:
            self._counts.pop(key, None)

    def sweep(self) -> None:
        now = clock.stopwatch()
        with self._lock:
            self._counts = {key: entry for key, entry in self._counts.items() if entry[1] > now}


def _milliseconds(seconds: float) -> int:
    return max(1, round(seconds * 1000))
