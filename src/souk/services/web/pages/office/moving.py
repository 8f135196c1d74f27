"""Moves of an order's items as its page in the back office offers them: shop by shop what is to be sent, and what is on its way."""

from __future__ import annotations

from typing import Any

from souk.contracts.orders.calls import Order, OrderItem, ShopItems
from souk.contracts.orders.calls.desk import OrderDesk
from souk.contracts.orders.calls.items import MovedItem
from souk.kernel.neighbours.asking import ask
from souk.services.web.pages.moves import Move, item_forms, parcel_form, ship_form
from souk.services.web.use_cases.office.desk import PAID
from souk.vocabulary.goods import named
from souk.vocabulary.problems import Problem

order_desk = ask(OrderDesk)

_TO_SEND = ("pending", "processing")


def moves_of(order: Order, tried: Move | None = None) -> list[dict[str, Any]] | None:
    """Only shops with something to do. None while orders does not say how the items stand."""
    if order.status not in PAID:
        return []
    try:
        now = {each.item_id: each for each in order_desk.items(order_id=order.order_id)}
    except Problem:
        return None
    parts = [_of_shop(part, now, tried) for part in order.shops]
    return [part for part in parts if part["to_send"] or part["parcels"]]


def _of_shop(part: ShopItems, now: dict[str, MovedItem], tried: Move | None) -> dict[str, Any]:
    known = [(item, now[item.item_id]) for item in part.items if item.item_id in now]
    return {
        "id": part.shop_id,
        "name": part.shop_name,
        **ship_form(tried, part.shop_id),
        "to_send": [
            _named(item) | {"sku": item.sku} | item_forms(item.item_id, item.quantity, tried, part.shop_id)
            for item, state in known
            if state.status in _TO_SEND
        ],
        "parcels": _parcels([pair for pair in known if pair[1].status == "shipped"], tried),
    }


def _parcels(sent: list[tuple[OrderItem, MovedItem]], tried: Move | None) -> list[dict[str, Any]]:
    """What left with one tracking number is one parcel; a carrier's own is only shown, for the carrier tells of it."""
    inside: dict[tuple[str, str, str], list[OrderItem]] = {}
    for item, state in sent:
        where = (state.carrier, state.tracking_number or "", state.told_by)
        inside.setdefault(where, []).append(item)
    return [
        {
            "carrier": carrier,
            "tracking_number": number,
            "is_carried": told_by == "carrier",
            "items": [_named(item) for item in items],
            **parcel_form(items[0].item_id, carrier, number, tried),
        }
        for (carrier, number, told_by), items in inside.items()
    ]


def _named(item: OrderItem) -> dict[str, Any]:
    return {"id": item.item_id, "name": named(item.title, item.options), "quantity": item.quantity}
