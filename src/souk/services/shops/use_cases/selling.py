"""Selling: what shops hear of their items, in whatever order and however often, and the sums that follow from it.

An item counts when it is known and not cancelled. Each change of that is made once, by a conditional statement, together with the
rows of its day. The order's row is held first: of two items that are cancelled at once, one takes the order off the day.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Model

from souk.contracts.orders.events import (
    OrderItemCreated,
    OrderItemSplit,
    OrderItemStatusUpdated,
    OrderRefunded,
    OrderTrackingCorrected,
)
from souk.kernel import clock
from souk.kernel.data.database import changes
from souk.kernel.data.rows import add, find_one, insert, update
from souk.services.shops.models import ProductDay, SalesDay, SoldItem, SoldOrder
from souk.services.shops.rules.sold import ENDED, RANK, shown_as
from souk.services.shops.use_cases import sale_letters

CANCELLED = "cancelled"


def take_in(news: OrderItemCreated) -> None:
    """An item was sold. If its status was heard of before, it keeps that."""
    with changes("shops"):
        _take_in(_order_for(news), news)


def part(news: OrderItemSplit) -> None:
    """Some units of an item go another way: it counts for fewer from now on, and they count as an item of their own."""
    with changes("shops"):
        order = _order_for(news)
        _take_in(order, news)
        own = {name: getattr(news.part, name) for name in type(news.part).model_fields}
        _take_in(order, news.model_copy(update=own | {"part_of": news.part_of or news.item_id}))


def _take_in(order: SoldOrder, news: OrderItemCreated | OrderItemSplit) -> None:
    """Of what is told of an item the fewest units are the newest: they only become fewer."""
    item = find_one(SoldItem, where={"item_id": news.item_id})
    if item is None:
        item = SoldItem(
            item_id=news.item_id, shop_id=news.shop_id, order_id=news.order_id, status="processing", **_facts(news)
        )  # fmt: skip
        insert(item)
    elif update(SoldItem, where={"item_id": news.item_id, "is_known": False}, values=_facts(news)):
        item.refresh_from_db()
    else:
        return _lessen(order, item, news)
    _count(order, item, 1 if item.status != CANCELLED else 0)


def _lessen(order: SoldOrder, item: SoldItem, news: OrderItemCreated | OrderItemSplit) -> None:
    now = _facts(news)
    less = {"units": now["quantity"] - item.quantity, "revenue": now["value"] - item.value}
    if less["units"] < 0:
        update(SoldItem, where={"item_id": item.item_id}, values=now)
        if item.status != CANCELLED:
            _sum(order, item, less)


def _facts(news: OrderItemCreated | OrderItemSplit) -> dict[str, Any]:
    return {
        "is_known": True,
        "position": news.position,
        "product_id": news.product_id,
        "product_slug": news.product_slug,
        "variation_id": news.variation_id,
        "sku": news.sku,
        "title": news.title,
        "options": news.options,
        "image_url": news.image_url,
        "quantity": news.quantity,
        "unit_price": news.unit_price.minor,
        "line_total": news.line_total.minor,
        "value": (news.line_total - news.discount).minor,
        "part_of": news.part_of,
        "bought": news.bought,
    }


def follow(news: OrderItemStatusUpdated) -> None:
    """An item was moved. News that are older than what is known change nothing. Of what others called off its shop is told."""
    status = shown_as(news.status)
    where = {"carrier": news.carrier, "tracking_number": news.tracking_number or ""} if news.carrier else {}
    with changes("shops"):
        order = (
            SoldOrder.objects.select_for_update().filter(shop_id=news.shop_id, order_id=news.order_id).first()
        )
        row, is_new = SoldItem.objects.get_or_create(
            item_id=news.item_id,
            defaults={
                "shop_id": news.shop_id, "order_id": news.order_id, "is_known": False, "status": status,
                "rank": RANK[status], **where,
            },
        )  # fmt: skip
        behind = SoldItem.objects.filter(item_id=news.item_id, rank__lt=RANK[status])
        if is_new or not behind.update(status=status, rank=RANK[status], **where):
            return
        if order is not None and row.is_known and news.called_off_at is not None:
            sale_letters.note_called_off(order, row, news.called_off_at)
        if order is not None:
            _count(order, row, -1 if status == CANCELLED and row.is_known else 0)


def correct(news: OrderTrackingCorrected) -> None:
    """Its parcel is found elsewhere. Orders tells of an order in turn: the last correction is the one that counts."""
    theirs = SoldItem.objects.filter(shop_id=news.shop_id, item_id__in=[item.item_id for item in news.items])
    theirs.update(carrier=news.carrier, tracking_number=news.tracking_number)


def take_off(news: OrderRefunded) -> None:
    """Money given back for no item in particular counts against the day of the sale."""
    for share in news.shops:
        with changes("shops"):
            order = SoldOrder.objects.filter(shop_id=share.shop_id, order_id=news.order_id).first()
            day = order.day if order is not None else news.at.date()
            back = share.goods.minor
            _add(
                SalesDay,
                {"shop_id": share.shop_id, "day": day, "currency": share.goods.currency},
                {"revenue": -back, "given_back": back},
            )


def forget_buyer(user_id: str) -> None:
    """What was sold stays counted; to whom is forgotten."""
    SoldOrder.objects.filter(user_id=user_id).update(user_id=None, ship_to={}, note="")


def forget_addresses(before: datetime) -> int:
    """Of orders that were done before then the shop no longer needs to know where they went."""
    done = SoldOrder.objects.filter(done_at__lt=before).exclude(ship_to={}, note="")
    return done.update(ship_to={}, note="")


def _order_for(news: OrderItemCreated | OrderItemSplit) -> SoldOrder:
    """Its row, held. Who loses to another process that makes it fails, and hears the item again."""
    named = {"shop_id": news.shop_id, "order_id": news.order_id}
    if (order := find_one(SoldOrder, where=named, locked=True)) is not None:
        return order
    order = SoldOrder(
        **named,
        number=news.number,
        user_id=news.user_id,
        ship_to=news.ship_to.model_dump(),
        shipping_label=news.shipping_label,
        note=news.note,
        currency=news.line_total.currency,
        day=news.at.date(),
        placed_at=news.placed_at,
        to_tell_at=sale_letters.due_at(news.at),
    )
    insert(order)
    return order


def _count(order: SoldOrder, item: SoldItem, sign: int) -> None:
    """Writes what an item's coming (1) or going (-1) changes; 0: only whether the whole order has come to its end."""
    named = {"shop_id": order.shop_id, "order_id": order.order_id}
    live = order.live_items + sign
    is_open = (sign > 0 and item.status not in ENDED) or _has_open_items(order)
    update(SoldOrder, where=named, values={"live_items": live, "done_at": None if is_open else clock.now()})
    if not sign:
        return
    orders = int(live > 0) - int(order.live_items > 0)
    order.live_items = live
    _sum(order, item, {"units": sign * item.quantity, "revenue": sign * item.value}, orders)


def _sum(order: SoldOrder, item: SoldItem, more: dict[str, int], orders: int = 0) -> None:
    day = {"shop_id": order.shop_id, "day": order.day, "currency": order.currency}
    _add(SalesDay, day, more | {"orders": orders})
    _add(ProductDay, day | {"product_id": item.product_id}, more, title=item.title)


def _add(model: type[Model], named: dict[str, Any], more: dict[str, int], **values: Any) -> None:
    if not add(model, where=named, by=more, values=values):
        insert(model(**named, **more, **values))


def _has_open_items(order: SoldOrder) -> bool:
    items = SoldItem.objects.filter(shop_id=order.shop_id, order_id=order.order_id)
    return items.exclude(status__in=ENDED).exists()
