"""What shipping may be asked: what it costs, and to send it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Protocol

from pydantic import Field

from souk.vocabulary.addresses import PostalAddress
from souk.vocabulary.calls import Message, command, query
from souk.vocabulary.ids import Key, OrderId, ShipmentId, ShopId, VariationId
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Conflict, NotFound, Refused

ShipmentStatus = Literal[
    "preparing", "handed_over", "in_transit", "out_for_delivery", "delivered", "cancelled"
]


class ShippingOption(Message):
    """`price` covers the whole order, however many shops send parcels."""

    method: str
    label: str
    description: str
    price: Money
    earliest_days: int
    latest_days: int


class ParcelLine(Message):
    """`part_of`: the item from whose units these were taken, to go another way than the others."""

    item_id: str
    variation_id: VariationId
    title: str
    quantity: int = Field(ge=1)
    part_of: str = ""


class ItemPart(Message):
    """`quantity` of the `of` units that are still packed of an item go another way than the others: as an item of their own, `part_id`.
    All of them together stay the item that they are."""

    item_id: str
    part_id: str
    quantity: int = Field(ge=1)
    of: int = Field(ge=1)


class Parcel(Message):
    """What one shop sends: one shipment each."""

    shop_id: ShopId
    shop_name: str
    weight_grams: int
    lines: list[ParcelLine]


Sender = Literal["shop", "carrier"]


class TrackingStep(Message):
    status: ShipmentStatus
    detail: str
    place: str
    at: datetime


class Shipment(Message):
    """`sent_by`: the shop hands it in and tells of it, or the market's carrier collects it and tells of it."""

    shipment_id: ShipmentId
    order_id: OrderId
    shop_id: ShopId
    shop_name: str
    method: str
    carrier: str
    tracking_number: str | None
    status: ShipmentStatus
    lines: list[ParcelLine]
    steps: list[TrackingStep]
    sent_by: Sender = "carrier"


class CountryNotServed(Refused):
    status = 422
    title = "We do not ship to this country yet"


class ShippingMethodNotFound(NotFound):
    status = 422
    title = "There is no such shipping method for this address"


class ShipmentRefused(Refused):
    """The key was called off first (the tombstone)."""

    title = "This shipment was called off"


class TooLateToCancel(Refused):
    title = "The parcel is already on its way"


class ParcelNotFound(NotFound):
    title = "There is no parcel with these things in it"


class ParcelHasLeft(Conflict):
    title = "The parcel has left already"


class ParcelNotSent(Conflict):
    title = "This parcel was not sent by the shop"


class ParcelHasArrived(Conflict):
    title = "The parcel has arrived already"


class ParcelCalledOff(Conflict):
    title = "The parcel was called off"


class NotSoMany(Conflict):
    """More than are packed of an item, or not as many are packed as was thought."""

    title = "There are not so many of it in the parcel"


class Shipping(Protocol):
    @query()
    def countries(self) -> list[str]:
        """ISO 3166-1 alpha-2 codes we ship to."""
        ...

    @query()
    def options(self, *, country: str, weight_grams: int, subtotal: Money) -> list[ShippingOption]:
        """Cheapest first. Raises CountryNotServed."""
        ...

    @command()
    def ship(
        self,
        *,
        key: Key,
        order_id: OrderId,
        order_number: str,
        method: str,
        address: PostalAddress,
        parcels: list[Parcel],
    ) -> list[Shipment]:
        """One shipment per parcel; the carrier is told afterwards and may take its time. Raises ShipmentRefused."""
        ...

    @command()
    def call_off(self, *, key: Key) -> None:
        """Undoes `ship(key)`. Raises TooLateToCancel once a parcel was handed over. Tombstone if it arrives first."""
        ...

    @query()
    def shipments(self, *, order_id: OrderId) -> list[Shipment]: ...

    @command()
    def send_items(
        self,
        *,
        key: Key,
        order_id: OrderId,
        shop_id: ShopId,
        item_ids: list[str],
        carrier: str,
        tracking_number: str,
        parts: list[ItemPart] | None = None,
    ) -> Shipment:
        """The shop handed these things in itself, in one parcel; what else it has to send of the order stays to be sent.

        `parts`: of which items only some. Raises ParcelNotFound, ParcelHasLeft, ParcelCalledOff, NotSoMany.
        """
        ...

    @command()
    def arrived(self, *, key: Key, order_id: OrderId, shop_id: ShopId, item_ids: list[str]) -> list[Shipment]:
        """The parcels with these things in them were delivered, as the shop that sent them says.

        Raises ParcelNotFound; ParcelNotSent for what the shop has not sent, or the carrier tells of.
        """
        ...

    @command()
    def correct(
        self,
        *,
        key: Key,
        order_id: OrderId,
        shop_id: ShopId,
        item_id: str,
        carrier: str,
        tracking_number: str,
    ) -> Shipment:
        """The parcel with this in it, which the shop handed in itself, has another carrier or number than it told. The same again
        changes nothing. Raises ParcelNotFound; ParcelNotSent for what the shop has not sent, or the carrier tells of; ParcelHasArrived.
        """
        ...

    @command()
    def call_items_off(
        self, *, key: Key, order_id: OrderId, item_ids: list[str], parts: list[ItemPart] | None = None
    ) -> None:
        """These things of one shop are not sent; what else is in the parcel is. `parts`: of which items only some.

        Raises ParcelNotFound, TooLateToCancel, ParcelCalledOff, NotSoMany.
        """
        ...

    @query()
    def sender(self, *, shop_id: ShopId) -> Sender:
        """Who hands in the parcels that this shop packs from now on."""
        ...

    @command()
    def choose_sender(self, *, key: Key, shop_id: ShopId, sender: Sender) -> Sender: ...
