"""Consigning: an order's parcels are asked to be sent, or called off while that is possible."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError

from souk.contracts.shipping.calls import (
    Parcel,
    ShipmentRefused,
    TooLateToCancel,
)
from souk.contracts.shipping.calls import (
    Shipment as ShipmentMessage,
)
from souk.contracts.shipping.events import ShipmentCreated, ShipmentLineFacts, ShipmentStatusUpdated
from souk.kernel import clock
from souk.kernel.crashes import point
from souk.kernel.data.database import Change, changes
from souk.kernel.data.rows import insert
from souk.kernel.ids import new_id
from souk.services.shipping.models import Consignment, Shipment, ShipmentLine, ShipmentStep
from souk.services.shipping.ports import carrier
from souk.services.shipping.rules.progress import CANCELLED, WAY
from souk.services.shipping.use_cases.senders import senders_of
from souk.services.shipping.use_cases.showing import line_facts, shipments_of_key
from souk.vocabulary.addresses import PostalAddress


def ship(
    key: str, order_id: str, order_number: str, method: str, address: PostalAddress, parcels: list[Parcel]
) -> list[ShipmentMessage]:
    """Once per key; the carrier hears of it from the job. A paid order is sent even if its method is offered no longer.

    Raises ShipmentRefused.
    """
    now = clock.now()
    asked = Consignment(
        key=key, order_id=order_id, order_number=order_number, address=address.model_dump(), asked_at=now
    )
    try:
        with changes("shipping") as change:
            insert(asked)
            _pack(change, asked, method, parcels, now)
            point("shipping: packed")
    except IntegrityError:
        before = Consignment.objects.filter(key=key).first()
        if before is None:
            raise
        if before.called_off_at is not None:
            raise ShipmentRefused(f"{key} was called off.") from None
    return shipments_of_key(key)


def call_off(key: str) -> None:
    """All parcels of the key or none. Raises TooLateToCancel; without a consignment it leaves a tombstone."""
    try:
        _call_off(key)
    except IntegrityError:  # its ship came in just now, between our look and our tombstone
        _call_off(key)


def _pack(change: Change, asked: Consignment, method: str, parcels: list[Parcel], now: datetime) -> None:
    by = senders_of([parcel.shop_id for parcel in parcels])
    collected = {parcel.shop_id for parcel in parcels if by[parcel.shop_id] == "carrier"}
    shipments = [
        Shipment(
            shipment_id=new_id("shm"), consignment=asked, position=position, order_id=asked.order_id, shop_id=parcel.shop_id,
            shop_name=parcel.shop_name, method=method, country=asked.address["country"], weight_grams=parcel.weight_grams,
            carrier=carrier().name if parcel.shop_id in collected else parcel.shop_name, sent_by=by[parcel.shop_id],
            created_at=now, look_at=now if parcel.shop_id in collected else None,
        )
        for position, parcel in enumerate(parcels)
    ]  # fmt: skip
    insert(*shipments)
    insert(
        *(
            ShipmentLine(
                shipment=shipment, item_id=line.item_id, variation_id=line.variation_id, title=line.title, quantity=line.quantity
            )
            for shipment, parcel in zip(shipments, parcels, strict=True)
            for line in parcel.lines
        )
    )  # fmt: skip
    _note_step(shipments, WAY[0], "The shop is packing your parcel", now)
    for shipment, parcel in zip(shipments, parcels, strict=True):
        facts = [
            ShipmentLineFacts(item_id=line.item_id, variation_id=line.variation_id, quantity=line.quantity)
            for line in parcel.lines
        ]
        change.say(
            ShipmentCreated(
                shipment_id=shipment.shipment_id, order_id=shipment.order_id, shop_id=shipment.shop_id,
                status=shipment.status, tracking_number=None, lines=facts, at=now, carrier=shipment.carrier,
            )
        )  # fmt: skip


def _call_off(key: str) -> None:
    now = clock.now()
    with changes("shipping") as change:
        # One look decides, and holds what it saw: a ship that commits between two looks would be missed by both.
        asked = Consignment.objects.select_for_update().filter(key=key).first()
        if asked is None:
            insert(Consignment(key=key, asked_at=now, called_off_at=now))
        if asked is None or asked.called_off_at is not None:
            return
        Consignment.objects.filter(key=key).update(called_off_at=now)
        parcels = Shipment.objects.filter(consignment_id=key).exclude(status=CANCELLED)
        shipments = list(parcels.prefetch_related("lines"))
        stopped = parcels.filter(status=WAY[0]).update(status=CANCELLED, look_at=None)
        if stopped < len(shipments):
            raise TooLateToCancel("At least one parcel was handed over to the carrier.")
        _note_step(shipments, CANCELLED, "This parcel was called off", now)
        for shipment in shipments:
            change.say(
                ShipmentStatusUpdated(
                    shipment_id=shipment.shipment_id, order_id=shipment.order_id, shop_id=shipment.shop_id,
                    status=CANCELLED, tracking_number=shipment.number, lines=line_facts(shipment), at=now, place="",
                    carrier=shipment.carrier,
                )
            )  # fmt: skip
        point("shipping: called off")


def _note_step(shipments: list[Shipment], status: str, detail: str, now: datetime) -> None:
    insert(
        *(
            ShipmentStep(shipment=shipment, status=status, detail=detail, place="", at=now)
            for shipment in shipments
        )
    )
