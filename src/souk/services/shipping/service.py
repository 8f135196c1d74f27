"""The door for neighbours: `contracts.shipping.calls.Shipping`."""

from __future__ import annotations

from souk.contracts.shipping.calls import Parcel, Shipment, ShippingOption
from souk.services.shipping.use_cases import consigning, quoting, showing
from souk.vocabulary.addresses import PostalAddress
from souk.vocabulary.ids import Key, OrderId
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
