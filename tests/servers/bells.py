"""Bells that shops ring and other houses hear: what the tests of transports say, and what becomes of it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable

from souk.kernel import clock
from souk.kernel.data.database import changes
from souk.kernel.data.rows import insert
from souk.kernel.events import inbox
from souk.kernel.events.relay import deliver_once
from souk.kernel.events.transport import Transport
from souk.kernel.ids import new_id
from souk.kernel.models import OutboxEvent
from souk.vocabulary.events import Event
from souk.vocabulary.problems import Unavailable

HEARERS = ("cart", "search")


class BellRang(Event):
    __module__ = "souk.contracts.shops.events"
    name = "bell.rang"
    about = "bell"
    bell: str
    times: int
    tune: str = ""


RANG = BellRang.wire_type()
del Event.known[RANG]  # the street has no bells, except while they are tested


def hearing() -> dict[str, list[str]]:
    return {house: [RANG] for house in HEARERS}


def hang(seconds: float = 0.0) -> None:
    """Lets the houses hear bells. Each ring leaves a row behind, so that what took effect twice, or out of order, is seen."""
    Event.known[RANG] = BellRang
    for house in HEARERS:
        inbox._handlers.setdefault(house, {})[RANG] = _handler(house, seconds)


def take_down() -> None:
    Event.known.pop(RANG, None)
    for house in HEARERS:
        inbox._of_many.discard(inbox._handlers[house].pop(RANG, print))


def _handler(house: str, seconds: float) -> inbox.Handler:
    def on_bells(events: list[BellRang]) -> None:
        time.sleep(seconds)
        rows = [
            OutboxEvent(
                event_id=new_id("evt"), type="echo", subject=event.bell, envelope=str(event.times),
                said_at=clock.now(), delivered_at=clock.now(),
            )
            for event in events
        ]  # fmt: skip
        insert(*rows, house=house)

    inbox._of_many.add(on_bells)
    return on_bells


def ring(rings: list[tuple[str, int]], tune: str = "") -> None:
    with changes("shops") as change:
        for bell, times in rings:
            change.say(BellRang(bell=bell, times=times, tune=tune))


def carry(by: Transport) -> int:
    """Relays all that was rung, as long as the broker takes it; how much that was."""
    total = 0
    while count := deliver_once("shops", by):
        total += count
    return total


def carry_patiently(by: Transport, seconds: float) -> int:
    """As the relay of a process does: when the broker is away it tries again."""
    until, total = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        try:
            count = deliver_once("shops", by)
            total += count
            if not count:
                return total
        except Unavailable:
            time.sleep(0.2)
    raise AssertionError("the broker did not come back in time")


def heard(house: str = "cart") -> list[tuple[str, int]]:
    rows = OutboxEvent.objects.using(house).filter(type="echo").order_by("id")
    return [(bell, int(times)) for bell, times in rows.values_list("subject", "envelope")]


def count_heard(house: str = "cart") -> int:
    return OutboxEvent.objects.using(house).filter(type="echo").count()


def assert_heard_once_and_in_order(rung: list[tuple[str, int]], house: str = "cart") -> None:
    now = heard(house)
    twice = [ring for ring, count in Counter(now).items() if count > 1]
    assert not twice, f"took effect twice: {twice[:5]}"
    assert sorted(now) == sorted(rung)
    for bell in {bell for bell, _ in rung}:
        assert [ring for ring in now if ring[0] == bell] == [ring for ring in rung if ring[0] == bell]


def until(what: Callable[[], object], seconds: float = 30.0) -> None:
    """Waits for a condition; the test fails when it does not come true in time."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, f"not within {seconds} s"
        time.sleep(0.05)
