"""Delivering: what orders' stories do when they hear of money or of a parcel. Runs inside the handler's transaction."""

from __future__ import annotations

from souk.contracts.inventory.calls import StockLine
from souk.contracts.shipping.events import ShipmentCreated, ShipmentStatusUpdated
from souk.services.orders.models import Order
from souk.services.orders.stories.checkout import checkout
from souk.services.orders.stories.fulfilment import plan_fulfilment
from souk.services.orders.use_cases.tracking import move_items


def resume_checkout(order_id: str) -> None:
    """The money may have come: the story looks for itself."""
    key = (
        Order.objects.filter(order_id=order_id, status="pending")
        .values_list("checkout_key", flat=True)
        .first()
    )
    if key is not None:
        checkout.resume(key)


def follow_parcel(news: ShipmentCreated | ShipmentStatusUpdated) -> None:
    """Moves the items; once a parcel has left, its units leave the books."""
    order, has_left = move_items(news)
    if order is not None and has_left:
        lines = [StockLine(variation_id=line.variation_id, quantity=line.quantity) for line in news.lines]
        plan_fulfilment(news.shipment_id, order.checkout_key, lines)
