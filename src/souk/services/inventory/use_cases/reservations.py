"""Reservations: units held for a checkout, kept for a paid order, or given back. On the critical path of every checkout.

The first row written is the reservation under its key, so that the key itself is the lock against its own repetition.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError

from souk.contracts.inventory.calls import Reservation as ReservationMessage
from souk.contracts.inventory.calls import ReservationGone, ReservationNotFound, StockLine
from souk.kernel import clock
from souk.kernel.crashes import point
from souk.kernel.data.database import changes
from souk.kernel.data.rows import find, insert, update
from souk.services.inventory.models import Reservation, ReservationLine
from souk.services.inventory.rules.levels import summed
from souk.services.inventory.use_cases.counting import give_back, hold, live_lines


def reserve(key: str, lines: list[StockLine], hold_seconds: int) -> ReservationMessage:
    """All lines or none; the same key is answered the same again. Raises OutOfStock, ReservationGone."""
    wanted = summed((line.variation_id, line.quantity) for line in lines)
    now, until = clock.now(), clock.in_seconds(hold_seconds)
    row = Reservation(key=key, status=Reservation.HELD, expires_at=until, changed_at=now)
    try:
        with changes("inventory") as change:
            insert(row)
            hold(change, key, wanted)
            insert(
                *(
                    ReservationLine(reservation_id=key, item_id=variation_id, quantity=quantity)
                    for variation_id, quantity in wanted.items()
                )
            )
            point("inventory: reserved")
    except IntegrityError:
        before = Reservation.objects.filter(key=key).first()
        if before is None:
            raise
        return _as_before(before)
    return _message(key, wanted.items(), Reservation.HELD, until)


def keep(key: str) -> ReservationMessage:
    """Ends the hold's clock. What expired a moment ago is held again if it can. Raises ReservationGone, OutOfStock."""
    if _turn(key, [Reservation.HELD], Reservation.KEPT):
        return _message(key, _lines(key), Reservation.KEPT, None)
    row = Reservation.objects.filter(key=key).first()
    if row is None:
        raise ReservationNotFound(f"Nothing was ever reserved under {key}.")
    if row.status == Reservation.EXPIRED:
        return _hold_again(key)
    return _as_before(row)


def release(key: str) -> None:
    """Gives back what is held or kept and not yet shipped; without a reservation it leaves a tombstone."""
    try:
        _release(key)
    except IntegrityError:  # its reserve came in just now, between our look and our tombstone
        _release(key)


def _release(key: str) -> None:
    """One look decides, and holds what it saw: a reserve that commits between two looks would be missed by both."""
    rows = Reservation.objects.select_for_update().filter(key=key)
    with changes("inventory") as change:
        status = rows.values_list("status", flat=True).first()
        if status is None:
            insert(Reservation(key=key, status=Reservation.RELEASED, changed_at=clock.now()))
        elif status in (*Reservation.LIVE, Reservation.EXPIRED):
            _turn(key, [status], Reservation.RELEASED)
            lines = live_lines(key) if status in Reservation.LIVE else []
            if lines:
                give_back(change, lines)
            point("inventory: released")


def _hold_again(key: str) -> ReservationMessage:
    with changes("inventory") as change:
        if _turn(key, [Reservation.EXPIRED], Reservation.KEPT):
            hold(change, key, dict(_lines(key)))
            return _message(key, _lines(key), Reservation.KEPT, None)
    return _as_before(Reservation.objects.get(key=key))


def _turn(key: str, before: Iterable[str], after: str) -> int:
    """One conditional statement: whoever turns the reservation first decides what becomes of it."""
    values = {"status": after, "expires_at": None, "changed_at": clock.now()}
    return update(Reservation, where={"key": key, "status": list(before)}, values=values)


def _lines(key: str) -> list[tuple[str, int]]:
    lines = find(ReservationLine, where={"reservation_id": key}, order_by="item_id")
    return [(line.item_id, line.quantity) for line in lines]


def _as_before(row: Any) -> ReservationMessage:
    if row.status in (Reservation.RELEASED, Reservation.EXPIRED):
        raise ReservationGone(f"The units under {row.key} went back to the shelf.")
    return _message(row.key, _lines(row.key), row.status, row.expires_at)


def _message(
    key: str, lines: Iterable[tuple[str, int]], status: Any, expires_at: datetime | None
) -> ReservationMessage:
    stock_lines = [
        StockLine(variation_id=variation_id, quantity=quantity) for variation_id, quantity in lines
    ]
    return ReservationMessage(key=key, lines=stock_lines, status=status, expires_at=expires_at)
