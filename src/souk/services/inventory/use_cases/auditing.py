"""Auditing: what must always be true of the shelves, proved by set-based questions to the tables."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connections

from souk.kernel import clock
from souk.services.inventory.models import Reservation

#: An overdue hold is a leak only when the expiry job has had this long to come round.
GRACE_SECONDS = 120

_BELOW_ZERO = """
    SELECT variation_id, on_hand, reserved FROM inventory_stockitem
    WHERE on_hand < reserved OR reserved < 0 ORDER BY variation_id
"""

_ON_HAND = """
    SELECT i.variation_id, i.on_hand, COALESCE(m.counted, 0), COALESCE(s.standing, 0)
    FROM inventory_stockitem i
    LEFT JOIN (
        SELECT variation_id, SUM(CASE WHEN kind IN ('received', 'returned') THEN quantity
                                      WHEN kind IN ('shipped', 'written_off') THEN -quantity ELSE 0 END) AS counted
        FROM inventory_movement GROUP BY variation_id
    ) m ON m.variation_id = i.variation_id
    LEFT JOIN (
        SELECT variation_id, SUM(on_hand) AS standing FROM inventory_shelf GROUP BY variation_id
    ) s ON s.variation_id = i.variation_id
    WHERE i.on_hand <> COALESCE(m.counted, 0) OR i.on_hand <> COALESCE(s.standing, 0)
    ORDER BY i.variation_id
"""

_RESERVED = """
    SELECT i.variation_id, i.reserved, COALESCE(l.live, 0), COALESCE(m.counted, 0)
    FROM inventory_stockitem i
    LEFT JOIN (
        SELECT line.variation_id, SUM(line.quantity - line.shipped) AS live
        FROM inventory_reservationline line JOIN inventory_reservation r ON r.key = line.reservation_id
        WHERE r.status IN ('held', 'kept') GROUP BY line.variation_id
    ) l ON l.variation_id = i.variation_id
    LEFT JOIN (
        SELECT variation_id, SUM(CASE WHEN kind = 'reserved' THEN quantity
                                      WHEN kind IN ('released', 'shipped') THEN -quantity ELSE 0 END) AS counted
        FROM inventory_movement GROUP BY variation_id
    ) m ON m.variation_id = i.variation_id
    WHERE i.reserved <> COALESCE(l.live, 0) OR i.reserved <> COALESCE(m.counted, 0)
    ORDER BY i.variation_id
"""


def violations() -> list[str]:
    """A sentence for each thing that is not as it must be, after the number of the invariant it breaks."""
    return [*_below_zero(), *_on_hand(), *_reserved(), *_overdue()]


def facts() -> dict[str, list[str]]:
    """Keys of the reservations that hold units now, for whoever can compare them with orders."""
    live = Reservation.objects.filter(status__in=Reservation.LIVE).order_by("key")
    return {"live_reservations": list(live.values_list("key", flat=True))}


def _below_zero() -> Iterator[str]:
    for variation, on_hand, reserved in _rows(_BELOW_ZERO):
        yield f"1: {variation} has {on_hand} on hand, but {reserved} are reserved"


def _on_hand() -> Iterator[str]:
    for variation, on_hand, counted, standing in _rows(_ON_HAND):
        yield f"2: {variation} has {on_hand} on hand, its movements say {counted}, its shelves hold {standing}"


def _reserved() -> Iterator[str]:
    for variation, reserved, live, counted in _rows(_RESERVED):
        yield f"3: {variation} has {reserved} reserved, live reservations hold {live}, movements say {counted}"


def _overdue() -> Iterator[str]:
    overdue = Reservation.objects.filter(
        status=Reservation.HELD, expires_at__lt=clock.in_seconds(-GRACE_SECONDS)
    )
    for key, expires_at in overdue.order_by("key").values_list("key", "expires_at"):
        yield f"3: reservation {key} is still held, though its time ran out at {expires_at.isoformat()}"


def _rows(question: str) -> list[tuple[object, ...]]:
    with connections["inventory"].cursor() as cursor:
        cursor.execute(question)
        return list(cursor.fetchall())
