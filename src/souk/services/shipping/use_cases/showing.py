"""Showing: shipments as orders, staff and the holder of a tracking number may see them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from souk.contracts.shipping.calls import ParcelLine, TrackingStep
from souk.contracts.shipping.calls import Shipment as ShipmentMessage
from souk.contracts.shipping.events import ShipmentLineFacts
from souk.kernel.data.rows import find
from souk.services.shipping.models import Shipment, ShipmentLine, ShipmentStep
from souk.services.shipping.rules.progress import rank
from souk.services.shipping.rules.tracking_numbers import is_tracking_number, tidy
from souk.vocabulary.ids import looks_like
from souk.vocabulary.pages import BadCursor, Page, read_cursor, write_cursor
from souk.vocabulary.problems import NotFound


class TrackingNumberNotFound(NotFound):
    title = "There is no parcel with this tracking number"


class TrackedStep(BaseModel):
    status: str
    detail: str
    place: str
    at: datetime


class Tracked(BaseModel):
    """What anybody who holds a tracking number may see: not who gets the parcel, nor what is in it."""

    tracking_number: str
    carrier: str
    status: str
    steps: list[TrackedStep]


def shipments_of_order(order_id: str) -> list[ShipmentMessage]:
    return messages_of(Shipment.objects.filter(order_id=order_id).order_by("created_at", "position"))


def shipments_of_key(key: str) -> list[ShipmentMessage]:
    """In three statements; on the way of every checkout."""
    shipments = find(Shipment, where={"consignment_id": key}, order_by="position")
    if not shipments:
        return []
    theirs = {"shipment_id": [shipment.shipment_id for shipment in shipments]}
    lines, steps = find(ShipmentLine, where=theirs), find(ShipmentStep, where=theirs)
    return [
        _message(
            row,
            [line for line in lines if line.shipment_id == row.shipment_id],
            [step for step in steps if step.shipment_id == row.shipment_id],
        )
        for row in shipments
    ]


def all_shipments(cursor: str | None, limit: int) -> Page[ShipmentMessage]:
    """Newest first. Raises BadCursor."""
    rows = Shipment.objects.order_by("-shipment_id")
    if cursor is not None:
        (before,) = read_cursor(cursor, (str,))
        if not looks_like("shm", before):
            raise BadCursor("Use the value of `next` from the page before, unchanged.")
        rows = rows.filter(shipment_id__lt=before)
    found = messages_of(rows[: limit + 1])
    return Page(
        items=found[:limit], next=write_cursor(found[limit - 1].shipment_id) if len(found) > limit else None
    )


def track(tracking_number: str) -> Tracked:
    """Raises TrackingNumberNotFound, without asking the database where the check digit is wrong."""
    number = tidy(tracking_number)
    row: Any = None
    if is_tracking_number(number):
        row = Shipment.objects.filter(tracking_number=number).prefetch_related("steps").first()
    if row is None:
        raise TrackingNumberNotFound("Please check the number; it has two letters and sixteen digits.")
    steps = [
        TrackedStep(status=s.status, detail=s.detail, place=s.place, at=s.at)
        for s in _in_order(row.steps.all())
    ]
    return Tracked(tracking_number=number, carrier=row.carrier, status=row.status, steps=steps)


def line_facts(shipment: Any) -> list[ShipmentLineFacts]:
    """A shipment's lines as its events carry them."""
    lines = sorted(shipment.lines.all(), key=lambda line: line.id)
    return [
        ShipmentLineFacts(
            item_id=line.item_id, variation_id=line.variation_id, quantity=line.quantity, part_of=line.part_of
        )
        for line in lines
    ]


def messages_of(rows: Any) -> list[ShipmentMessage]:
    return [
        _message(row, row.lines.all(), row.steps.all()) for row in rows.prefetch_related("lines", "steps")
    ]


def _message(row: Any, lines: Iterable[Any], steps: Iterable[Any]) -> ShipmentMessage:
    return ShipmentMessage(
        shipment_id=row.shipment_id,
        order_id=row.order_id,
        shop_id=row.shop_id,
        shop_name=row.shop_name,
        method=row.method,
        carrier=row.carrier,
        tracking_number=row.number,
        sent_by=row.sent_by,
        status=row.status,
        lines=[
            ParcelLine(
                item_id=x.item_id, variation_id=x.variation_id, title=x.title, quantity=x.quantity, part_of=x.part_of
            )
            for x in sorted(lines, key=lambda line: line.id)
        ],
        steps=[
            TrackingStep(status=s.status, detail=s.detail, place=s.place, at=s.at) for s in _in_order(steps)
        ],
    )  # fmt: skip


def _in_order(steps: Iterable[Any]) -> Iterable[Any]:
    return sorted(steps, key=lambda step: rank(step.status))
