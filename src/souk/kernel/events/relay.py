"""The relay: carries what was said from a house's outbox to every house that hears it, at least once, in order per subject."""

from __future__ import annotations

from datetime import datetime

from django.db import connections

from souk.kernel import clock, crashes
from souk.kernel.data.database import announce
from souk.kernel.data.rows import update
from souk.kernel.events.inbox import try_held
from souk.kernel.events.telling import transport
from souk.kernel.events.transport import AT_ONCE, Said, Transport
from souk.kernel.models import OutboxEvent

BATCH = AT_ONCE

#: Written out because it is asked of every house many times a second, and mostly for nothing.
_NEXT = "SELECT id, event_id, type, subject, envelope FROM kernel_outboxevent WHERE delivered_at IS NULL ORDER BY id LIMIT %s"


def deliver_once(house: str, by: Transport | None = None) -> int:
    """Delivers one batch of what `house` said; returns how many events. A crash in between delivers again: the inbox knows.

    Raises Unavailable when the broker is away; the events stay undelivered.
    """
    with connections[house].cursor() as cursor:
        cursor.execute(_NEXT, (BATCH,))
        rows = cursor.fetchall()
    if not rows:
        return 0
    (by or transport()).publish(house, [Said(*row[1:]) for row in rows])
    crashes.point("relay: carried, not yet marked")
    delivered = [row[0] for row in rows]
    update(OutboxEvent, where={"id": delivered}, values={"delivered_at": clock.now()}, house=house)
    return len(rows)


def deliver_all(houses: list[str]) -> int:
    """Delivers until nothing is left to deliver or to try again now; returns how many. For tests and for a quiet shutdown."""
    total = 0
    while delivered := sum(deliver_once(house) + try_held(house) for house in houses):
        total += delivered
    return total


def carry_again(house: str, since: datetime) -> int:
    """Puts what was said since then on its way once more, for who lost it; who heard it knows. Returns how many events."""
    rows = OutboxEvent.objects.using(house).filter(said_at__gte=since).exclude(delivered_at=None)
    count = rows.update(delivered_at=None)
    if count:
        announce()
    return count


def undelivered(house: str) -> int:
    return OutboxEvent.objects.using(house).filter(delivered_at=None).count()
