"""Sold: what a shop has to send and has sent, grouped by order, and its sales at a glance. Every list has an end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Exists, OuterRef, QuerySet, Sum

from souk.contracts.shops import calls
from souk.kernel import clock
from souk.kernel.settings import settings as process_settings
from souk.services.shops.models import ProductDay, SalesDay, SoldItem, SoldOrder
from souk.vocabulary.addresses import PostalAddress
from souk.vocabulary.money import Money
from souk.vocabulary.pages import Page, read_cursor, write_cursor

PERIODS = (1, 7, 30)
SHOWN_DAYS = 30
TOP = 5


def orders_of(
    shop_id: str, status: str | None, number: str, cursor: str | None, limit: int
) -> Page[calls.SoldOrder]:
    """Newest first; two questions, however many there are."""
    rows = SoldOrder.objects.filter(shop_id=shop_id).order_by("-order_id")
    if status is not None:
        theirs = SoldItem.objects.filter(
            shop_id=shop_id, order_id=OuterRef("order_id"), status=status, is_known=True
        )
        rows = rows.filter(Exists(theirs))
    if number:
        rows = rows.filter(number__startswith=number)
    if cursor is not None:
        (before,) = read_cursor(cursor, (str,))
        rows = rows.filter(order_id__lt=before)
    found = list(rows[: limit + 1])
    more = write_cursor(found[limit - 1].order_id) if len(found) > limit else None
    return Page(items=_orders(found[:limit]), next=more)


def order_of(shop_id: str, number: str) -> calls.SoldOrder:
    """By number or id. Raises SoldOrderNotFound."""
    column = "order_id" if number.startswith("ord_") else "number"
    row = SoldOrder.objects.filter(shop_id=shop_id, **{column: number}).first()
    if row is None:
        raise calls.SoldOrderNotFound()
    return _orders([row])[0]


def items_of(
    shop_id: str, status: str | None, number: str, cursor: str | None, limit: int
) -> Page[calls.SoldItem]:
    """The newest order first, and within it as in the cart."""
    rows = _known(shop_id).order_by("-order_id", "position")
    if status is not None:
        rows = rows.filter(status=status)
    if number:
        theirs = SoldOrder.objects.filter(shop_id=shop_id, number__startswith=number).order_by("-order_id")
        rows = rows.filter(order_id__in=list(theirs.values_list("order_id", flat=True)[:100]))
    if cursor is not None:
        order_id, position = read_cursor(cursor, (str, int))
        rows = rows.filter(order_id__lte=order_id).exclude(order_id=order_id, position__lte=position)
    found = list(rows[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    return Page(
        items=_items(found[:limit]), next=write_cursor(last.order_id, last.position) if last else None
    )


def item_of(shop_id: str, item_id: str) -> calls.SoldItem:
    """Raises SoldItemNotFound, also for another shop's."""
    row = _known(shop_id).filter(item_id=item_id).first()
    if row is None:
        raise calls.SoldItemNotFound()
    return _items([row])[0]


def sales_of(shop_id: str) -> calls.Sales:
    """From the rows of the last days alone."""
    today, currency = clock.now().date(), process_settings().currency
    first = today - timedelta(days=SHOWN_DAYS - 1)
    theirs = {"shop_id": shop_id, "currency": currency, "day__gte": first, "day__lte": today}
    rows = {row.day: row for row in SalesDay.objects.filter(**theirs)}
    days = []
    for number in range(SHOWN_DAYS):
        day = first + timedelta(days=number)
        row = rows.get(day) or SalesDay(orders=0, units=0, revenue=0)
        revenue = Money.of(row.revenue, currency)
        days.append(calls.SalesDay(day=day, revenue=revenue, orders=row.orders, units=row.units))
    best = (
        ProductDay.objects.filter(**theirs)
        .values("product_id")
        .annotate(n=Sum("units"), sold=Sum("revenue"))
        .filter(n__gt=0)
        .order_by("-sold", "product_id")
    )
    top = list(best.values_list("product_id", "n", "sold")[:TOP])
    titles = dict(
        ProductDay.objects.filter(shop_id=shop_id, product_id__in=[each[0] for each in top])
        .order_by("day")
        .values_list("product_id", "title")
    )
    return calls.Sales(
        periods=[_period(days[-length:], length, currency) for length in PERIODS],
        days=days,
        top=[
            calls.TopProduct(
                product_id=each, title=titles[each], units=n, revenue=Money.of(revenue, currency)
            )
            for each, n, revenue in top
        ],
        to_ship=_known(shop_id).filter(status="processing").aggregate(n=Sum("quantity"))["n"] or 0,
    )


def _period(days: list[calls.SalesDay], length: int, currency: str) -> calls.SalesPeriod:
    revenue = Money.sum((day.revenue for day in days), currency)
    orders = sum(day.orders for day in days)
    return calls.SalesPeriod(
        days=length,
        revenue=revenue,
        orders=orders,
        units=sum(day.units for day in days),
        average=revenue.split([1] * orders)[0] if orders else None,
    )


def _known(shop_id: str) -> QuerySet[SoldItem]:
    return SoldItem.objects.filter(shop_id=shop_id, is_known=True)


def _orders(rows: list[SoldOrder]) -> list[calls.SoldOrder]:
    items: dict[str, list[calls.SoldItem]] = {row.order_id: [] for row in rows}
    if rows:
        theirs = _known(rows[0].shop_id).filter(order_id__in=list(items))
        for item in _items(theirs.order_by("position"), {row.order_id: row for row in rows}):
            items[item.order_id].append(item)
    return [
        calls.SoldOrder(
            order_id=row.order_id,
            number=row.number,
            ship_to=PostalAddress.model_validate(row.ship_to) if row.ship_to else None,
            shipping_label=row.shipping_label,
            note=row.note,
            items=items[row.order_id],
            value=Money.sum(
                (item.value for item in items[row.order_id] if item.status != "cancelled"), row.currency
            ),
            placed_at=row.placed_at,
        )
        for row in rows
    ]


def _items(found: Iterable[SoldItem], orders: dict[str, SoldOrder] | None = None) -> list[calls.SoldItem]:
    rows = list(found)
    if orders is None:
        theirs = SoldOrder.objects.filter(
            shop_id__in={row.shop_id for row in rows}, order_id__in={row.order_id for row in rows}
        )
        orders = {order.order_id: order for order in theirs}
    return [_item(row, orders[row.order_id]) for row in rows]


def _item(row: SoldItem, order: SoldOrder) -> calls.SoldItem:
    return calls.SoldItem(
        item_id=row.item_id,
        order_id=row.order_id,
        number=order.number,
        product_id=row.product_id,
        product_slug=row.product_slug,
        variation_id=row.variation_id,
        sku=row.sku,
        title=row.title,
        options=row.options,
        image_url=row.image_url,
        quantity=row.quantity,
        unit_price=Money.of(row.unit_price, order.currency),
        line_total=Money.of(row.line_total, order.currency),
        value=Money.of(row.value, order.currency),
        status=row.status,  # type: ignore[arg-type]
        carrier=row.carrier,
        tracking_number=row.tracking_number or None,
        placed_at=order.placed_at,
        part_of=row.part_of,
        bought=row.bought,
    )
