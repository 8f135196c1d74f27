"""A fake of shipping: the contract's behaviour in memory; it can be told to refuse, or to be unavailable."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from souk.contracts.shipping.calls import (
    CountryNotServed,
    Parcel,
    Shipment,
    ShipmentRefused,
    ShippingOption,
    TooLateToCancel,
    TrackingStep,
)
from souk.kernel import clock
from souk.kernel.ids import new_id
from souk.vocabulary.addresses import PostalAddress
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Problem, Unavailable

HOME = "US"


def _asked(call: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(call)
    def answer(self: FakeShipping, **arguments: Any) -> Any:
        self.calls.append((call.__name__, arguments))
        if self.is_away:
            raise Unavailable("shipping does not answer")
        if (refusal := self.refusals.get(call.__name__)) is not None:
            raise refusal
        return call(self, **arguments)

    return answer


class FakeShipping:
    """`is_away = True` makes it unavailable, `refuse("ship", problem)` makes it refuse, `advance(order_id, status)` moves parcels."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.is_away = False
        self.refusals: dict[str, Problem] = {}
        self._consigned: dict[str, list[Shipment] | None] = {}  # None: called off
        self._called_off: list[Shipment] = []

    def refuse(self, call: str, problem: Problem | None) -> None:
        """From now on `call` raises `problem`; None makes it answer again."""
        self.refusals.pop(call, None)
        if problem is not None:
            self.refusals[call] = problem

    def advance(self, order_id: str, status: Any) -> None:
        """The carrier has news of every parcel of the order."""
        for key, shipments in self._consigned.items():
            moved = [self._moved(s, status) if s.order_id == order_id else s for s in shipments or []]
            self._consigned[key] = moved if shipments is not None else None

    @_asked
    def countries(self) -> list[str]:
        return ["CA", "DE", "FR", "GB", "US"]

    @_asked
    def options(self, *, country: str, weight_grams: int, subtotal: Money) -> list[ShippingOption]:
        if country not in ("CA", "DE", "FR", "GB", "US"):
            raise CountryNotServed(country)
        if country != HOME:
            return [
                self._option("standard", 2400, 6, 10, subtotal),
                self._option("express", 4900, 2, 4, subtotal),
            ]
        if subtotal.minor >= 15_000:
            first = [
                self._option("standard", 0, 3, 5, subtotal),
                self._option("economy", 600, 4, 7, subtotal),
            ]
        else:
            first = [
                self._option("economy", 600, 4, 7, subtotal),
                self._option("standard", 1000, 3, 5, subtotal),
            ]
        return [*first, self._option("express", 1900, 1, 2, subtotal)]

    @_asked
    def ship(
        self,
        *,
        key: str,
        order_id: str,
        order_number: str,
        method: str,
        address: PostalAddress,
        parcels: list[Parcel],
    ) -> list[Shipment]:
        if key not in self._consigned:
            self._consigned[key] = [
                Shipment(
                    shipment_id=new_id("shm"), order_id=order_id, shop_id=parcel.shop_id, shop_name=parcel.shop_name,
                    method=method, carrier="Fake Post", tracking_number=None, status="preparing", lines=parcel.lines,
                    steps=[TrackingStep(status="preparing", detail="being packed", place="", at=clock.now())],
                )
                for parcel in parcels
            ]  # fmt: skip
        shipments = self._consigned[key]
        if shipments is None:
            raise ShipmentRefused(key)
        return list(shipments)

    @_asked
    def call_off(self, *, key: str) -> None:
        if any(s.status not in ("preparing", "cancelled") for s in self._consigned.get(key) or []):
            raise TooLateToCancel(key)
        self._called_off += [
            s.model_copy(update={"status": "cancelled"}) for s in self._consigned.get(key) or []
        ]
        self._consigned[key] = None

    @_asked
    def shipments(self, *, order_id: str) -> list[Shipment]:
        consigned = [s for shipments in self._consigned.values() for s in shipments or []]
        return [s for s in [*self._called_off, *consigned] if s.order_id == order_id]

    def _moved(self, shipment: Shipment, status: Any) -> Shipment:
        step = TrackingStep(status=status, detail=str(status), place="somewhere", at=clock.now())
        number = shipment.tracking_number or "SK" + shipment.shipment_id[-16:].upper()
        return shipment.model_copy(
            update={"status": status, "tracking_number": number, "steps": [*shipment.steps, step]}
        )

    def _option(self, method: str, minor: int, earliest: int, latest: int, subtotal: Money) -> ShippingOption:
        return ShippingOption(
            method=method, label=method.capitalize(), description="", price=Money.of(minor, subtotal.currency),
            earliest_days=earliest, latest_days=latest,
        )  # fmt: skip
