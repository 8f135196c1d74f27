"""Carrying events: the same promises within a process, by RabbitMQ and by Kafka, on real servers that are really killed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from souk.kernel.events import inbox
from souk.kernel.events.inbox import dead_letters
from souk.kernel.events.relay import deliver_once, undelivered
from souk.kernel.events.telling import transport_by
from souk.kernel.events.transport import Transport
from souk.kernel.models import HeldDelivery, InboxEvent
from souk.vocabulary.problems import Unavailable
from tests.servers import bells
from tests.servers.bells import assert_heard_once_and_in_order, carry, count_heard, ring, until
from tests.servers.brokers import say_nonsense, waiting
from tests.servers.ways import Way, hearing, rings, way
from tests.servers.where import ROOT

pytestmark = pytest.mark.usefixtures("real_databases")


@pytest.fixture(autouse=True)
def hung() -> Iterator[None]:
    bells.hang()
    yield
    bells.take_down()


@pytest.fixture(params=["outbox", "rabbitmq", "kafka"])
def any_way(request: pytest.FixtureRequest) -> Iterator[Way]:
    with way(request.param) as chosen:
        yield chosen


@pytest.fixture(params=["rabbitmq", "kafka"])
def by_broker(request: pytest.FixtureRequest) -> Iterator[Way]:
    with way(request.param) as chosen:
        yield chosen


@contextmanager
def process_hearing(url: str, seconds: float = 0.0) -> Iterator[subprocess.Popen[str]]:
    """cart hears in a process of its own; every batch takes it `seconds`."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.servers.listener", url, "cart", str(seconds)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("hearing")
        yield process
    finally:
        process.kill()
        process.wait(10)


def nothing_held(house: str = "cart") -> bool:
    return not HeldDelivery.objects.using(house).exists()


def test_what_is_said_takes_effect_once_and_in_order_in_every_house_that_hears_it(any_way: Way) -> None:
    rung = rings(250)
    ring(rung)
    with hearing(any_way.transport), hearing(any_way.transport, "search"):
        assert carry(any_way.transport) == 250
        until(lambda: count_heard() >= 250 and count_heard("search") >= 250)
    assert_heard_once_and_in_order(rung)
    assert_heard_once_and_in_order(rung, "search")
    assert undelivered("shops") == 0
    assert nothing_held()


def test_an_event_of_megabytes_is_carried(any_way: Way) -> None:
    """As a product of two thousand variations with long names is."""
    ring(rings(3), tune=" ".join(f"Colour {n}, SKU-{n}" for n in range(100_000)))
    with hearing(any_way.transport):
        assert carry(any_way.transport) == 3
        until(lambda: count_heard() >= 3)
    assert_heard_once_and_in_order(rings(3))


def test_what_is_carried_twice_takes_effect_once(any_way: Way) -> None:
    """The relay died between the broker's word and its own note."""
    rung = rings(30)
    ring(rung)
    with hearing(any_way.transport):
        with pytest.raises(KeyboardInterrupt):
            deliver_once("shops", DiesAfterwards(any_way.transport))
        assert undelivered("shops") == 30
        carry(any_way.transport)
        more = rings(5, first=30)
        ring(more)
        carry(any_way.transport)
        until(lambda: count_heard() >= 35)
    assert_heard_once_and_in_order(rung + more)
    assert InboxEvent.objects.using("cart").filter(type=bells.RANG).count() == 35


def test_a_house_that_starts_later_hears_what_was_said_before(by_broker: Way) -> None:
    rung = rings(120)
    ring(rung)
    carry(by_broker.transport)
    assert undelivered("shops") == 0
    with hearing(by_broker.transport):
        until(lambda: count_heard() >= 120)
    assert_heard_once_and_in_order(rung)


def test_a_house_that_was_away_hears_the_rest(by_broker: Way) -> None:
    rung = rings(80)
    ring(rung[:40])
    with hearing(by_broker.transport):
        carry(by_broker.transport)
        until(lambda: count_heard() >= 40)
    ring(rung[40:])
    carry(by_broker.transport)
    with hearing(by_broker.transport):
        until(lambda: count_heard() >= 80)
    assert_heard_once_and_in_order(rung)


def test_an_event_that_nobody_hears_is_carried_and_done(any_way: Way, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    for house in bells.HEARERS:
        monkeypatch.delitem(inbox._handlers[house], bells.RANG)
    deaf = transport_by(any_way.url, dict)
    ring(rings(3))
    try:
        assert carry(deaf) == 3
    finally:
        deaf.close()
    for house in bells.HEARERS:  # for the bells to be taken down
        inbox._handlers[house][bells.RANG] = print


def test_ten_thousand_events_and_none_is_lost(any_way: Way) -> None:
    rung = rings(10_000, bells_=97)
    ring(rung)
    with hearing(any_way.transport):
        assert carry(any_way.transport) == 10_000
        until(lambda: count_heard() >= 10_000, seconds=60)
    assert_heard_once_and_in_order(rung)
    assert nothing_held()


def test_what_a_killed_consumer_had_in_hand_is_heard_by_the_next(by_broker: Way) -> None:
    rung = rings(600)
    ring(rung)
    with process_hearing(by_broker.url, seconds=0.2) as victim:
        carry(by_broker.transport)
        until(lambda: count_heard() > 0)
        victim.kill()
    assert 0 < count_heard() < 600
    with hearing(by_broker.transport):
        until(lambda: count_heard() >= 600)
    assert_heard_once_and_in_order(rung)


def test_an_effect_without_acknowledgement_is_not_repeated(by_broker: Way) -> None:
    """The consumer died after its commit and before the broker knew."""
    rung = rings(50)
    ring(rung)
    tries = []

    def receive_and_fail(house: str, envelopes: list[inbox.Envelope]) -> None:
        inbox.receive(house, envelopes)
        tries.append(len(envelopes))
        if len(tries) == 1:
            raise OSError("the connection to the database broke after its commit")

    with hearing(by_broker.transport, receive=receive_and_fail):
        carry(by_broker.transport)
        until(lambda: len(tries) >= 2 and sum(tries[1:]) >= 50)
    assert_heard_once_and_in_order(rung)


def test_two_replicas_share_the_work_and_one_may_die(by_broker: Way) -> None:
    rung = rings(900)
    ring(rung)
    with process_hearing(by_broker.url, seconds=0.05) as one, hearing(by_broker.transport):
        carry(by_broker.transport)
        until(lambda: count_heard() >= 200)
        one.kill()
        until(lambda: count_heard() >= 900)
    assert_heard_once_and_in_order(rung)


def test_an_event_that_cannot_be_handled_holds_only_its_own_subject_up(any_way: Way) -> None:
    inbox._handlers["cart"][bells.RANG] = deaf_to_bell3
    try:
        rung = rings(40)
        ring(rung)
        with hearing(any_way.transport):
            carry(any_way.transport)
            until(lambda: InboxEvent.objects.using("cart").filter(type=bells.RANG).count() == 36)
        assert HeldDelivery.objects.using("cart").filter(subject="bell3").count() == 4
    finally:
        bells.hang()


def test_what_cannot_be_read_is_parked_and_what_follows_goes_on(by_broker: Way) -> None:
    first, second = rings(10), rings(10, first=10)
    ring(first)
    with hearing(by_broker.transport):
        carry(by_broker.transport)
        for nonsense in (b"\xff\x00 no event at all", b'{"id": "evt_1"}', b"[]"):
            say_nonsense(by_broker.url, nonsense)
        say_nonsense(by_broker.url, b"[]")
        ring(second)
        carry(by_broker.transport)
        until(lambda: count_heard() >= 20)
        until(lambda: len(dead_letters("cart")) >= 3)
    assert_heard_once_and_in_order(first + second)
    letters = dead_letters("cart")
    assert len(letters) == 3, "what comes twice is parked once"
    assert {letter.type for letter in letters} == {"unreadable"}
    assert any("no event at all" in letter.envelope for letter in letters)


def test_without_its_broker_nothing_counts_as_delivered(by_broker: Way) -> None:
    nobody = transport_by(_elsewhere(by_broker), bells.hearing)
    ring(rings(3))
    try:
        with pytest.raises(Unavailable):
            deliver_once("shops", nobody)
        assert not nobody.is_up()
        assert undelivered("shops") == 3
    finally:
        nobody.close()
    with hearing(by_broker.transport):
        carry(by_broker.transport)
        until(lambda: count_heard() >= 3)
    assert undelivered("shops") == 0


def test_an_upgrade_ends_what_a_house_no_longer_hears(by_broker: Way) -> None:
    by_broker.transport.prepare()
    later = transport_by(by_broker.url, lambda: {"cart": [], "search": [bells.RANG]})
    try:
        later.prepare()
        ring(rings(5))
        carry(later)
        with hearing(by_broker.transport, "search"):
            until(lambda: count_heard("search") >= 5)
        if by_broker.kind == "rabbitmq":
            assert waiting(by_broker.url, "cart") == 0
    finally:
        later.close()


def _elsewhere(way: Way) -> str:
    """The same broker where nobody listens."""
    return "amqp://souk:souk@127.0.0.1:9" if way.kind == "rabbitmq" else "kafka://127.0.0.1:9"


class DiesAfterwards:
    """A transport whose process is gone as soon as the broker has everything."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def __getattr__(self, name: str) -> object:
        return getattr(self._transport, name)

    def publish(self, house: str, said: object) -> None:
        self._transport.publish(house, said)  # type: ignore[arg-type]
        raise KeyboardInterrupt


def deaf_to_bell3(event: bells.BellRang) -> None:
    if event.bell == "bell3":
        raise ValueError("too loud")
