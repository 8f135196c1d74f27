"""The sandbox carrier: carries nothing, and tells of it as a real one would, by the clock alone."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from souk.kernel import clock
from souk.services.shipping.ports import CarrierNews, CarrierParcel
from souk.services.shipping.rules.tracking_numbers import tracking_number
from souk.services.shipping.settings import settings


class SandboxCarrier:
    """Keeps nothing: number and news follow from the parcel and the time, so any process and any repetition agrees."""

    name = "Sandbox Post"

    def take_on(self, parcel: CarrierParcel) -> str:
        digest = hashlib.sha256(f"{self.name}\0{parcel.reference}".encode()).digest()
        return tracking_number(int.from_bytes(digest[:8], "big") % 10**15)

    def news_of(
        self, tracking_number: str, parcel: CarrierParcel, taken_on_at: datetime
    ) -> list[CarrierNews]:
        chosen, country = settings(), parcel.country
        stages = [
            ("handed_over", chosen.handed_over_after, "The carrier has your parcel", "Collection point"),
            ("in_transit", chosen.in_transit_after, "Your parcel is on its way", "Sorting centre"),
            (
                "out_for_delivery",
                chosen.out_for_delivery_after,
                "Your parcel is on the van",
                f"Delivery depot, {country}",
            ),
            ("delivered", chosen.delivered_after, "Your parcel was delivered", country),
        ]
        now = clock.now()
        return [
            CarrierNews(status, detail, place, at)
            for status, seconds, detail, place in stages
            if (at := taken_on_at + timedelta(seconds=seconds)) <= now
        ]
