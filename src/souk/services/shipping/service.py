"""The door for neighbours: `contracts.shipping.calls.Shipping`."""

from __future__ import annotations

from souk.contracts.shipping.calls import ItemPart, Parcel, Sender, Shipment, ShippingOption
from souk.services.shipping.use_cases import consigning, correcting, handing_in, quoting, senders, showing
from souk.vocabulary.addresses import PostalAddress
from souk.vocabulary.ids import Key, OrderId, ShopId
from souk.vocabulary.money import Money


class ShippingService:
    """Every promise of the contract, kept by a use case."""

    def countries(self) -> list[str]:
        return quoting.countries()

    def options(self, *, country: str, weight_grams: int, subtotal: Money) -> list[ShippingOption]:
        return quoting.options(country, weight_grams, subtotal)

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
        return consigning.ship(key, order_id, order_number, method, address, parcels)

    def call_off(self, *, key: Key) -> None:
        consigning.call_off(key)

    def shipments(self, *, order_id: OrderId) -> list[Shipment]:
        return showing.shipments_of_order(order_id)

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
        return handing_in.send_items(key, order_id, shop_id, item_ids, carrier, tracking_number, parts or [])

    def arrived(self, *, key: Key, order_id: OrderId, shop_id: ShopId, item_ids: list[str]) -> list[Shipment]:
        return handing_in.arrived(order_id, shop_id, item_ids)

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
        return correcting.correct(key, order_id, shop_id, item_id, carrier, tracking_number)

    def call_items_off(
        self, *, key: Key, order_id: OrderId, item_ids: list[str], parts: list[ItemPart] | None = None
    ) -> None:
        handing_in.call_items_off(key, order_id, item_ids, parts or [])

    def sender(self, *, shop_id: ShopId) -> Sender:
        return senders.sender_of(shop_id)

    def choose_sender(self, *, key: Key, shop_id: ShopId, sender: Sender) -> Sender:
        return senders.choose(shop_id, sender)
