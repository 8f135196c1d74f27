"""Correcting: a shop had mistyped the carrier or the tracking number of a parcel that it handed in itself, and says it again."""

from __future__ import annotations

from django.db import IntegrityError

from souk.contracts.shipping.calls import ParcelHasArrived, ParcelNotFound, ParcelNotSent
from souk.contracts.shipping.calls import Shipment as ShipmentMessage
from souk.contracts.shipping.events import ShipmentTrackingCorrected
from souk.kernel import clock
from souk.kernel.data.database import Change, changes
from souk.services.shipping.models import Deed, Shipment
from souk.services.shipping.rules.progress import CANCELLED, WAY
from souk.services.shipping.use_cases.showing import line_facts, messages_of

PREPARING, DELIVERED = WAY[0], WAY[-1]


def correct(
    key: str, order_id: str, shop_id: str, item_id: str, carrier: str, tracking_number: str
) -> ShipmentMessage:
    """Once per key: tried again after a later correction it does not turn that back. Raises ParcelNotFound, ParcelNotSent, ParcelHasArrived."""
    mine = Shipment.objects.filter(order_id=order_id, shop_id=shop_id, lines__item_id=item_id)
    found = mine.exclude(status=CANCELLED).first()
    if found is None:
        raise ParcelNotFound()
    try:
        with changes("shipping") as change:
            parcel = Shipment.objects.select_for_update().get(pk=found.pk)
            if not Deed.objects.filter(key=key).exists():
                _refuse(parcel)
                Deed.objects.create(key=key, shipment=parcel, at=clock.now())
                if (parcel.carrier, parcel.number) != (carrier, tracking_number):
                    _write(change, parcel, carrier, tracking_number)
    except IntegrityError:  # the same key at the same moment
        if not Deed.objects.filter(key=key).exists():
            raise
    return messages_of(Shipment.objects.filter(pk=found.pk))[0]


def _refuse(parcel: Shipment) -> None:
    if parcel.status in (PREPARING, CANCELLED):
        raise ParcelNotSent("Mark it as shipped first.")
    if parcel.sent_by != "shop":
        raise ParcelNotSent(f"{parcel.carrier} carries this parcel and gives its number.")
    if parcel.status == DELIVERED:
        raise ParcelHasArrived("It has arrived: nobody looks for it any more.")


def _write(change: Change, parcel: Shipment, carrier: str, tracking_number: str) -> None:
    before = {"carrier": parcel.carrier, "tracking_number": parcel.number}
    Shipment.objects.filter(pk=parcel.pk).update(carrier=carrier, shop_number=tracking_number)
    parcel.refresh_from_db()
    after = {"carrier": carrier, "tracking_number": tracking_number}
    change.note("shipping.correct", parcel.shipment_id, before=before, after=after)
    change.say(
        ShipmentTrackingCorrected(
            shipment_id=parcel.shipment_id, order_id=parcel.order_id, shop_id=parcel.shop_id, status=parcel.status,
            tracking_number=tracking_number, lines=line_facts(parcel), at=clock.now(), carrier=carrier,
            former_carrier=before["carrier"] or "", former_number=before["tracking_number"],
        )
    )  # fmt: skip
