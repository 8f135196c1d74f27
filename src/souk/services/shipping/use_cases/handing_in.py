"""Handing in: what a shop does by hand with the things of an order that it packs: it sends some of them, or calls some off.

A parcel is divided where only a part of it goes: so each thing is in one parcel, whatever becomes of the others. Of an item of
which only some units go those become a line of their own first. The row of the consignment is held meanwhile, as by whoever calls the
whole order off; against the carrier stands the parcel's status.
"""

from __future__ import annotations

from django.db import IntegrityError
from django.db.models import Max, Sum

from souk.contracts.shipping.calls import (
    ItemPart,
    NotSoMany,
    ParcelCalledOff,
    ParcelHasLeft,
    ParcelNotFound,
    ParcelNotSent,
    TooLateToCancel,
)
from souk.contracts.shipping.calls import Shipment as ShipmentMessage
from souk.contracts.shipping.events import ShipmentCreated, ShipmentStatusUpdated
from souk.kernel import clock
from souk.kernel.crashes import point
from souk.kernel.data.database import Change, changes
from souk.kernel.ids import new_id
from souk.services.shipping.models import Consignment, Deed, Shipment, ShipmentLine, ShipmentStep
from souk.services.shipping.ports import CarrierNews
from souk.services.shipping.rules.progress import CANCELLED, WAY
from souk.services.shipping.use_cases.following import believe
from souk.services.shipping.use_cases.showing import line_facts, messages_of
from souk.vocabulary.problems import Unavailable

PREPARING, HANDED_OVER, DELIVERED = WAY[0], WAY[1], WAY[-1]


def send_items(
    key: str,
    order_id: str,
    shop_id: str,
    item_ids: list[str],
    carrier: str,
    tracking_number: str,
    parts: list[ItemPart],
) -> ShipmentMessage:
    """One parcel, once per key. Raises ParcelNotFound, ParcelHasLeft, ParcelCalledOff, NotSoMany."""
    try:
        with changes("shipping") as change:
            is_called_off = _hold(order_id)
            if not Deed.objects.filter(key=key).exists():
                _refuse(is_called_off)
                parcel = _parcel_of(order_id, shop_id, item_ids, ParcelHasLeft)
                sent = _divided(change, parcel, _parted(parcel, item_ids, parts))
                values = {
                    "status": HANDED_OVER, "carrier": carrier, "shop_number": tracking_number, "sent_by": "shop", "look_at": None,
                }  # fmt: skip
                detail = f"{parcel.shop_name} has handed in your parcel"
                _turn(change, key, sent, values, detail)
                point("shipping: handed in")
    except IntegrityError:  # the same key at the same moment
        if not Deed.objects.filter(key=key).exists():
            raise
    return messages_of(Shipment.objects.filter(shipment_id__in=_done_under(key)))[0]


def call_items_off(key: str, order_id: str, item_ids: list[str], parts: list[ItemPart]) -> None:
    """Once per key. Raises ParcelNotFound, TooLateToCancel, ParcelCalledOff, NotSoMany."""
    try:
        with changes("shipping") as change:
            is_called_off = _hold(order_id)
            if Deed.objects.filter(key=key).exists():
                return
            _refuse(is_called_off)
            parcel = _parcel_of(order_id, None, item_ids, TooLateToCancel)
            stays = _divided(change, parcel, _parted(parcel, item_ids, parts))
            values = {"status": CANCELLED, "look_at": None}
            _turn(change, key, stays, values, f"{parcel.shop_name} does not send this")
            point("shipping: items called off")
    except IntegrityError:
        if not Deed.objects.filter(key=key).exists():
            raise


def arrived(order_id: str, shop_id: str, item_ids: list[str]) -> list[ShipmentMessage]:
    """A second time changes nothing. Raises ParcelNotFound, ParcelNotSent."""
    rows = Shipment.objects.filter(order_id=order_id, shop_id=shop_id, lines__item_id__in=item_ids)
    parcels = list(rows.exclude(status=CANCELLED).distinct())
    found = ShipmentLine.objects.filter(shipment__in=parcels, item_id__in=item_ids)
    if not parcels or found.count() < len(set(item_ids)):
        raise ParcelNotFound()
    for parcel in parcels:
        if parcel.status == PREPARING:
            raise ParcelNotSent("Mark it as shipped first.")
        if parcel.sent_by != "shop" and parcel.status != DELIVERED:
            raise ParcelNotSent(f"{parcel.carrier} carries this parcel and tells when it has arrived.")
    for parcel in parcels:
        news = CarrierNews(DELIVERED, "Your parcel was delivered", "", clock.now())
        believe(parcel.shipment_id, [news], of="shop")
    return messages_of(Shipment.objects.filter(shipment_id__in=[parcel.shipment_id for parcel in parcels]))


def _hold(order_id: str) -> bool:
    """All that is to be sent of an order is held, in one order, until the transaction ends. Whether the whole was called off."""
    held = list(Consignment.objects.select_for_update().filter(order_id=order_id).order_by("key"))
    if not held:
        raise ParcelNotFound()
    return all(asked.called_off_at is not None for asked in held)


def _refuse(is_called_off: bool) -> None:
    if is_called_off:
        raise ParcelCalledOff("The whole order was called off.")


def _parcel_of(
    order_id: str, shop_id: str | None, item_ids: list[str], too_late: type[ParcelHasLeft | TooLateToCancel]
) -> Shipment:
    """The parcel that is being packed with all of these in it."""
    lines = ShipmentLine.objects.filter(item_id__in=item_ids, shipment__order_id=order_id)
    if shop_id is not None:
        lines = lines.filter(shipment__shop_id=shop_id)
    where: dict[str, str] = {}
    called_off = set()
    for item_id, shipment_id, status in lines.values_list("item_id", "shipment_id", "shipment__status"):
        if status == CANCELLED:
            called_off.add(item_id)
        else:
            where[item_id] = shipment_id
    if called_off - where.keys():
        raise ParcelCalledOff("Something of this was called off already.")
    if where.keys() != set(item_ids):
        raise ParcelNotFound()
    rows = Shipment.objects.select_for_update().filter(shipment_id__in=sorted(set(where.values())))
    parcels = list(rows.order_by("shipment_id"))
    for parcel in parcels:
        if parcel.status != PREPARING:
            raise too_late(
                f"{parcel.carrier} has this parcel already: {parcel.number or 'it is on its way'}."
            )
    if len(parcels) > 1:
        raise ParcelNotFound("These things are not packed together.")
    return parcels[0]


def _parted(parcel: Shipment, item_ids: list[str], parts: list[ItemPart]) -> list[str]:
    """The items that go: of one of which only a part does, that part. Its units are taken from the line in one statement, and by nobody
    who thought that there were more or fewer in it. Raises NotSoMany."""
    wanted = {part.item_id: part for part in parts}
    return [_part_of(parcel, wanted[each]) if each in wanted else each for each in item_ids]


def _part_of(parcel: Shipment, part: ItemPart) -> str:
    line = ShipmentLine.objects.get(shipment=parcel, item_id=part.item_id)
    if part.quantity > line.quantity:
        raise NotSoMany(f"Only {line.quantity} of “{line.title}” are still to be sent.")
    if part.of != line.quantity:
        raise NotSoMany(f"Some of “{line.title}” were sent or cancelled just now. Look at the order again.")
    if part.quantity == line.quantity:
        return part.item_id
    left = ShipmentLine.objects.filter(pk=line.pk, quantity=part.of)
    if not left.update(quantity=part.of - part.quantity):
        raise Unavailable("Somebody else divides this just now.", retry_after=1)
    ShipmentLine.objects.create(
        shipment=parcel, item_id=part.part_id, part_of=part.item_id, variation_id=line.variation_id, title=line.title,
        quantity=part.quantity,
    )  # fmt: skip
    return part.part_id


def _divided(change: Change, parcel: Shipment, item_ids: list[str]) -> Shipment:
    """The parcel with exactly these in it: itself, or a new one into which they are moved."""
    everything = ShipmentLine.objects.filter(shipment=parcel)
    taken = everything.filter(item_id__in=item_ids)
    if not everything.exclude(item_id__in=item_ids).exists():
        return parcel
    now = clock.now()
    units = everything.aggregate(n=Sum("quantity"))["n"]
    weight = parcel.weight_grams * (taken.aggregate(n=Sum("quantity"))["n"]) // units
    last = Shipment.objects.filter(consignment_id=parcel.consignment_id).aggregate(n=Max("position"))["n"]
    part = Shipment.objects.create(
        shipment_id=new_id("shm"), consignment_id=parcel.consignment_id, position=last + 1, order_id=parcel.order_id,
        shop_id=parcel.shop_id, shop_name=parcel.shop_name, method=parcel.method, carrier=parcel.carrier,
        country=parcel.country, weight_grams=weight, sent_by=parcel.sent_by, created_at=now, look_at=None,
    )  # fmt: skip
    Shipment.objects.filter(pk=parcel.pk).update(weight_grams=parcel.weight_grams - weight)
    taken.update(shipment=part)
    ShipmentStep.objects.create(
        shipment=part,
        status=PREPARING,
        detail="The shop is packing your parcel",
        place="",
        at=parcel.created_at,
    )
    change.say(
        ShipmentCreated(
            shipment_id=part.shipment_id, order_id=part.order_id, shop_id=part.shop_id, status=PREPARING,
            tracking_number=None, lines=line_facts(part), at=now, carrier=part.carrier,
        )
    )  # fmt: skip
    return part


def _turn(change: Change, key: str, parcel: Shipment, values: dict[str, object], detail: str) -> None:
    """From being packed to what `values` say. The row is held since it was looked at."""
    Shipment.objects.filter(pk=parcel.pk).update(**values)
    parcel.refresh_from_db()
    now = clock.now()
    ShipmentStep.objects.create(shipment=parcel, status=parcel.status, detail=detail[:200], place="", at=now)
    Deed.objects.create(key=key, shipment=parcel, at=now)
    change.say(
        ShipmentStatusUpdated(
            shipment_id=parcel.shipment_id, order_id=parcel.order_id, shop_id=parcel.shop_id, status=parcel.status,
            tracking_number=parcel.number, lines=line_facts(parcel), at=now, place="",
            carrier=parcel.carrier,
        )
    )  # fmt: skip


def _done_under(key: str) -> list[str]:
    return list(Deed.objects.filter(key=key).values_list("shipment_id", flat=True))
