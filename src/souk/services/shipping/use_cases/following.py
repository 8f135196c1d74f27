"""Following: parcels are handed in with the carrier, and what it says of them is believed once and never backwards."""

from __future__ import annotations

from collections.abc import Iterable

from souk.contracts.shipping.calls import Sender
from souk.contracts.shipping.events import ShipmentStatusUpdated
from souk.kernel import clock
from souk.kernel.data.database import changes
from souk.kernel.telemetry.logs import log
from souk.services.shipping.models import Shipment, ShipmentStep
from souk.services.shipping.ports import CarrierNews, CarrierParcel, carrier
from souk.services.shipping.rules.progress import CANCELLED, ENDS, WAY, rank, stages_before
from souk.services.shipping.settings import settings
from souk.services.shipping.use_cases.showing import line_facts

_log = log(__name__)

BATCH = 100


def follow_parcels() -> int:
    """Asks the carrier about every parcel that is due; returns how many. One that the carrier stumbles over waits its turn."""
    due = Shipment.objects.filter(look_at__lte=clock.now()).order_by("look_at", "shipment_id")
    shipments = list(due[:BATCH])
    for shipment in shipments:
        try:
            _follow(shipment)
        except Exception as failure:
            _log.warning("carrier_failed", shipment=shipment.shipment_id, error=repr(failure))
        _look_again_later(shipment.shipment_id)
    return len(shipments)


def believe(shipment_id: str, news: Iterable[CarrierNews], *, of: Sender = "carrier") -> None:
    """Takes what is said of a parcel, in whatever order and however often it comes; older news fills gaps but turns nothing back.

    `of`: who tells. The carrier is not believed of a parcel that the shop has handed in elsewhere.
    """
    with changes("shipping") as change:
        understood = [told for told in news if told.status in WAY]
        for told in sorted(understood, key=lambda told: rank(told.status)):
            parcel = Shipment.objects.filter(shipment_id=shipment_id, sent_by=of)
            behind = parcel.filter(status__in=stages_before(told.status))
            arrived = {"look_at": None} if told.status in ENDS else {}
            moved = behind.update(status=told.status, **arrived)
            if moved or parcel.exclude(status=CANCELLED).exists():
                _note(shipment_id, told)
            if not moved:
                continue
            shipment = parcel.prefetch_related("lines").get()
            change.say(
                ShipmentStatusUpdated(
                    shipment_id=shipment_id, order_id=shipment.order_id, shop_id=shipment.shop_id, status=told.status,
                    tracking_number=shipment.number, lines=line_facts(shipment), at=told.at, place=told.place,
                    carrier=shipment.carrier,
                )
            )  # fmt: skip


def _follow(shipment: Shipment) -> None:
    parcel = CarrierParcel(shipment.shipment_id, shipment.method, shipment.country, shipment.weight_grams)
    number, taken_on_at = shipment.tracking_number, shipment.taken_on_at
    if number is None or taken_on_at is None:
        number, taken_on_at = carrier().take_on(parcel), clock.now()
        waiting = Shipment.objects.filter(
            shipment_id=shipment.shipment_id, status=WAY[0], tracking_number=None
        )
        if not waiting.update(tracking_number=number, taken_on_at=taken_on_at):
            return
    news = carrier().news_of(number, parcel, taken_on_at)
    unheard = [told for told in news if rank(told.status) > rank(shipment.status)]
    if unheard:
        believe(shipment.shipment_id, unheard)


def _look_again_later(shipment_id: str) -> None:
    expected = Shipment.objects.filter(shipment_id=shipment_id).exclude(look_at=None)
    expected.update(look_at=clock.in_seconds(settings().look_seconds))


def _note(shipment_id: str, told: CarrierNews) -> None:
    ShipmentStep.objects.bulk_create(
        [
            ShipmentStep(
                shipment_id=shipment_id, status=told.status, detail=told.detail[:200], place=told.place[:120], at=told.at
            )
        ],
        ignore_conflicts=True,
    )  # fmt: skip
