"""Sold orders: what a shop has to send, has sent and sold, as its owner reads it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from souk.contracts.inventory.calls import Inventory, LowStock
from souk.contracts.orders.calls.items import MovedItem, OrderItems
from souk.contracts.products.calls import Products
from souk.contracts.shops.calls import Sales, SoldItem, SoldItems, SoldOrder, SoldStatus
from souk.kernel.ids import new_id
from souk.kernel.neighbours.asking import ask
from souk.services.web.rules import bars, wording
from souk.vocabulary.goods import how_many, named
from souk.vocabulary.pages import Page
from souk.vocabulary.problems import Problem

sold, items, inventory, products = ask(SoldItems), ask(OrderItems), ask(Inventory), ask(Products)

HOME = "/portal/orders"

ITEM_STATUS = {
    "processing": ("To send", "warn"),
    "shipped": ("On its way", "good"),
    "delivered": ("Delivered", "good"),
    "cancelled": ("Cancelled", "bad"),
}

LOW_SHOWN = 50


def order_list(
    shop_id: str, status: SoldStatus | None, number: str, cursor: str | None, limit: int = 20
) -> tuple[list[dict[str, Any]], str | None]:
    """Newest first, and the cursor to older ones."""
    page: Page[SoldOrder] = sold.orders(
        shop_id=shop_id, status=status, number=number, cursor=cursor, limit=limit
    )
    return [order_row(order) for order in page.items], page.next


def order_row(order: SoldOrder) -> dict[str, Any]:
    states = list(dict.fromkeys(item.status for item in order.items))
    return {
        "number": order.number,
        "url": f"{HOME}/{order.number}",
        "to": f"{order.ship_to.name}, {order.ship_to.city}" if order.ship_to else "",
        "placed_at": wording.day_and_time(order.placed_at),
        "items_text": wording.pieces(sum(item.quantity for item in order.items)),
        "titles": ", ".join(dict.fromkeys(named(item.title, item.options) for item in order.items)),
        "value": wording.price(order.value),
        "states": [
            dict(zip(("name", "tone"), wording.status(ITEM_STATUS, state), strict=True)) for state in states
        ],
    }


def correct_parcel(shop_id: str, item_ids: list[str], carrier: str, tracking_number: str) -> None:
    """Of all that is shown as one parcel: with one item is done what is in its parcel. Raises TrackingNotCorrected."""
    done: set[str] = set()
    for item_id in item_ids:
        if item_id in done:
            continue
        moved = items.correct(
            key=new_id("cor"),
            shop_id=shop_id,
            item_id=item_id,
            carrier=carrier,
            tracking_number=tracking_number,
        )
        done |= {each.item_id for each in moved}


def fresh(shop_id: str, number: str) -> tuple[SoldOrder, frozenset[str]]:
    """The order as shops keeps it, with what orders says of it now: right after a move shops is a moment behind. And the items
    of whose parcels the market's carrier tells.

    Raises SoldOrderNotFound.
    """
    order: SoldOrder = sold.order(shop_id=shop_id, number=number)
    try:
        now = {each.item_id: each for each in items.states(shop_id=shop_id, order_id=order.order_id)}
    except Problem:
        return order, frozenset()
    changed = [_as_now(item, now.get(item.item_id)) for item in order.items]
    changed += _unheard_parts(order.items, now)
    carried = frozenset(item_id for item_id, state in now.items() if state.told_by == "carrier")
    return order.model_copy(update={"items": changed}), carried


def _as_now(item: SoldItem, now: MovedItem | None) -> SoldItem:
    if now is None:
        return item
    told: dict[str, Any] = {"status": "processing" if now.status == "pending" else now.status}
    if now.carrier:
        told |= {"carrier": now.carrier, "tracking_number": now.tracking_number}
    if now.quantity is not None:
        told |= {"quantity": now.quantity, "bought": now.bought, "value": now.value or item.value}
    return item.model_copy(update=told)


def _unheard_parts(items: list[SoldItem], now: dict[str, MovedItem]) -> list[SoldItem]:
    """What was taken from an item a moment ago, so that shops does not have it yet."""
    known = {item.item_id: item for item in items}
    return [
        _as_now(
            known[part.part_of].model_copy(update={"item_id": part.item_id, "part_of": part.part_of}), part
        )
        for part in now.values()
        if part.item_id not in known and part.part_of in known
    ]


def order_detail(order: SoldOrder, carried: frozenset[str]) -> dict[str, Any]:
    """What is to be sent, what was sent in which parcel, and what is not sent."""
    parcels: dict[tuple[str, str, str, bool], list[dict[str, Any]]] = {}
    for item in order.items:
        if item.status in ("shipped", "delivered"):
            where = (item.carrier, item.tracking_number or "", item.status, item.item_id in carried)
            parcels.setdefault(where, []).append(item_view(item))
    return {
        "number": order.number,
        "url": f"{HOME}/{order.number}",
        "placed_at": wording.day_and_time(order.placed_at),
        "address_rows": wording.address_rows(order.ship_to) if order.ship_to else [],
        "shipping": order.shipping_label,
        "note": order.note,
        "value": wording.price(order.value),
        "to_send": [item_view(item) for item in order.items if item.status == "processing"],
        "parcels": [
            {
                "carrier": carrier,
                "tracking_number": number,
                "status": wording.status(ITEM_STATUS, status)[0],
                "tone": wording.status(ITEM_STATUS, status)[1],
                "is_under_way": status == "shipped",
                "is_carried": is_carried,
                "items": inside,
            }
            for (carrier, number, status, is_carried), inside in parcels.items()
        ],
        "cancelled": [item_view(item) for item in order.items if item.status == "cancelled"],
    }


def slips(order: dict[str, Any], item_id: str = "") -> list[dict[str, Any]]:
    """The parcel that has this item; of none, what is still to be packed; and when nothing is, all that was sent."""
    chosen = [each for each in order["parcels"] if any(item["id"] == item_id for item in each["items"])]
    if chosen or not order["to_send"]:
        return chosen or order["parcels"]
    return [{"items": order["to_send"]}]


def item_view(item: SoldItem) -> dict[str, Any]:
    return {
        "id": item.item_id,
        "name": item.title,
        "full_name": named(item.title, item.options),
        "url": f"/products/{item.product_slug}",
        "options": [f"{name[:1].upper()}{name[1:]}: {value}" for name, value in item.options.items()],
        "sku": item.sku,
        "units": item.quantity,
        "quantity": how_many(item.quantity, item.bought),
        "total": wording.price(item.value),
        "picture": {"src": item.image_url} if item.image_url else None,
    }


def glance(shop_id: str) -> dict[str, Any]:
    """Sales, and what there is to do; low stock is left out while inventory rests."""
    sales: Sales = sold.sales(shop_id=shop_id)
    names = {1: "Today", 7: "Last 7 days", 30: "Last 30 days"}
    return {
        "periods": [
            {
                "name": names.get(period.days, f"Last {period.days} days"),
                "revenue": wording.price(period.revenue),
                "orders": wording.pieces(period.orders, "order"),
                "units": wording.pieces(period.units),
                "average": wording.price(period.average) if period.average is not None else "",
            }
            for period in sales.periods
        ],
        "bars": bars.bars_of([day.revenue.minor for day in sales.days]),
        "days": [
            {
                "name": wording.day_without_year(day.day),
                "revenue": wording.price(day.revenue),
                "orders": day.orders,
                "units": day.units,
            }
            for day in reversed(sales.days)
            if day.orders or day.revenue
        ],
        "chart_says": _chart_says(sales),
        "top": [
            {"title": each.title, "units": wording.pieces(each.units), "revenue": wording.price(each.revenue)}
            for each in sales.top
        ],
        "to_ship": sales.to_ship,
        "low": low_count(shop_id),
    }


def low_count(shop_id: str) -> str:
    """How many run low: `50+` once there is another page, nothing while inventory rests."""
    try:
        page: Page[LowStock] = inventory.low_stock(shop_id=shop_id, limit=LOW_SHOWN)
    except Problem:
        return ""
    return f"{len(page.items)}+" if page.next else str(len(page.items))


def low_list(shop_id: str, cursor: str | None) -> tuple[list[dict[str, Any]], str | None]:
    """What runs low, the emptiest first; the names are the catalogue's, where it answers."""
    page: Page[LowStock] = inventory.low_stock(shop_id=shop_id, cursor=cursor, limit=LOW_SHOWN)
    names = _names([row.variation_id for row in page.items])
    return [
        {
            "id": row.variation_id,
            "sku": row.sku,
            **names.get(row.variation_id, {"name": row.sku or "Not on sale", "options": "", "url": ""}),
            "available": row.available,
            "reserved": row.reserved,
            "limit": row.amount_limit,
            "tone": "bad" if row.available == 0 else "warn",
            "word": "Sold out" if row.available == 0 else f"{row.available} left",
        }
        for row in page.items
    ], page.next


def _names(variation_ids: list[str]) -> dict[str, dict[str, str]]:
    if not variation_ids:
        return {}
    try:
        found = products.for_sale(variation_ids=variation_ids)
    except Problem:
        return {}
    return {
        each.variation_id: {
            "name": each.title,
            "options": ", ".join(each.options.values()),
            "url": f"/portal/products/{each.product_id}?{urlencode({'find': each.sku})}#stock",
        }
        for each in found
    }


def _chart_says(sales: Sales) -> str:
    best = max(sales.days, key=lambda day: day.revenue.minor)
    if not best.revenue:
        return "Nothing was sold in the last 30 days."
    return (
        f"Revenue day by day, the last 30 days. The best was {wording.day_without_year(best.day)} with "
        f"{wording.price(best.revenue)}."
    )
