"""After a house was restored to an earlier time: what others said since then is carried again, and takes effect only where it was lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from souk.kernel import clock
from souk.kernel.data.database import changes
from souk.kernel.events import inbox
from souk.kernel.events.inbox import hears
from souk.kernel.events.relay import carry_again, deliver_once
from souk.kernel.models import InboxEvent, JobRun, OutboxEvent
from souk.vocabulary.events import Event
from tests.kernel.test_inbox import Ear, Rang

pytestmark = pytest.mark.usefixtures("databases")


@pytest.fixture
def ear(monkeypatch: pytest.MonkeyPatch) -> Ear:
    """Cart, which hears bells."""
    ear = Ear()
    monkeypatch.setitem(Event.known, Rang.wire_type(), Rang)
    monkeypatch.setitem(inbox._handlers, "cart", {})

    def on_ring(event: Rang) -> None:
        ear.note(event)

    on_ring.__module__ = "souk.services.cart.handlers"
    hears(Rang)(on_ring)
    return ear


def ring(*times: int) -> None:
    for time in times:
        with changes("products") as change:
            change.say(Rang(bell="a", times=time))


def test_a_restored_house_hears_what_it_lost_and_nobody_hears_twice(
    ear: Ear, deliver: Callable[[], int]
) -> None:
    deliver()
    ring(1)
    deliver_once("products")
    since = clock.now()
    ring(2)
    deliver_once("products")
    assert ear.heard() == ["a1", "a2"]
    # the house forgets what happened since
    InboxEvent.objects.using("cart").filter(handled_at__gte=since).delete()
    JobRun.objects.using("cart").filter(name="a2").delete()
    assert carry_again("products", clock.in_seconds(-3600)) >= 2
    deliver_once("products")
    assert ear.heard() == ["a1", "a2"]
    assert not OutboxEvent.objects.using("products").filter(delivered_at=None).exists()


def test_what_was_said_before_stays_where_it_is(ear: Ear) -> None:
    ring(1)
    deliver_once("products")
    assert carry_again("products", clock.in_seconds(60)) == 0
