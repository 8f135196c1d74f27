"""The cache in Redis keeps what every cache promises, and the market goes on without it."""

from __future__ import annotations

import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from structlog.testing import CapturingLogger

from souk.kernel import redis_cache
from souk.kernel.cache import Cache
from souk.kernel.redis_cache import RedisCache
from tests.journeys.market import Market, checkout_body
from tests.kernel.promises_of_a_cache import PROMISES
from tests.servers.own_redis import OwnRedis


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnRedis]:
    with OwnRedis(tmp_path_factory.mktemp("redis")) as running:
        yield running


@pytest.fixture
def cache(server: OwnRedis) -> RedisCache:
    empty = RedisCache(server.url)
    empty._redis.flushdb()
    return empty


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> CapturingLogger:
    """What the cache wrote into the log."""
    lines = CapturingLogger()
    monkeypatch.setattr(redis_cache, "_log", lines)
    return lines


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
def test_in_redis(promise: Callable[[Cache], None], cache: RedisCache) -> None:
    promise(cache)


def test_counting_is_one_round_trip_and_never_lives_for_ever(cache: RedisCache) -> None:
    before = cache._redis.info("stats")["total_commands_processed"]
    cache.increment("visits", 60)
    commands = cache._redis.info("stats")["total_commands_processed"] - before
    assert commands <= 6  # MULTI, SET, INCR, EXEC and the two questions of this test
    assert 0 < cache._redis.pttl("souk:visits") <= 60_000


def test_two_processes_count_together(cache: RedisCache, server: OwnRedis) -> None:
    other = RedisCache(server.url)
    assert [cache.increment("c", 60), other.increment("c", 60), cache.increment("c", 60)] == [1, 2, 3]


def test_a_server_that_dies_and_comes_back_is_said_once_each(tmp_path: Path, said: CapturingLogger) -> None:
    with OwnRedis(tmp_path) as own:
        cache = RedisCache(own.url)
        assert cache.put("lamp", b"lit", 60)
        own.stop()
        assert [cache.get("lamp") for _ in range(20)] == [None] * 20
        assert cache.read("lamp") is None
        assert cache.increment("visits", 60) == 1
        own.start()
        assert wait_for(lambda: cache.put("lamp", b"lit", 60)), "it did not come back"
        assert cache.get("lamp") == b"lit"
    assert [call.args[0] for call in said.calls] == ["cache_away", "cache_back"]


def test_a_restart_between_two_questions_is_not_noticed(tmp_path: Path, said: CapturingLogger) -> None:
    with OwnRedis(tmp_path) as own:
        cache = RedisCache(own.url)
        cache.put("lamp", b"lit", 60)
        own.stop()
        own.start()
        assert cache.put("lamp", b"lit", 60)
    assert said.calls == []


def test_without_redis_people_still_sign_in_and_buy_and_the_back_office_is_closed(tmp_path: Path) -> None:
    """Redis dies, comes back empty: who signed out meanwhile stays out, and staff get in again by themselves."""
    goods = [{"slug": "lamp", "stock": 100}]
    with OwnRedis(tmp_path) as own, Market(tmp_path, goods, SOUK_CACHE=own.url) as market:
        email, password = f"{uuid.uuid4().hex}@example.com", "a street with many shops"
        market.post("/api/auth/signup", {"email": email, "password": password, "name": "Ada"})

        def enter() -> tuple[dict[str, str], dict[str, str]]:
            answer = market.post("/api/auth/login", {"email": email, "password": password})
            assert answer.status == 200, answer.data
            return answer.json(), {"Authorization": f"Bearer {answer.json()['access_token']}"}

        staff = {"Authorization": f"Bearer {issued(market, 'staff')}"}
        assert wait_for(lambda: market.get("/api/users", **staff).status == 200), "staff never got in"
        _, early = enter()

        own.stop()
        tokens, late = enter()
        assert market.get("/api/users/me", **late).status == 200
        assert market.get("/").status == market.get("/explore").status == 200
        assert market.get("/api/users", **staff).status == 503
        buy(market)
        assert (
            market.post("/api/auth/logout", {"refresh_token": tokens["refresh_token"]}, **late).status == 204
        )
        refused = market.post("/api/auth/refresh", {"refresh_token": tokens["refresh_token"]})
        assert refused.status == 401, "the session itself is over at once"

        own.start()
        assert wait_for(lambda: market.get("/api/users/me", **late).status == 401), "a sign-out was lost"
        assert wait_for(lambda: market.get("/api/users", **staff).status == 200), "staff did not get in again"
        assert market.get("/api/users/me", **early).status == 200
        fine, report = market.audit_until_quiet(30)
        assert fine, report


def buy(market: Market) -> None:
    item = {"variation_id": market.variations["lamp"], "quantity": 1}
    began = time.monotonic()
    cart = market.post("/api/cart/items", item).json()["token"]
    order = market.post("/api/checkout", checkout_body(), X_Cart_Token=cart, Idempotency_Key=uuid.uuid4().hex)
    assert order.status == 201, order.data
    assert order.json()["status"] in ("confirmed", "processing")
    assert time.monotonic() - began < 5


def issued(market: Market, role: str) -> str:
    """An access token of somebody with this role."""
    program = (
        "from souk.process import compose; compose();"
        "from souk.kernel.access.identity import issue_access_token as issue; from souk.kernel.ids import new_id;"
        f"print(issue(new_id('usr'), ['shopper', {role!r}], new_id('tok')))"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, env=market.environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def wait_for(happens: Callable[[], object], seconds: float = 15) -> bool:
    until = time.monotonic() + seconds
    while not happens():
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True
