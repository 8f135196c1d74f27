"""Rebuilding what shops know of what they sold: every paid order's items said again (`souk replay orders --tell`).

Also for a market that sold before shops were told: who knows an item already lets it pass.
"""

from __future__ import annotations

from collections.abc import Callable

from souk.kernel.data.database import Change, changes
from souk.services.orders.models import Order, OrderItem, StatusChange
from souk.services.orders.use_cases.item_news import announce_items, moved_to

BATCH = 200
Progress = Callable[[int, int], None]


def tell_again(progress: Progress = lambda done, total: None, *, is_restored: bool = False) -> int:
    """Says `order.item.created` and how each item stands. Returns how many orders.

    `is_restored` changes nothing: items only move forward, and what was told since of a later state stays believed.
    """
    paid = Order.objects.filter(paid__gt=0).exclude(status__in=["pending", "refunded"])
    last, done, total = "", 0, paid.count()
    while orders := list(paid.filter(order_id__gt=last).order_by("order_id")[:BATCH]):
        confirmed = dict(
            StatusChange.objects.filter(order__in=orders, status="confirmed").values_list("order_id", "at")
        )
        items: dict[str, list[OrderItem]] = {order.order_id: [] for order in orders}
        for item in OrderItem.objects.filter(order__in=orders).order_by("order_id", "position"):
            items[item.order_id].append(item)
        with changes("orders") as change:
            for order in orders:
                at = confirmed.get(order.order_id, order.created_at)
                announce_items(order, items[order.order_id], at, change)
                _tell_states(items[order.order_id], change)
        last, done = orders[-1].order_id, done + len(orders)
        progress(done, max(done, total))
    return done


def _tell_states(items: list[OrderItem], change: Change) -> None:
    for item in items:
        if item.status != "pending":
            change.say(moved_to(item.status, item))
