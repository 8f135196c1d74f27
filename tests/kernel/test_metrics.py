"""What is counted and watched: few words for many requests, sums over workers, and a database that does not answer keeps nobody waiting."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from souk.kernel import clock
from souk.kernel.data.database import changes
from souk.kernel.events.inbox import receive
from souk.kernel.models import StoryRow
from souk.kernel.neighbours.asking import ask
from souk.kernel.operations import gauges
from souk.kernel.operations.care import cares
from souk.kernel.telemetry import metrics
from souk.kernel.work.jobs import Job, _jobs, run_due_jobs
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Refused, Unavailable
from tests.kernel.test_inbox import Rang
from tests.kernel.test_stories import Tale, World


@pytest.fixture
def counting() -> Iterator[None]:
    metrics.stop_metrics()
    metrics.start_metrics()
    gauges._watches.clear()
    yield
    metrics.stop_metrics()
    gauges._watches.clear()


pytestmark = pytest.mark.usefixtures("counting", "databases")


def value(name: str, **labels: str) -> float:
    """The sum of a metric's samples with these labels."""
    found = 0.0
    for line in gauges.page().decode().splitlines():
        match = re.fullmatch(rf"{name}(?:\{{(.*)\}})? (\S+)", line)
        if match:
            has = dict(re.findall(r'(\w+)="([^"]*)"', match[1] or ""))
            if labels.items() <= has.items():
                found += float(match[2])
    return found


def test_requests_count_by_route_never_by_path(client: Any) -> None:
    for name in ("one", "two", "three?x=1"):
        client.get(f"/api/products/{name}")
    client.get("/api/orders/ord_secret")
    client.get("/nothing/secret-path")
    client.generic("BREW", "/api/cart")
    assert (
        value("souk_request_seconds_count", house="products", route="/api/products/{product}", status="4xx")
        == 3
    )
    assert value("souk_request_seconds_count", house="orders", route="/api/orders/{order_id}") == 1
    assert value("souk_request_seconds_count", house="souk", route="none") == 1
    assert value("souk_request_seconds_count", method="other") == 1
    assert "secret" not in gauges.page().decode()


def test_an_address_that_houses_share_counts_for_who_answers(client: Any) -> None:
    client.get("/api/products?limit=1")
    client.post("/api/products", {}, content_type="application/json")
    assert value("souk_request_seconds_count", house="search", method="GET", route="/api/products") == 1
    assert value("souk_request_seconds_count", house="products", method="POST", route="/api/products") == 1


def test_a_call_that_nobody_knows_makes_no_new_name(client: Any) -> None:
    client.post("/internal/calls/inventory/Inventory/levels", b"{}", content_type="application/json")
    client.post("/internal/calls/inventory/Inventory/guess-1", b"{}", content_type="application/json")
    assert (
        value(
            "souk_request_seconds_count",
            house="inventory",
            route="/internal/calls/inventory/Inventory/levels",
        )
        == 1
    )
    assert "guess-1" not in gauges.page().decode()


def test_calls_count_by_their_answer(neighbours: Any) -> None:
    from souk.contracts.inventory.calls import Inventory

    answers: list[Any] = [[], Refused("no"), Unavailable("gone"), ValueError("?")]

    class Moody:
        def levels(self, **_: Any) -> Any:
            answer = answers.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer

    neighbours.replace(Inventory, Moody())
    ask(Inventory).levels(variation_ids=[])
    for kind in (Refused, Unavailable, ValueError):
        with pytest.raises(kind):
            ask(Inventory).levels(variation_ids=[])
    counted = {
        answer: value("souk_call_seconds_count", house="inventory", call="Inventory.levels", answer=answer)
        for answer in ("ok", "refused", "unavailable", "failed")
    }
    assert counted == {"ok": 1, "refused": 1, "unavailable": 1, "failed": 1}


def test_what_waits_in_a_house_is_seen(deliver: Callable[[], int], monkeypatch: pytest.MonkeyPatch) -> None:
    _here(monkeypatch)
    deliver()
    with clock.shifted(-90), changes("products") as change:
        change.say(Rang(bell="b", times=1))
    World().story().plan("k", Tale())
    StoryRow.objects.using("orders").update(began_at=clock.in_seconds(-3600))
    World().story().plan("p", Tale())
    StoryRow.objects.using("orders").filter(story_id="tale:p").update(direction="parked", due_at=None)
    assert value("souk_outbox_undelivered", house="products") == 1
    assert 90 <= value("souk_outbox_oldest_seconds", house="products") < 100
    assert value("souk_stories", house="orders", story="tale", direction="forward") == 1
    assert value("souk_stories", house="orders", story="tale", direction="parked") == 1
    assert 3600 <= value("souk_story_oldest_seconds", story="tale") < 3700
    assert value("souk_house_up", house="orders") == 1
    assert value("souk_job_interval_seconds", house="inventory") > 0


def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks in this thread: another one would not see what a test has not committed."""

    class Here:
        def __init__(self, *, target: Callable[[], None], **_: Any) -> None:
            self.start = target

        def is_alive(self) -> bool:
            return False

        def join(self, timeout: float) -> None: ...

    monkeypatch.setattr(gauges.threading, "Thread", Here)
    monkeypatch.setattr(gauges.connections, "close_all", lambda: None)


def test_a_database_that_hangs_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gauges, "PATIENCE_SECONDS", 0.5)
    free = threading.Event()
    monkeypatch.setattr(cares()["orders"], "health", lambda: free.wait(30), raising=False)
    began = time.monotonic()
    up = {house: value("souk_house_up", house=house) for house in ("orders", "products")}
    took = time.monotonic() - began
    watching = [thread for thread in threading.enumerate() if thread.name == "souk-gauges-orders"]
    free.set()
    assert up == {"orders": 0, "products": 1}
    assert took < 5
    assert len(watching) == 1, "who asks again does not wait in a second thread"


def test_how_a_story_ends_is_counted(databases: None) -> None:
    world = World()
    world.story().begin("fine", Tale())
    world.refuse_at = "pay"
    world.story().begin("refused", Tale())
    world.story().begin("refused", Tale())
    assert value("souk_stories_ended_total", story="tale", end="done", reason="") == 1
    assert value("souk_stories_ended_total", story="tale", end="undone", reason="refused") == 1


def test_the_first_story_that_ends_is_an_increase() -> None:
    """Prometheus takes a counter's first value for where it stood already: without a nought before it one order more is none."""
    assert "souk_stories_ended_total{" not in gauges.page().decode()
    metrics.start_metrics(["tale"])
    assert 'souk_stories_ended_total{end="done",reason="",story="tale"} 0.0' in gauges.page().decode()
    metrics.story_ended("tale", "done", "")
    assert value("souk_stories_ended_total", story="tale", end="done", reason="") == 1


def test_an_event_counts_once_when_it_takes_effect(databases: None) -> None:
    from souk.kernel.events.inbox import Envelope
    from souk.kernel.models import OutboxEvent

    with clock.shifted(-20), changes("products") as change:
        change.say(Rang(bell="b", times=1))
    row = OutboxEvent.objects.using("products").get(type=Rang.wire_type())
    for _ in range(2):
        receive("cart", [Envelope(row.envelope)])
    assert value("souk_event_delay_seconds_count", house="cart") == 1
    assert 20 <= value("souk_event_delay_seconds_sum", house="cart") < 30


def test_a_job_that_fails_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    _here(monkeypatch)

    def stumble() -> None:
        raise ValueError

    job = Job("cart", "cart.stumble", 60, stumble)
    monkeypatch.setattr("souk.kernel.work.jobs._jobs", [*_jobs, job])
    run_due_jobs(["cart"])
    assert value("souk_job_failures", job_name="cart.stumble") == 1
    assert value("souk_job_last_run_timestamp_seconds", job_name="cart.stumble") > 0


def test_money_counts_in_units_of_its_currency() -> None:
    metrics.moved("capture", Money.of(1999, "USD"))
    metrics.moved("capture", Money.of(500, "JPY"))
    assert value("souk_money_total", movement="capture", currency="USD") == 19.99
    assert value("souk_money_total", movement="capture", currency="JPY") == 500


def test_what_we_stand_on_is_told_apart() -> None:
    import redis.exceptions
    from django.db import OperationalError
    from pika.exceptions import AMQPConnectionError

    for failure in (
        OperationalError(),
        redis.exceptions.ConnectionError(),
        AMQPConnectionError(),
        ValueError(),
    ):
        metrics.stumbled_over(failure)
    counted = {part: value("souk_failures_total", part=part) for part in ("database", "cache", "broker")}
    assert counted == {"database": 1, "cache": 1, "broker": 1}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"X-Forwarded-For": "203.0.113.9"}, 401),
        ({"X-Forwarded-For": "203.0.113.9", "Authorization": "Bearer guess"}, 401),
    ],
)
def test_the_page_is_not_for_the_public(client: Any, headers: dict[str, str], status: int) -> None:
    assert client.get("/metrics", headers=headers).status_code == status


def test_in_production_the_page_wants_its_token(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from pydantic import SecretStr

    from souk.kernel.settings import settings

    monkeypatch.setattr(settings(), "environment", "production")
    monkeypatch.setattr(settings(), "metrics_token", SecretStr("seen"))
    assert client.get("/metrics").status_code == 401
    assert client.get("/metrics", headers={"Authorization": "Bearer seen"}).status_code == 200
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {settings().service_secret}"})
    assert "souk_build_info" in answer.content.decode()
