"""Departures: units of a paid order leave the warehouse, parcel by parcel."""

from __future__ import annotations

from django.db.models import F

from souk.contracts.inventory.calls import ReservationGone, ReservationNotFound, StockLine
from souk.kernel import clock
from souk.services.inventory.models import Reservation, ReservationLine
from souk.services.inventory.rules.levels import summed
from souk.services.inventory.use_cases.counting import once, send_off
from souk.vocabulary.problems import Conflict


def ship(key: str, reservation_key: str, lines: list[StockLine]) -> None:
    """Once per key; a reservation may leave in several parcels and is shipped when nothing of it is left here."""
    leaving = summed((line.variation_id, line.quantity) for line in lines)
    once(key, "shipped", lambda _: _ship(key, reservation_key, leaving))


def _ship(key: str, reservation_key: str, leaving: dict[str, int]) -> None:
    kept = Reservation.objects.filter(key=reservation_key, status=Reservation.KEPT)
    if not kept.update(changed_at=clock.now()):  # and locks it against a release at the same moment
        raise _why_not(reservation_key)
    lines = ReservationLine.objects.filter(reservation_id=reservation_key)
    for variation_id, quantity in leaving.items():
        enough = lines.filter(item_id=variation_id, quantity__gte=F("shipped") + quantity)
        if not enough.update(shipped=F("shipped") + quantity):
            raise Conflict(f"{quantity} of {variation_id} are more than {reservation_key} still holds.")
    send_off(key, leaving)
    if not lines.filter(quantity__gt=F("shipped")).exists():
        kept.update(status=Reservation.SHIPPED)


def _why_not(reservation_key: str) -> Conflict | ReservationNotFound:
    status = Reservation.objects.filter(key=reservation_key).values_list("status", flat=True).first()
    if status is None:
        return ReservationNotFound(f"Nothing was ever reserved under {reservation_key}.")
    if status == Reservation.HELD:
        return Conflict("The units are held, but not kept: the order is not paid.")
    if status == Reservation.SHIPPED:
        return Conflict("Everything under this key has left already.")
    return ReservationGone(f"The units under {reservation_key} went back to the shelf.")
