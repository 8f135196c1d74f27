"""Closed shops: which shops have closed for good, as orders has heard. What of theirs is not paid yet is not sold any more."""

from __future__ import annotations

from collections.abc import Iterable

from souk.contracts.cart.calls import CartLine
from souk.kernel import clock
from souk.kernel.data.rows import find
from souk.services.orders.models import ClosedShop, OrderItem
from souk.vocabulary.ids import Key, ShopId


def remember(shop_id: ShopId) -> None:
    """Inside a change; a second time changes nothing."""
    ClosedShop.objects.get_or_create(shop_id=shop_id, defaults={"heard_at": clock.now()})


def closed_one(lines: Iterable[CartLine]) -> str:
    """The name of a shop that has closed among those of the lines; empty when all are open."""
    names = {line.shop_id: line.shop_name for line in lines}
    closed = find(ClosedShop, where={"shop_id": list(names)}) if names else []
    return names[closed[0].shop_id] if closed else ""


def closed_one_of(order_id: str) -> str:
    """The same of an order."""
    names = dict(OrderItem.objects.filter(order_id=order_id).values_list("shop_id", "shop_name"))
    closed = ClosedShop.objects.filter(shop_id__in=list(names)).first()
    return str(names[closed.shop_id]) if closed else ""


def unpaid_checkouts(shop_id: ShopId) -> list[Key]:
    """Of the orders that wait for their money and have something of the shop."""
    waiting = OrderItem.objects.filter(shop_id=shop_id, order__status="pending")
    return list(waiting.values_list("order__checkout_key", flat=True).distinct())
