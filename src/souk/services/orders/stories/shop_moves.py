"""Shop moves: what a shop does with its items of an order. Shipping decides whether a parcel can still be sent or called off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from souk.contracts.orders.calls import ItemMoveRefused, OrderItemNotFound, TrackingNotCorrected
from souk.contracts.orders.calls.items import CannotSend, MovedItem
from souk.contracts.shipping.calls import (
    ItemPart,
    NotSoMany,
    ParcelCalledOff,
    ParcelHasArrived,
    ParcelHasLeft,
    ParcelNotFound,
    ParcelNotSent,
    Sender,
    Shipment,
    Shipping,
)
from souk.contracts.shipping.events import ShipmentLineFacts, ShipmentStatusUpdated
from souk.kernel.data.database import changes
from souk.kernel.ids import new_id
from souk.kernel.neighbours.asking import ask
from souk.services.orders.models import Order, OrderItem
from souk.services.orders.rules.states import shop_may_move
from souk.services.orders.stories.delivering import follow_parcel
from souk.services.orders.stories.taking_out import part_taken_before, take_item_from, take_part_from
from souk.vocabulary.goods import named
from souk.vocabulary.ids import Key
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Unavailable, invalid

shipping, parcels_if_known = ask(Shipping), ask(Shipping, otherwise=[])

_NOT_SENT = ("preparing", "cancelled")


def ship_items(
    key: Key,
    shop_id: str,
    item_ids: list[str],
    carrier: str,
    tracking_number: str,
    quantities: dict[str, int] | None = None,
) -> list[MovedItem]:
    """One parcel with these in it, of some of them only so many. Raises OrderItemNotFound, ItemMoveRefused, Invalid."""
    wanted = quantities or {}
    _refuse_quantities(wanted.values())
    order, rows = _items_of(shop_id, item_ids, "shipped")
    if not wanted.keys() <= {row.item_id for row in rows}:
        raise invalid("/quantities", "Say how many only of what is in the parcel.", "not_in_the_parcel")
    parts = [
        ItemPart(
            item_id=row.item_id, part_id=new_id("itm"), quantity=wanted[row.item_id], of=row.quantity
        )  # shipping says whether they are there: with the same key they were sent before
        for row in rows
        if row.item_id in wanted
    ]
    try:
        parcel = shipping.send_items(
            key=f"shop:{key}", order_id=order.order_id, shop_id=shop_id, item_ids=item_ids, carrier=carrier,
            tracking_number=tracking_number, **({"parts": parts} if parts else {}),
        )  # fmt: skip
    except (ParcelHasLeft, ParcelCalledOff, NotSoMany) as refused:
        raise ItemMoveRefused(str(refused)) from refused
    except ParcelNotFound as not_yet:
        raise _being_confirmed(not_yet) from not_yet
    _hear(parcel, is_move=any(row.status != "shipped" for row in rows))
    return _answer(order, [line.item_id for line in parcel.lines], [parcel])


def deliver_items(shop_id: str, item_ids: list[str], key: Key) -> list[MovedItem]:
    """A second time changes nothing. Raises OrderItemNotFound, ItemMoveRefused."""
    order, items = _items_of(shop_id, item_ids, "delivered")
    try:
        parcels = shipping.arrived(
            key=f"shop:{key}", order_id=order.order_id, shop_id=shop_id, item_ids=item_ids
        )
    except (ParcelNotSent, ParcelNotFound) as refused:
        raise ItemMoveRefused(str(refused)) from refused
    for parcel in parcels:
        _hear(parcel, is_move=any(item.status != "delivered" for item in items))
    return _answer(order, [line.item_id for parcel in parcels for line in parcel.lines], parcels)


def correct_tracking(
    key: Key, shop_id: str, item_id: str, carrier: str, tracking_number: str
) -> list[MovedItem]:
    """Of the parcel with the item in it; the same again changes nothing. Raises OrderItemNotFound, TrackingNotCorrected."""
    item = OrderItem.objects.filter(item_id=item_id, shop_id=shop_id).exclude(order__status="pending")
    row = item.select_related("order").first()
    if row is None:
        raise OrderItemNotFound()
    try:
        parcel = shipping.correct(
            key=f"correct:{key}", order_id=row.order_id, shop_id=shop_id, item_id=item_id, carrier=carrier,
            tracking_number=tracking_number,
        )  # fmt: skip
    except (ParcelNotFound, ParcelNotSent, ParcelHasArrived) as refused:
        raise TrackingNotCorrected(refused.detail) from refused
    return _answer(row.order, [line.item_id for line in parcel.lines], [parcel])


def cancel_item(
    shop_id: str, item_id: str, reason: CannotSend, note: str, key: Key = "", quantity: int | None = None
) -> MovedItem:
    """All that is left of an item once: one that is cancelled already is answered as it is. A part of it once per key.

    Raises OrderItemNotFound, ItemMoveRefused, Invalid.
    """
    _refuse_quantities([quantity] if quantity is not None else [])
    order, (item,) = _found(shop_id, [item_id])
    if quantity is not None and (part_id := part_taken_before(key, item_id)) is not None:
        return _taken(order, part_id, item_id)
    _refuse_moves([item], "cancelled")
    if item.status == "pending":
        raise _being_confirmed()
    if quantity is None or quantity == item.quantity:
        if item.status != "cancelled":
            with _noted(order, {"items": [item_id], "status": "cancelled", "reason": reason, "note": note}):
                take_item_from(order, item, reason, note)
        return _answer(order, [item_id], [])[0]
    if item.status == "cancelled" or quantity > item.quantity:
        left = 0 if item.status == "cancelled" else item.quantity
        raise ItemMoveRefused(f"Only {left} of “{named(item.title, item.options)}” are still to be sent.")
    told = {"items": [item_id], "quantity": quantity, "status": "cancelled", "reason": reason, "note": note}
    with _noted(order, told):
        part_id = take_part_from(key, order, item, quantity, reason, note)
    return _taken(order, part_id, item_id)


def _taken(order: Order, part_id: str, item_id: str) -> MovedItem:
    """The part; or the item, where the whole order was cancelled before the part was made."""
    found = {each.item_id: each for each in _answer(order, [part_id, item_id], [])}
    return found.get(part_id) or found[item_id]


def sender_of(shop_id: str) -> Sender:
    return shipping.sender(shop_id=shop_id)


def choose_sender(shop_id: str, sender: Sender) -> Sender:
    return shipping.choose_sender(key=new_id("snd"), shop_id=shop_id, sender=sender)


def states(shop_id: str | None, order_id: str) -> list[MovedItem]:
    """The items of the shop, or of all of them, in the order of the cart."""
    order = Order.objects.filter(order_id=order_id).exclude(status="pending").first()
    if order is None:
        return []
    rows = OrderItem.objects.filter(order_id=order_id)
    items = (rows if shop_id is None else rows.filter(shop_id=shop_id)).values_list("item_id", flat=True)
    parcels = parcels_if_known.shipments(order_id=order_id)
    return _answer(order, list(items), [parcel for parcel in parcels if parcel.status not in _NOT_SENT])


def _items_of(shop_id: str, item_ids: list[str], wanted: str) -> tuple[Order, list[OrderItem]]:
    """Items of one paid order that the shop may move there; another shop's are not found."""
    order, items = _found(shop_id, item_ids)
    _refuse_moves(items, wanted)
    return order, items


def _found(shop_id: str, item_ids: list[str]) -> tuple[Order, list[OrderItem]]:
    items = list(
        OrderItem.objects.filter(item_id__in=item_ids, shop_id=shop_id)
        .exclude(order__status="pending")
        .select_related("order")
    )
    if not items or len(items) < len(set(item_ids)):
        raise OrderItemNotFound()
    if len({item.order_id for item in items}) > 1:
        raise invalid("/items", "These are things of several orders; a parcel goes to one.", "several_orders")
    return items[0].order, items


def _refuse_moves(items: list[OrderItem], wanted: str) -> None:
    for item in items:
        if not shop_may_move(item.status, wanted):
            raise ItemMoveRefused(
                f"“{named(item.title, item.options)}” is {item.status} and cannot become {wanted}."
            )


def _refuse_quantities(quantities: Iterable[int]) -> None:
    if any(quantity < 1 for quantity in quantities):
        raise invalid("/quantity", "Say how many: at least one.", "too_few")


def _hear(parcel: Shipment, *, is_move: bool) -> None:
    """As when the news of it arrives, which it will: then nothing is left to do. `is_move`: that staff did it is noted."""
    news = ShipmentStatusUpdated(
        shipment_id=parcel.shipment_id,
        order_id=parcel.order_id,
        shop_id=parcel.shop_id,
        status=parcel.status,
        tracking_number=parcel.tracking_number,
        lines=[
            ShipmentLineFacts(
                item_id=x.item_id, variation_id=x.variation_id, quantity=x.quantity, part_of=x.part_of
            )
            for x in parcel.lines
        ],
        at=parcel.steps[-1].at,
        place="",
        carrier=parcel.carrier,
    )
    told = {"items": [line.item_id for line in parcel.lines], "status": parcel.status}
    told |= {"carrier": parcel.carrier, "tracking_number": parcel.tracking_number}
    with changes("orders") as change:
        follow_parcel(news)
        if is_move:
            change.note("orders.move", parcel.order_id, after=told)


@contextmanager
def _noted(order: Order, told: dict[str, Any]) -> Iterator[None]:
    """That staff did it is noted once it is done; also when nobody can say yet, for then it is begun, and goes on by itself."""
    try:
        yield
    except Unavailable:
        _note(order, told)
        raise
    _note(order, told)


def _note(order: Order, told: dict[str, Any]) -> None:
    with changes("orders") as change:
        change.note("orders.move", order.order_id, after=told)


def _answer(order: Order, item_ids: list[str], parcels: list[Shipment]) -> list[MovedItem]:
    inside = {line.item_id: parcel for parcel in parcels for line in parcel.lines}
    rows = OrderItem.objects.filter(item_id__in=item_ids).order_by("position")
    return [
        MovedItem(
            item_id=row.item_id,
            order_id=row.order_id,
            status=row.status,  # type: ignore[arg-type]
            carrier=inside[row.item_id].carrier if row.item_id in inside else "",
            tracking_number=inside[row.item_id].tracking_number if row.item_id in inside else None,
            told_by=inside[row.item_id].sent_by if row.item_id in inside else "shop",
            refunded=Money.of(row.refunded, order.currency) if row.status == "cancelled" else None,
            quantity=row.quantity,
            part_of=row.part_of,
            bought=row.bought,
            value=Money.of(row.line_total - row.discount, order.currency),
        )
        for row in rows
    ]


def _being_confirmed(because: Exception | None = None) -> Unavailable:
    return Unavailable("The order is being confirmed just now. Try again in a moment.", retry_after=2)
