"""What every cache promises, whoever keeps it. Each function is a test that is given an empty cache; times are real and short."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

from souk.kernel.cache import Cache


def what_was_put_is_read_until_it_expires(cache: Cache) -> None:
    assert cache.put("lamp", b"lit\x00\xff", 1)
    assert cache.get("lamp") == b"lit\x00\xff"
    assert cache.read("lamp", "unknown") == [b"lit\x00\xff", None]
    time.sleep(1.1)
    assert cache.get("lamp") is None


def what_is_put_again_lives_anew(cache: Cache) -> None:
    cache.put("lamp", b"old", 0.2)
    cache.put("lamp", b"new", 60)
    time.sleep(0.3)
    assert cache.get("lamp") == b"new"


def several_are_put_together(cache: Cache) -> None:
    assert cache.put_all([("one", b"1", 60), ("two", b"2", 1)])
    assert cache.read("one", "two") == [b"1", b"2"]
    time.sleep(1.1)
    assert cache.read("one", "two") == [b"1", None]
    assert cache.put_all([])


def what_is_forgotten_is_gone(cache: Cache) -> None:
    cache.put("lamp", b"lit", 60)
    cache.increment("visits", 60)
    cache.forget("lamp")
    cache.forget("visits")
    cache.forget("never known")
    assert cache.get("lamp") is None
    assert cache.increment("visits", 60) == 1


def a_count_ends_when_its_first_is_old_however_often_it_grows(cache: Cache) -> None:
    assert [cache.increment("visits", 2), cache.increment("visits", 60)] == [1, 2]
    time.sleep(0.3)
    assert cache.increment("visits", 60) == 3
    time.sleep(1.8)
    assert cache.increment("visits", 60) == 1


def of_many_at_once_each_gets_its_own_count(cache: Cache) -> None:
    with ThreadPoolExecutor(8) as crowd:
        counts = list(crowd.map(lambda _: cache.increment("crowd", 60), range(200)))
    assert sorted(counts) == list(range(1, 201))


def sweeping_keeps_what_lives(cache: Cache) -> None:
    cache.put("old", b"", 0.05)
    cache.put("young", b"y", 60)
    time.sleep(0.1)
    cache.sweep()
    assert cache.read("old", "young") == [None, b"y"]


PROMISES = [
    what_was_put_is_read_until_it_expires,
    what_is_put_again_lives_anew,
    several_are_put_together,
    what_is_forgotten_is_gone,
    a_count_ends_when_its_first_is_old_however_often_it_grows,
    of_many_at_once_each_gets_its_own_count,
    sweeping_keeps_what_lives,
]
