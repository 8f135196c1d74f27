"""Sold orders: what a shop has to send and has sent, as its owner reads it."""

from __future__ import annotations

from typing import Any

from souk.contracts.orders.calls.items import MovedItem, OrderItems
from souk.contracts.shops.calls import SoldItem, SoldItems, SoldOrder, SoldStatus
from souk.kernel.ids import new_id
from souk.kernel.neighbours.asking import ask
from souk.services.web.rules import wording
from souk.vocabulary.goods import how_many, named
from souk.vocabulary.pages import Page
from souk.vocabulary.problems import Problem

sold, items = ask(SoldItems), ask(OrderItems)

HOME = "/portal/orders"

ITEM_STATUS = {
    "processing": ("To send", "warn"),
    "shipped": ("On its way", "good"),
    "delivered": ("Delivered", "good"),
    "cancelled": ("Cancelled", "bad"),
}


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
        "options": wording.choices(item.options),
        "sku": item.sku,
        "units": item.quantity,
        "quantity": how_many(item.quantity, item.bought),
        "total": wording.price(item.value),
        "picture": {"src": item.image_url} if item.image_url else None,
    }
