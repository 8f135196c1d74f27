"""A fake of shipping: the contract's behaviour in memory; it can be told to refuse, or to be unavailable."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from souk.contracts.shipping.calls import (
    CountryNotServed,
    ItemPart,
    NotSoMany,
    Parcel,
    ParcelCalledOff,
    ParcelHasArrived,
    ParcelHasLeft,
    ParcelNotFound,
    ParcelNotSent,
    Sender,
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
        self._orders_called_off: set[str] = set()
        self._senders: dict[str, Sender] = {}
        self._deeds: dict[str, str] = {}  # key → shipment

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
            first = [self._option("standard", 0, 3, 5, subtotal)]  # and nothing slower that costs more
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
                    sent_by=self._senders.get(parcel.shop_id, "shop"),
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
        for shipment in self._consigned.get(key) or []:
            self._called_off.append(shipment.model_copy(update={"status": "cancelled"}))
            self._orders_called_off.add(shipment.order_id)
        self._consigned[key] = None

    @_asked
    def shipments(self, *, order_id: str) -> list[Shipment]:
        consigned = [s for shipments in self._consigned.values() for s in shipments or []]
        return [s for s in [*self._called_off, *consigned] if s.order_id == order_id]

    @_asked
    def send_items(
        self,
        *,
        key: str,
        order_id: str,
        shop_id: str,
        item_ids: list[str],
        carrier: str,
        tracking_number: str,
        parts: list[ItemPart] | None = None,
    ) -> Shipment:
        if key not in self._deeds:
            parcel = self._packed(order_id, shop_id, item_ids, ParcelHasLeft)
            parcel, item_ids = self._parted(parcel, item_ids, parts or [])
            told = {"carrier": carrier, "tracking_number": tracking_number, "sent_by": "shop"}
            self._deeds[key] = self._split(parcel, item_ids, "handed_over", told)
        return next(s for s in self.shipments(order_id=order_id) if s.shipment_id == self._deeds[key])

    @_asked
    def arrived(self, *, key: str, order_id: str, shop_id: str, item_ids: list[str]) -> list[Shipment]:
        parcels = [
            s
            for s in self.shipments(order_id=order_id)
            if s.shop_id == shop_id
            and s.status != "cancelled"
            and {x.item_id for x in s.lines} & set(item_ids)
        ]
        if not set(item_ids) <= {line.item_id for parcel in parcels for line in parcel.lines}:
            raise ParcelNotFound(order_id)
        for parcel in parcels:
            if parcel.status == "preparing" or (parcel.sent_by != "shop" and parcel.status != "delivered"):
                raise ParcelNotSent(parcel.shipment_id)
        for parcel in parcels:
            if parcel.status != "delivered":
                self._put(parcel, [self._moved(parcel, "delivered")])
        theirs = {parcel.shipment_id for parcel in parcels}
        return [s for s in self.shipments(order_id=order_id) if s.shipment_id in theirs]

    @_asked
    def correct(
        self, *, key: str, order_id: str, shop_id: str, item_id: str, carrier: str, tracking_number: str
    ) -> Shipment:
        for parcel in self.shipments(order_id=order_id):
            inside = {line.item_id for line in parcel.lines}
            if parcel.shop_id == shop_id and parcel.status != "cancelled" and item_id in inside:
                break
        else:
            raise ParcelNotFound(order_id)
        if key not in self._deeds:
            if parcel.status == "preparing" or parcel.sent_by != "shop":
                raise ParcelNotSent(parcel.shipment_id)
            if parcel.status == "delivered":
                raise ParcelHasArrived(parcel.shipment_id)
            self._deeds[key] = parcel.shipment_id
            told = {"carrier": carrier, "tracking_number": tracking_number}
            self._put(parcel, [parcel.model_copy(update=told)])
        return next(s for s in self.shipments(order_id=order_id) if s.shipment_id == parcel.shipment_id)

    @_asked
    def call_items_off(
        self, *, key: str, order_id: str, item_ids: list[str], parts: list[ItemPart] | None = None
    ) -> None:
        if key not in self._deeds:
            parcel = self._packed(order_id, None, item_ids, TooLateToCancel)
            parcel, item_ids = self._parted(parcel, item_ids, parts or [])
            self._deeds[key] = self._split(parcel, item_ids, "cancelled", {})

    @_asked
    def sender(self, *, shop_id: str) -> Sender:
        return self._senders.get(shop_id, "shop")

    @_asked
    def choose_sender(self, *, key: str, shop_id: str, sender: Sender) -> Sender:
        self._senders[shop_id] = sender
        return sender

    def _packed(self, order_id: str, shop_id: str | None, item_ids: list[str], too_late: Any) -> Shipment:
        if order_id in self._orders_called_off:
            raise ParcelCalledOff(order_id)
        for parcel in self.shipments(order_id=order_id):
            inside = {line.item_id for line in parcel.lines}
            if not set(item_ids) & inside or shop_id not in (None, parcel.shop_id):
                continue
            if parcel.status == "cancelled":
                raise ParcelCalledOff(order_id)
            if set(item_ids) <= inside:
                if parcel.status != "preparing":
                    raise too_late(parcel.shipment_id)
                return parcel
        raise ParcelNotFound(order_id)

    def _split(self, parcel: Shipment, item_ids: list[str], status: Any, told: dict[str, Any]) -> str:
        taken = [line for line in parcel.lines if line.item_id in item_ids]
        left = [line for line in parcel.lines if line.item_id not in item_ids]
        part = parcel.model_copy(
            update={"lines": taken, "shipment_id": new_id("shm") if left else parcel.shipment_id}
        )
        part = self._moved(part, status).model_copy(update=told)
        self._put(parcel, [*([parcel.model_copy(update={"lines": left})] if left else []), part])
        return part.shipment_id

    def _parted(
        self, parcel: Shipment, item_ids: list[str], parts: list[ItemPart]
    ) -> tuple[Shipment, list[str]]:
        """The parcel with a line more for each part, and what of it goes."""
        wanted, lines, going = {part.item_id: part for part in parts}, [], []
        for line in parcel.lines:
            part = wanted.get(line.item_id)
            if part is not None and (part.quantity > line.quantity or part.of != line.quantity):
                raise NotSoMany(f"Only {line.quantity} of “{line.title}” are still to be sent.")
            if part is None or part.quantity == line.quantity:
                lines.append(line)
                going += [line.item_id] if line.item_id in item_ids else []
                continue
            lines.append(line.model_copy(update={"quantity": line.quantity - part.quantity}))
            own = {"item_id": part.part_id, "part_of": line.item_id, "quantity": part.quantity}
            lines.append(line.model_copy(update=own))
            going.append(part.part_id)
        divided = parcel.model_copy(update={"lines": lines})
        self._put(parcel, [divided])
        return divided, going

    def _put(self, before: Shipment, after: list[Shipment]) -> None:
        for key, shipments in self._consigned.items():
            if before in (shipments or []):
                kept = [s for s in shipments or [] if s.shipment_id != before.shipment_id]
                self._consigned[key] = kept + after

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
