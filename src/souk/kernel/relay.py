"""The relay: carries what was said from a house's outbox to every house that hears it, at least once, in order per subject."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connections

from souk.kernel import chance, clock
from souk.kernel.inbox import Envelope, listeners, receive, try_held
from souk.kernel.models import OutboxEvent
from souk.kernel.rows import update
from souk.kernel.telemetry import log

_log = log(__name__)

BATCH = 100  # what a house hears in one transaction: as many as keep its shoppers from waiting for the lock

#: Written out because it is asked of every house many times a second, and mostly for nothing.
_NEXT = "SELECT id, type, envelope FROM kernel_outboxevent WHERE delivered_at IS NULL ORDER BY id LIMIT %s"

#: Called with a house and its share of a batch; the in-process transport hands them straight to the inbox.
Transport = Callable[[str, list[Envelope]], None]


def deliver_once(house: str, transport: Transport = receive) -> int:
    """Delivers one batch of what `house` said; returns how many events. A crash in between delivers again: the inbox knows."""
    with connections[house].cursor() as cursor:
        cursor.execute(_NEXT, (BATCH,))
        rows = cursor.fetchall()
    if not rows:
        return 0
    shares: dict[str, list[Envelope]] = {}
    for _, kind, text in rows:
        if hearing := listeners(kind):
            envelope = Envelope(text)
            for listener in hearing:
                shares.setdefault(listener, []).append(envelope)
    for listener, envelopes in chance.delivery_order(list(shares.items())):
        transport(listener, envelopes)
    delivered = [row[0] for row in rows]
    update(OutboxEvent, where={"id": delivered}, values={"delivered_at": clock.now()}, house=house)
    return len(rows)


def deliver_all(houses: list[str]) -> int:
    """Delivers until nothing is left to deliver or to try again now; returns how many. For tests and for a quiet shutdown."""
    total = 0
    while delivered := sum(deliver_once(house) + try_held(house) for house in houses):
        total += delivered
    return total


def undelivered(house: str) -> int:
    return OutboxEvent.objects.using(house).filter(delivered_at=None).count()
