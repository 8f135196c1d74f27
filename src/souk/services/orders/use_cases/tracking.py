"""Tracking: news of parcels move the items of an order forward, and the order with them."""

from __future__ import annotations

from datetime import datetime

from souk.contracts.orders.events import (
    OrderCompleted,
    OrderShipped,
    OrderTrackingCorrected,
)
from souk.contracts.shipping.events import ShipmentCreated, ShipmentStatusUpdated, ShipmentTrackingCorrected
from souk.kernel import clock
from souk.kernel.data.database import Change, changes
from souk.kernel.data.rows import find_one, update
from souk.services.orders.models import Order, OrderItem
from souk.services.orders.rules.shares import goods_kept
from souk.services.orders.rules.states import ENDED, item_status_for, may_follow, order_status_for
from souk.services.orders.use_cases.buyer_news import item_facts, to_buyer
from souk.services.orders.use_cases.item_news import moved_to
from souk.services.orders.use_cases.parting import part_as_packed, refuse_unheard
from souk.services.orders.use_cases.recording import items_of, remember
from souk.vocabulary.money import Money

_TOLD = {
    "processing": "Your order is being packed.",
    "shipped": "Every parcel is on its way.",
    "delivered": "Every parcel has arrived.",
}


def move_items(news: ShipmentCreated | ShipmentStatusUpdated) -> tuple[Order | None, bool]:
    """Applies a parcel's status to its items. Answers the order, and whether this parcel has just left.

    Late or repeated news change nothing; cancelled orders stay cancelled. The order is held while its items are counted, so
    that of two last parcels at once one finds it delivered.
    """
    status = item_status_for(news.status)
    with changes("orders") as change:
        order = find_one(Order, where={"order_id": news.order_id}, locked=True)
        if order is None or status is None or order.status in ENDED:
            return None, False
        return order, _move(change, order, news, status)


def tell_corrected(news: ShipmentTrackingCorrected) -> None:
    """The buyer, and the shop's books, hear where the parcel is found instead."""
    inside = {line.item_id for line in news.lines}
    with changes("orders") as change:
        order = find_one(Order, where={"order_id": news.order_id})
        items = [item for item in items_of(news.order_id) if item.item_id in inside]
        if order is None or order.status in ENDED or not items:
            return
        change.say(
            OrderTrackingCorrected(
                **to_buyer(order, news.at), shop_id=news.shop_id, shop_name=items[0].shop_name, carrier=news.carrier,
                tracking_number=news.tracking_number or "", former_number=news.former_number,
                items=item_facts(order, items),
            )
        )  # fmt: skip


def reach(change: Change, order: Order, items: list[OrderItem]) -> None:
    """The order, which is held, is as far as its items are; whoever finds the last of them delivered says so, once."""
    reached = order_status_for([item.status for item in items])
    if reached in (order.status, "cancelled") or order.status == "pending":
        return
    update(Order, where={"order_id": order.order_id}, values={"status": reached})
    now = clock.now()
    remember(order.order_id, reached, _TOLD.get(reached, ""), now)
    if reached == "delivered":
        change.say(_completion(order, items, now))


def _completion(order: Order, items: list[OrderItem], at: datetime) -> OrderCompleted:
    def money(minor: int) -> Money:
        return Money.of(minor, order.currency)

    arrived = [item for item in items if item.status == "delivered"]
    for_items = sum(item.refunded for item in items)
    goods = money(sum(item.line_total - item.discount for item in arrived))
    return OrderCompleted(
        **to_buyer(order, at),
        items=item_facts(order, arrived),
        total=money(order.paid - order.refunded),
        goods=goods_kept(goods, money(order.paid - for_items), money(order.refunded - for_items)),
        refunded_so_far=money(order.refunded),
    )


def _move(change: Change, order: Order, news: ShipmentCreated | ShipmentStatusUpdated, status: str) -> bool:
    items = items_of(news.order_id)
    part_as_packed(change, order, items, news.lines)
    theirs = {line.item_id for line in news.lines}
    moved = [item for item in items if item.item_id in theirs and may_follow(item.status, status)]
    if not moved:
        return False
    if status != "processing":
        refuse_unheard(moved, news.lines)
    has_left = status in ("shipped", "delivered") and any(
        item.status in ("pending", "processing") for item in moved
    )
    for item in moved:
        item.status = status
        change.say(moved_to(status, item, news.carrier, news.tracking_number))
    update(OrderItem, where={"item_id": [item.item_id for item in moved]}, values={"status": status})
    if has_left:
        change.say(
            OrderShipped(
                **to_buyer(order, clock.now()),
                shop_name=moved[0].shop_name,
                tracking_number=news.tracking_number,
                carrier=news.carrier,
                items=item_facts(order, moved),
            )
        )
    reach(change, order, items)
    return has_left
