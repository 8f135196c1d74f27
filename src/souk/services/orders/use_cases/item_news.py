"""Item news: what the shops of an order are told of their items."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from souk.contracts.orders.events import OrderItemCreated, OrderItemStatusUpdated, ShopShare
from souk.kernel.data.database import Change
from souk.services.orders.models import Order, OrderItem, StatusChange
from souk.services.orders.rules import shares
from souk.vocabulary.addresses import PostalAddress
from souk.vocabulary.money import Money


def announce_items(order: Order, items: list[OrderItem], at: datetime, change: Change) -> None:
    """Each shop hears of what it has to send, once the order is paid."""
    for item in items:
        change.say(OrderItemCreated(**sold_facts(order, item, at)))


def sold_facts(order: Order, item: OrderItem, at: datetime) -> dict[str, Any]:
    """What a shop is told of an item. `at`: when it was paid."""

    def money(minor: int) -> Money:
        return Money.of(minor, order.currency)

    return {
        "order_id": order.order_id,
        "number": order.number,
        "item_id": item.item_id,
        "position": item.position,
        "shop_id": item.shop_id,
        "product_id": item.product_id,
        "product_slug": item.product_slug,
        "variation_id": item.variation_id,
        "sku": item.sku,
        "title": item.title,
        "options": item.options,
        "image_url": item.image_url,
        "quantity": item.quantity,
        "unit_price": money(item.unit_price),
        "line_total": money(item.line_total),
        "discount": money(item.discount),
        "tax": money(item.tax),
        "user_id": order.user_id,
        "ship_to": PostalAddress.model_validate(order.address),
        "shipping_label": order.shipping_label,
        "note": order.note,
        "placed_at": order.created_at,
        "at": at,
        "part_of": item.part_of,
        "bought": item.bought,
    }


def paid_at(order: Order) -> datetime:
    """When its money had come: on that day its sales count."""
    confirmed = StatusChange.objects.filter(order_id=order.order_id, status="confirmed")
    return confirmed.values_list("at", flat=True).first() or order.created_at


def moved_to(
    status: str,
    item: OrderItem,
    carrier: str = "",
    tracking_number: str | None = None,
    called_off_at: datetime | None = None,
) -> OrderItemStatusUpdated:
    return OrderItemStatusUpdated(
        order_id=item.order_id, item_id=item.item_id, shop_id=item.shop_id, status=status, carrier=carrier,
        tracking_number=tracking_number, part_of=item.part_of, called_off_at=called_off_at,
    )  # fmt: skip


def tell_cancelled(order_id: str, change: Change, at: datetime) -> None:
    """Of each item that is about to be cancelled with its order, which no shop does."""
    live = OrderItem.objects.filter(order_id=order_id).exclude(status="cancelled")
    for item in live.order_by("position").only("item_id", "order_id", "shop_id", "part_of"):
        change.say(moved_to("cancelled", item, called_off_at=at))


def shop_shares(order: Order, amount: Money) -> list[ShopShare]:
    """How a refund for no item in particular falls on the goods of the shops whose items stand."""
    goods: dict[str, int] = {}
    live = OrderItem.objects.filter(order_id=order.order_id).exclude(status="cancelled")
    for shop_id, line_total, discount in live.order_by("position").values_list(
        "shop_id", "line_total", "discount"
    ):
        goods[shop_id] = goods.get(shop_id, 0) + line_total - discount
    rest = max(0, order.total - sum(goods.values()))
    return [
        ShopShare(shop_id=shop_id, goods=share)
        for shop_id, share in shares.of_goodwill(amount, goods, rest).items()
    ]
