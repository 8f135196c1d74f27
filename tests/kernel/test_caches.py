"""The cache in a file keeps what every cache promises; the one in Redis is patient for a moment and then leaves it alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from souk.kernel import clock
from souk.kernel.cache import Cache, SqliteCache, cache_at
from souk.kernel.redis_cache import Circuit, OwnCounts, RedisCache
from tests.kernel.promises_of_a_cache import PROMISES


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
def test_in_a_file(promise: Callable[[Cache], None], tmp_path: Path) -> None:
    promise(SqliteCache(tmp_path / "cache.db"))


def test_the_cache_is_chosen_by_its_url() -> None:
    assert isinstance(cache_at("sqlite:"), SqliteCache)
    assert isinstance(cache_at("redis://127.0.0.1:1"), RedisCache)
    with pytest.raises(SystemExit, match="SOUK_CACHE begins with"):
        cache_at("memcached://somewhere")


def test_without_a_server_everything_is_answered_and_nothing_is_known() -> None:
    nowhere = RedisCache("redis://127.0.0.1:1")
    assert nowhere.get("lamp") is None
    assert nowhere.read("lamp") is None
    assert nowhere.put("lamp", b"lit", 60) is False
    assert nowhere.put_all([("lamp", b"lit", 60)]) is False
    assert [nowhere.increment("visits", 60) for _ in range(3)] == [1, 2, 3]
    nowhere.forget("visits")
    assert nowhere.increment("visits", 60) == 1
    nowhere.sweep()


def test_a_server_that_never_answers_costs_one_patience_in_a_second() -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        cache = RedisCache(f"redis://127.0.0.1:{silent.getsockname()[1]}")
        began = clock.stopwatch()
        for _ in range(50):
            cache.get("lamp")
        assert clock.stopwatch() - began < 0.5


def test_a_circuit_asks_again_after_a_second_and_only_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(clock, "stopwatch", lambda: now)
    circuit = Circuit()
    assert circuit.is_closed()
    circuit.failed(OSError("gone"))
    assert not circuit.is_closed()
    now += 1.01
    assert [circuit.is_closed() for _ in range(3)] == [True, False, False]
    circuit.worked()
    assert [circuit.is_closed() for _ in range(3)] == [True] * 3


def test_own_counts_forget_and_never_grow_without_end() -> None:
    counts = OwnCounts()
    for number in range(OwnCounts.MOST + 10):
        counts.increment(f"client-{number}", 60)
    assert len(counts._counts) == OwnCounts.MOST
    counts.increment("brief", 0)
    counts.sweep()
    assert "brief" not in counts._counts
