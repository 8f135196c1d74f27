"""Moves of an order's items as its page in the back office offers them: shop by shop what is to be sent, and what is on its way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from souk.contracts.orders.calls import Order, OrderItem, ShopItems
from souk.contracts.orders.calls.desk import OrderDesk
from souk.contracts.orders.calls.items import MovedItem
from souk.kernel.neighbours.asking import ask
from souk.services.web.pages.forms import StreetForm
from souk.services.web.pages.portal.forms import SendForm, ShipForm, TakeOutForm
from souk.vocabulary.goods import named
from souk.vocabulary.problems import Problem

order_desk = ask(OrderDesk)

_PAID = ("confirmed", "processing", "shipped", "delivered")
_TO_SEND = ("pending", "processing")


@dataclass(frozen=True)
class Tried:
    """A form of a move that was refused: its prefix is the shop or the item it is about. `parts`: of the items that were ticked, how
    many of each are in the parcel."""

    form: StreetForm
    parts: dict[str, SendForm] = field(default_factory=dict)

    @property
    def is_valid(self) -> bool:
        return all([self.form.is_valid(), *(part.is_valid() for part in self.parts.values())])

    def stands_for(self, kind: type[StreetForm], prefix: str) -> bool:
        return isinstance(self.form, kind) and self.form.prefix == prefix


def moves_of(order: Order, tried: Tried | None = None) -> list[dict[str, Any]] | None:
    """Only shops with something to do. None while orders does not say how the items stand."""
    if order.status not in _PAID:
        return []
    try:
        now = {each.item_id: each for each in order_desk.items(order_id=order.order_id)}
    except Problem:
        return None
    parts = [_of_shop(part, now, tried) for part in order.shops]
    return [part for part in parts if part["to_send"] or part["parcels"]]


def _of_shop(part: ShopItems, now: dict[str, MovedItem], tried: Tried | None) -> dict[str, Any]:
    known = [(item, now[item.item_id]) for item in part.items if item.item_id in now]
    mine = tried is not None and tried.stands_for(ShipForm, part.shop_id)
    parts = tried.parts if tried is not None and mine else None
    return {
        "id": part.shop_id,
        "name": part.shop_name,
        "form": tried.form if tried is not None and mine else ShipForm(prefix=part.shop_id),
        "is_open": mine,
        "to_send": [_to_send(item, parts, tried) for item, state in known if state.status in _TO_SEND],
        "parcels": _parcels([pair for pair in known if pair[1].status == "shipped"], tried),
    }


def _to_send(item: OrderItem, parts: dict[str, SendForm] | None, tried: Tried | None) -> dict[str, Any]:
    is_open = tried is not None and tried.stands_for(TakeOutForm, item.item_id)
    part = (parts or {}).get(item.item_id)
    units = item.quantity
    return {
        "id": item.item_id,
        "name": named(item.title, item.options),
        "quantity": item.quantity,
        "sku": item.sku,
        "is_chosen": parts is None or part is not None,
        "part": part if part is not None else SendForm(prefix=f"send-{item.item_id}", units=units),
        "is_open": is_open,
        "form": tried.form
        if tried is not None and is_open
        else TakeOutForm(prefix=item.item_id, units=units),
    }


def _parcels(sent: list[tuple[OrderItem, MovedItem]], tried: Tried | None) -> list[dict[str, Any]]:
    """What left with one tracking number is one parcel; a carrier's own is only shown, for the carrier tells of it."""
    inside: dict[tuple[str, str, str], list[OrderItem]] = {}
    for item, state in sent:
        where = (state.carrier, state.tracking_number or "", state.told_by)
        inside.setdefault(where, []).append(item)
    found = []
    for (carrier, number, told_by), items in inside.items():
        first = items[0].item_id
        is_open = tried is not None and tried.stands_for(ShipForm, first)
        known = {"carrier": carrier, "tracking_number": number}
        found.append(
            {
                **known,
                "is_carried": told_by == "carrier",
                "items": [
                    {"id": each.item_id, "name": named(each.title, each.options), "quantity": each.quantity}
                    for each in items
                ],
                "is_open": is_open,
                "form": tried.form if tried and is_open else ShipForm(prefix=first, initial=known),
            }
        )
    return found
