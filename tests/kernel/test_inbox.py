"""Hearing: twice, late, in crowds, with handlers that fail; and the relay that carries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pytest

from souk.kernel import clock
from souk.kernel.data.database import changes
from souk.kernel.events import inbox, relay
from souk.kernel.events.inbox import (
    GIVE_UP_AFTER,
    Envelope,
    dead_letters,
    hears,
    hears_many,
    receive,
    replay_dead_letter,
    try_held,
)
from souk.kernel.events.transport import WithinProcess
from souk.kernel.models import HeldDelivery, InboxEvent, JobRun, OutboxEvent
from souk.vocabulary.events import Event

pytestmark = pytest.mark.usefixtures("databases")


class Rang(Event):
    name = "bell.rang"
    about = "bell"
    bell: str
    times: int


del Event.known[Rang.wire_type()]  # known only while it is tested: the street has no bells


class Ear:
    """What cart makes of a bell: a row for each ring, so that what is undone is seen to be undone. `bad` rings make it fail."""

    def __init__(self) -> None:
        self.bad: set[tuple[str, int]] = set()
        self.crowds: list[int] = []

    def note(self, event: Rang) -> None:
        JobRun.objects.using("cart").create(name=f"{event.bell}{event.times}", last_run_at=clock.now())
        if (event.bell, event.times) in self.bad:
            raise ValueError("too loud")

    def heard(self) -> list[str]:
        return list(
            JobRun.objects.using("cart").filter(name__regex=r"^[abc]\d+$").order_by("last_run_at").values_list("name", flat=True)
        )  # fmt: skip


@pytest.fixture(params=["one by one", "many at once"])
def ear(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ear]:
    """Cart with a handler of bells, of either form: the promises are the same."""
    monkeypatch.setitem(inbox._handlers, "cart", {})
    monkeypatch.setitem(Event.known, Rang.wire_type(), Rang)
    ear = Ear()

    def on_bell(event: Rang) -> None:
        ear.crowds.append(1)
        ear.note(event)

    def on_bells(events: list[Rang]) -> None:
        ear.crowds.append(len(events))
        for event in events:
            ear.note(event)

    on_bell.__module__ = on_bells.__module__ = "souk.services.cart.handlers"
    if request.param == "one by one":
        hears(Rang)(on_bell)
    else:
        hears_many(Rang)(on_bells)
    yield ear
    inbox._of_many.discard(on_bells)


def ring(*rings: tuple[str, int]) -> None:
    with changes("shops") as change:
        for bell, times in rings:
            change.say(Rang(bell=bell, times=times))


def envelopes() -> list[Envelope]:
    texts = OutboxEvent.objects.using("shops").filter(type=Rang.wire_type()).order_by("id")
    return [Envelope(text) for text in texts.values_list("envelope", flat=True)]


def held() -> list[str]:
    rows = HeldDelivery.objects.using("cart").filter(dead_at=None).order_by("id")
    data = [orjson.loads(text)["data"] for text in rows.values_list("envelope", flat=True)]
    return [f"{each['bell']}{each['times']}" for each in data]


def test_what_comes_twice_takes_effect_once(ear: Ear) -> None:
    ring(("a", 1), ("b", 1))
    said = envelopes()
    receive("cart", [*said, *said])
    receive("cart", said)
    assert ear.heard() == ["a1", "b1"]
    assert InboxEvent.objects.using("cart").filter(type=Rang.wire_type()).count() == 2


def test_what_comes_together_is_handled_in_order(ear: Ear) -> None:
    ring(("a", 1), ("b", 1), ("a", 2))
    receive("cart", envelopes())
    assert ear.heard() == ["a1", "b1", "a2"]
    assert ear.crowds in ([1, 1, 1], [3])


def test_a_handler_that_fails_leaves_nothing_and_holds_only_its_own_subject(ear: Ear) -> None:
    ring(("a", 1), ("b", 1), ("a", 2), ("c", 1))
    ear.bad = {("a", 1)}
    receive("cart", envelopes())
    assert ear.heard() == ["b1", "c1"]
    assert held() == ["a1", "a2"]
    ring(("a", 3), ("b", 2))
    receive("cart", envelopes()[4:])
    assert ear.heard() == ["b1", "c1", "b2"]
    assert held() == ["a1", "a2", "a3"]


def test_what_was_held_is_tried_again_in_order_once_the_reason_is_gone(ear: Ear) -> None:
    ring(("a", 1), ("a", 2), ("a", 3))
    ear.bad = {("a", 1)}
    receive("cart", envelopes())
    assert try_held("cart") == 0, "not before its pause is over"
    ear.bad = set()
    with clock.shifted(5):
        while try_held("cart"):
            pass
    assert ear.heard() == ["a1", "a2", "a3"]
    assert held() == []
    receive("cart", envelopes())
    assert ear.heard() == ["a1", "a2", "a3"]


def test_after_eight_tries_it_is_parked_and_what_waited_goes_on(ear: Ear) -> None:
    ring(("a", 1), ("a", 2))
    ear.bad = {("a", 1)}
    receive("cart", envelopes())
    for attempt in range(2, GIVE_UP_AFTER + 1):
        assert dead_letters("cart") == []
        with clock.shifted(1000.0 * attempt):
            try_held("cart")
    (letter,) = dead_letters("cart")
    assert letter.attempts == GIVE_UP_AFTER
    assert "too loud" in letter.error
    with clock.shifted(20_000):
        assert try_held("cart") == 1
    assert ear.heard() == ["a2"]


def test_a_parked_event_that_comes_again_stays_parked(ear: Ear) -> None:
    ear.bad.add(("a", 1))
    ring(("a", 1))
    again = envelopes()
    receive("cart", again)
    HeldDelivery.objects.using("cart").update(dead_at=clock.now())
    ear.bad.clear()
    receive("cart", again)
    assert (ear.heard(), len(dead_letters("cart"))) == ([], 1)


def test_a_parked_event_that_is_replayed_has_its_tries_again(ear: Ear) -> None:
    ring(("a", 1))
    ear.bad = {("a", 1)}
    receive("cart", envelopes())
    for attempt in range(2, GIVE_UP_AFTER + 1):
        with clock.shifted(1000.0 * attempt):
            try_held("cart")
    (letter,) = dead_letters("cart")
    ear.bad = set()
    replay_dead_letter("cart", letter.event_id)
    with clock.shifted(20_000):
        assert try_held("cart") == 1
    assert ear.heard() == ["a1"]
    assert dead_letters("cart") == []


def test_a_crowd_that_fails_is_tried_one_by_one(ear: Ear) -> None:
    ring(("a", 1), ("b", 1), ("c", 1))
    ear.bad = {("b", 1)}
    receive("cart", envelopes())
    assert ear.heard() == ["a1", "c1"]
    assert ear.crowds[-3:] == [1, 1, 1]


def test_an_unreadable_event_holds_nobody_else_up(ear: Ear) -> None:
    ring(("a", 1), ("b", 1))
    first, second = envelopes()
    first.data["times"] = "often"
    receive("cart", [first, second])
    assert ear.heard() == ["b1"]


def test_what_was_delivered_and_not_marked_is_delivered_again_without_effect(ear: Ear) -> None:
    ring(("a", 1))

    def die_after(house: str, share: list[Envelope]) -> None:
        receive(house, share)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        relay.deliver_once("shops", WithinProcess(dict, die_after))
    assert ear.heard() == ["a1"]
    assert relay.deliver_once("shops") == 1
    assert relay.deliver_once("shops") == 0
    assert ear.heard() == ["a1"]


def test_an_outbox_deeper_than_one_batch_is_emptied_in_order(
    ear: Ear, monkeypatch: pytest.MonkeyPatch, deliver: Callable[[], Any]
) -> None:
    monkeypatch.setattr(relay, "BATCH", 3)
    ring(*(("a", times) for times in range(10, 20)))
    deliver()
    assert ear.heard() == [f"a{times}" for times in range(10, 20)]
    assert relay.undelivered("shops") == 0
