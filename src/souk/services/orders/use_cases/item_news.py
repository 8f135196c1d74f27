"""Item news: what the shops of an order are told of their items."""

from __future__ import annotations

from datetime import datetime

from souk.contracts.orders.events import OrderItemCreated, OrderItemStatusUpdated, ShopShare
from souk.kernel.data.database import Change
from souk.services.orders.models import Order, OrderItem
from souk.services.orders.rules import shares
from souk.vocabulary.addresses import PostalAddress
from souk.vocabulary.money import Money


def announce_items(order: Order, items: list[OrderItem], at: datetime, change: Change) -> None:
    """Each shop hears of what it has to send, once the order is paid."""
    ship_to = PostalAddress.model_validate(order.address)
    for item in items:
        change.say(
            OrderItemCreated(
                order_id=order.order_id, number=order.number, item_id=item.item_id, position=item.position,
                shop_id=item.shop_id, product_id=item.product_id, product_slug=item.product_slug,
                variation_id=item.variation_id, sku=item.sku, title=item.title, options=item.options,
                image_url=item.image_url, quantity=item.quantity, unit_price=Money.of(item.unit_price, order.currency),
                line_total=Money.of(item.line_total, order.currency), discount=Money.of(item.discount, order.currency),
                tax=Money.of(item.tax, order.currency), user_id=order.user_id, ship_to=ship_to,
                shipping_label=order.shipping_label, note=order.note, placed_at=order.created_at, at=at,
            )
        )  # fmt: skip


def tell_cancelled(order_id: str, change: Change) -> None:
    """Of each item that is about to be cancelled with its order."""
    live = OrderItem.objects.filter(order_id=order_id).exclude(status="cancelled")
    for item_id, shop_id in live.order_by("position").values_list("item_id", "shop_id"):
        change.say(
            OrderItemStatusUpdated(order_id=order_id, item_id=item_id, shop_id=shop_id, status="cancelled")
        )


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
