"""Auditing: what must always be true of parcels, proved by set-based questions to the tables."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, F, Q, Sum

from souk.services.shipping.models import Shipment, ShipmentLine, ShipmentStep
from souk.services.shipping.rules.progress import CANCELLED, WAY


def violations() -> list[str]:
    """A sentence for each thing that is not as it must be, after the number of the invariant it breaks."""
    return [*_sent_twice(), *_called_off_but_sent(), *_unexplained()]


def facts() -> dict[str, dict[str, int]]:
    """How many shipment lines each order item has, and how many units are in them; parcels that were called off do not count."""
    lines = ShipmentLine.objects.exclude(shipment__status=CANCELLED).values("item_id").order_by("item_id")
    return {
        "lines_per_item": dict(lines.annotate(n=Count("id")).values_list("item_id", "n")),
        "units_per_item": dict(lines.annotate(n=Sum("quantity")).values_list("item_id", "n")),
    }


def _sent_twice() -> Iterator[str]:
    lines = ShipmentLine.objects.exclude(shipment__status=CANCELLED).values("item_id").annotate(n=Count("id"))
    for item_id, times in lines.filter(n__gt=1).order_by("item_id").values_list("item_id", "n"):
        yield f"8: item {item_id} is in {times} parcels"


def _called_off_but_sent() -> Iterator[str]:
    sent = Shipment.objects.exclude(consignment__called_off_at=None).exclude(status=CANCELLED)
    for shipment_id, status in sent.order_by("shipment_id").values_list("shipment_id", "status"):
        yield f"8: shipment {shipment_id} was called off but is {status}"


def _unexplained() -> Iterator[str]:
    """A parcel's status is the furthest thing that was said of it."""
    told = Count("steps", filter=Q(steps__status=F("status")))
    for shipment_id, status in (
        Shipment.objects.annotate(told=told)
        .filter(told=0)
        .order_by("shipment_id")
        .values_list("shipment_id", "status")
    ):
        yield f"8: shipment {shipment_id} is {status}, but nobody said so"
    for place, status in enumerate(WAY):
        ahead = ShipmentStep.objects.filter(status__in=WAY[place + 1 :], shipment__status=status)
        for shipment_id in ahead.order_by("shipment_id").values_list("shipment_id", flat=True).distinct():
            yield f"8: shipment {shipment_id} is {status}, though more was said of it"
