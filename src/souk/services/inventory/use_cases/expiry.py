"""Expiry: what nobody paid for in time goes back to the shelf. Never what was kept, not even at the last moment."""

from __future__ import annotations

from souk.kernel import clock
from souk.kernel.data.database import changes
from souk.kernel.ids import new_id
from souk.services.inventory.models import Reservation, ReservationLine
from souk.services.inventory.use_cases.counting import give_back

BATCH = 200


def expire_reservations() -> int:
    """Expires all that are due, a batch at a time; returns how many."""
    total = 0
    while expired := expire_batch():
        total += expired
    return total


def expire_batch() -> int:
    """What somebody else has in hand is left to them; the update asks again whether each is still held."""
    due = Reservation.objects.filter(status=Reservation.HELD, expires_at__lte=clock.now())
    if not due.exists():
        return 0
    run = new_id("exp")
    with changes("inventory") as change:
        free = due.select_for_update(skip_locked=True).order_by("expires_at")
        keys = list(free.values_list("key", flat=True)[:BATCH])
        expired = due.filter(key__in=keys).update(
            status=Reservation.EXPIRED, expired_by=run, changed_at=clock.now()
        )
        ours = ReservationLine.objects.filter(reservation_id__in=keys, reservation__expired_by=run)
        give_back(change, list(ours.values_list("reservation_id", "item_id", "quantity")))
    return expired
