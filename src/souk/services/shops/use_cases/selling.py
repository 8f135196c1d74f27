"""Selling: what shops hear of their items, in whatever order and however often, and the sums that follow from it.

An item counts when it is known and not cancelled. Each change of that is made once, by a conditional statement, together with the
rows of its day. The order's row is held first: of two items that are cancelled at once, one takes the order off the day.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import F

from souk.contracts.orders.events import OrderItemCreated, OrderItemStatusUpdated, OrderRefunded
from souk.kernel import clock
from souk.kernel.database import changes
from souk.services.shops.models import ProductDay, SalesDay, SoldItem, SoldOrder
from souk.services.shops.rules.sold import ENDED, RANK, shown_as

CANCELLED = "cancelled"


def take_in(news: OrderItemCreated) -> None:
    """An item was sold. If its status was heard of before, it keeps that."""
    facts = {
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
    }
    with changes("shops"):
        order = _order_for(news)
        row, is_new = SoldItem.objects.get_or_create(
            item_id=news.item_id,
            defaults={**facts, "shop_id": news.shop_id, "order_id": news.order_id, "status": "processing"},
        )
        if not is_new:
            if not SoldItem.objects.filter(item_id=news.item_id, is_known=False).update(**facts):
                return
            row.refresh_from_db()
        if row.status != CANCELLED:
            _count(order, row, 1)
        _note_end(order)


def follow(news: OrderItemStatusUpdated) -> None:
    """An item was moved. News that are older than what is known change nothing."""
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
        if order is None:
            return
        if status == CANCELLED and row.is_known:
            _count(order, row, -1)
        _note_end(order)


def take_off(news: OrderRefunded) -> None:
    """Money given back for no item in particular counts against the day of the sale."""
    for share in news.shops:
        with changes("shops"):
            order = SoldOrder.objects.filter(shop_id=share.shop_id, order_id=news.order_id).first()
            day = order.day if order is not None else news.at.date()
            back = share.goods.minor
            _add(share.shop_id, day, share.goods.currency, revenue=-back, given_back=back)


def forget_buyer(user_id: str) -> None:
    """What was sold stays counted; to whom is forgotten."""
    SoldOrder.objects.filter(user_id=user_id).update(user_id=None, ship_to={}, note="")


def forget_addresses(before: datetime) -> int:
    """Of orders that were done before then the shop no longer needs to know where they went."""
    done = SoldOrder.objects.filter(done_at__lt=before).exclude(ship_to={}, note="")
    return done.update(ship_to={}, note="")


def _order_for(news: OrderItemCreated) -> SoldOrder:
    """Its row, held."""
    SoldOrder.objects.get_or_create(
        shop_id=news.shop_id,
        order_id=news.order_id,
        defaults={
            "number": news.number,
            "user_id": news.user_id,
            "ship_to": news.ship_to.model_dump(),
            "shipping_label": news.shipping_label,
            "note": news.note,
            "currency": news.line_total.currency,
            "day": news.at.date(),
            "placed_at": news.placed_at,
        },
    )
    return SoldOrder.objects.select_for_update().get(shop_id=news.shop_id, order_id=news.order_id)


def _count(order: SoldOrder, item: SoldItem, sign: int) -> None:
    before = order.live_items
    order.live_items = before + sign
    SoldOrder.objects.filter(pk=order.pk).update(live_items=order.live_items)
    orders = int(order.live_items > 0) - int(before > 0)
    units, value = sign * item.quantity, sign * item.value
    _add(order.shop_id, order.day, order.currency, orders=orders, units=units, revenue=value)
    found = {
        "shop_id": order.shop_id, "day": order.day, "currency": order.currency, "product_id": item.product_id
    }  # fmt: skip
    ProductDay.objects.get_or_create(**found, defaults={"title": item.title})
    ProductDay.objects.filter(**found).update(
        units=F("units") + units, revenue=F("revenue") + value, title=item.title
    )


def _add(shop_id: str, day: date, currency: str, **more: int) -> None:
    found = {"shop_id": shop_id, "day": day, "currency": currency}
    SalesDay.objects.get_or_create(**found)
    SalesDay.objects.filter(**found).update(**{name: F(name) + change for name, change in more.items()})


def _note_end(order: SoldOrder) -> None:
    open_ones = SoldItem.objects.filter(shop_id=order.shop_id, order_id=order.order_id).exclude(
        status__in=ENDED
    )
    is_done = not open_ones.exists()
    SoldOrder.objects.filter(pk=order.pk).update(done_at=clock.now() if is_done else None)
