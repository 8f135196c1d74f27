"""Departures: units of a paid order leave the warehouse, parcel by parcel, or will not be sent after all."""

from __future__ import annotations

from django.db.models import F

from souk.contracts.inventory.calls import ReservationGone, ReservationNotFound, StockLine
from souk.kernel import clock
from souk.kernel.data.database import Change
from souk.services.inventory.models import Reservation, ReservationLine
from souk.services.inventory.rules.levels import summed
from souk.services.inventory.use_cases.counting import give_back, lose, once, send_off
from souk.vocabulary.problems import Conflict


def ship(key: str, reservation_key: str, lines: list[StockLine]) -> None:
    """Once per key; a reservation may leave in several parcels and is shipped when nothing of it is left here."""
    leaving = summed((line.variation_id, line.quantity) for line in lines)
    once(key, "shipped", lambda _: _ship(key, reservation_key, leaving))


def let_go(key: str, reservation_key: str, lines: list[StockLine], lost: bool) -> None:
    """Once per key; the rest of the reservation stays as it is."""
    freed = summed((line.variation_id, line.quantity) for line in lines)
    once(key, "let_go", lambda change: _let_go(change, key, reservation_key, freed, lost))


def _let_go(change: Change, key: str, reservation_key: str, freed: dict[str, int], lost: bool) -> None:
    _take_out(reservation_key, freed)
    still_there = {} if lost else freed
    give_back(change, [(reservation_key, *line) for line in freed.items()], told=still_there)
    if lost:
        lose(key, freed)


def _ship(key: str, reservation_key: str, leaving: dict[str, int]) -> None:
    _take_out(reservation_key, leaving)
    send_off(key, leaving)


def _take_out(reservation_key: str, leaving: dict[str, int]) -> None:
    """These units are the reservation's no longer; when none is left, neither is it. Raises ReservationGone, Conflict."""
    kept = Reservation.objects.filter(key=reservation_key, status=Reservation.KEPT)
    if not kept.update(changed_at=clock.now()):  # and locks it against a release at the same moment
        raise _why_not(reservation_key)
    lines = ReservationLine.objects.filter(reservation_id=reservation_key)
    for variation_id, quantity in leaving.items():
        enough = lines.filter(item_id=variation_id, quantity__gte=F("shipped") + quantity)
        if not enough.update(shipped=F("shipped") + quantity):
            raise Conflict(f"{quantity} of {variation_id} are more than {reservation_key} still holds.")
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
