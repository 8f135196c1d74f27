"""Nobody may ask more than their share; everybody is told what is left of it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from souk.kernel.access.identity import issue_access_token
from souk.kernel.cache import cache
from souk.services.gateway.rules.limits import MOST_CLIENTS, Limits, client_key
from tests.services.gateway.gate import House, gate, open_house, run


@run
async def test_who_asks_too_often_is_told_when_to_come_back() -> None:
    house = House()
    async with open_house(house) as url, gate({"products": url, "web": url}, requests_per_minute=5) as at:
        answers = [await at.get("/api/categories") for _ in range(8)]
        # A minute may have ended in between.
        refused = [answer for answer in answers if answer.status == 429]
        assert 1 <= len(refused) <= 3
        for answer in refused:
            assert answer.json()["code"] == "too-many-requests"
            assert 1 <= int(answer.headers["Retry-After"]) <= 61
            assert '"client";r=0;t=' in answer.headers["RateLimit"]
        assert answers[0].headers["RateLimit-Policy"] == '"client";q=5;w=60'
        assert answers[0].headers["RateLimit"].startswith('"client";r=4;')
        assert len(house.heard) == 8 - len(refused)
        assert (await at.get("/static/shop.css")).status == 200
        assert (await at.get("/healthz")).status == 200
        # An account is another client than the address that it comes from, once its token was seen.
        token = issue_access_token("usr_1", ["shopper"], "tok_1")
        other = await at.get("/api/categories", Authorization=f"Bearer {token}")
        assert other.status in (200, 429)


@run
async def test_without_a_limit_nothing_is_said_of_one() -> None:
    async with open_house(House()) as url, gate({"products": url}, requests_per_minute=0) as at:
        answer = await at.get("/api/categories")
        assert (answer.status, "RateLimit" in answer.headers) == (200, False)


@run
async def test_what_other_workers_allowed_counts_here_too() -> None:
    async with (
        open_house(House()) as url,
        gate({"products": url}, requests_per_minute=40) as one,
        gate({"products": url}, requests_per_minute=40) as two,
    ):
        for _ in range(30):
            await one.get("/api/categories")
            await two.get("/api/categories")
        for _ in range(2):
            await one.front._counting.tell_once()
            await two.front._counting.tell_once()
        statuses = [(await at.get("/api/categories")).status for at in (one, two) for _ in range(3)]
        assert statuses.count(429) >= 3 or (statuses.count(429) == 0 and _a_minute_ended())


def _a_minute_ended() -> bool:
    from souk.kernel import clock

    return clock.now().second < 5


def test_counts_are_added_up_in_the_cache() -> None:
    assert cache().increment("gateway:1:a", 60, by=7) == 7
    assert cache().increment("gateway:1:a", 60, by=3) == 10
    assert cache().increment("gateway:1:a", 60) == 11


@settings(deadline=None)
@given(st.integers(1, 50), st.lists(st.floats(0, 300), max_size=200))
def test_no_window_allows_more_than_the_limit(limit: int, times: list[float]) -> None:
    limits = Limits(limit)
    allowed: dict[int, int] = {}
    for now in sorted(times):
        verdict = limits.take("a", now)
        assert verdict is not None
        assert 0 <= verdict.remaining <= limit
        assert 1 <= verdict.reset_seconds <= 61
        if verdict.is_allowed:
            allowed[int(now // 60)] = allowed.get(int(now // 60), 0) + 1
    assert all(count <= limit for count in allowed.values())


@settings(deadline=None)
@given(st.lists(st.sampled_from(["one", "two", "tell"]), max_size=300))
def test_two_workers_together_overshoot_only_by_what_they_have_not_told(acts: list[str]) -> None:
    limit, shared, allowed = 20, 0, 0
    workers = {"one": Limits(limit), "two": Limits(limit)}
    for act in acts:
        if act == "tell":
            for worker in workers.values():
                for client, key, requests in worker.untold():
                    shared += requests
                    worker.heard(client, key, shared)
        else:
            verdict = workers[act].take("a", 0)
            assert verdict is not None
            allowed += verdict.is_allowed
    assert allowed <= 2 * limit
    assert shared <= allowed


def test_a_count_of_a_minute_that_is_over_is_not_news() -> None:
    limits = Limits(10)
    limits.take("a", 59)
    limits.take("a", 61)
    limits.heard("a", "gateway:0:a", 1000)
    verdict = limits.take("a", 62)
    assert verdict is not None
    assert verdict.is_allowed


def test_counting_costs_no_more_memory_however_many_come() -> None:
    limits = Limits(10)
    for number in range(MOST_CLIENTS + 10):
        limits.take(str(number), 0)
    assert len(limits._counts) < MOST_CLIENTS


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("a name", "a name"),
    ],
)
def test_whom_an_address_stands_for(address: str, client: str) -> None:
    assert client_key(address) == client
