"""What a carrier must offer, and the one this process uses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class CarrierParcel:
    """What a carrier is told. `reference` is ours; the same reference is the same parcel, however often it is handed in."""

    reference: str
    method: str
    country: str
    weight_grams: int


@dataclass(frozen=True)
class CarrierNews:
    """What a carrier says of a parcel. `status` is one of `rules.progress.WAY`; `place` names no person."""

    status: str
    detail: str
    place: str
    at: datetime


class Carrier(Protocol):
    """Raises Unavailable when nobody knows."""

    name: str

    def take_on(self, parcel: CarrierParcel) -> str:
        """The tracking number; the same one whenever the same reference is handed in again."""
        ...

    def news_of(
        self, tracking_number: str, parcel: CarrierParcel, taken_on_at: datetime
    ) -> list[CarrierNews]:
        """All that happened so far; it may come twice, late and in any order."""
        ...


_chosen: Carrier | None = None


def use_carrier(carrier: Carrier) -> None:
    """By the application when it is ready, and by tests."""
    global _chosen
    _chosen = carrier


def carrier() -> Carrier:
    if _chosen is None:
        raise LookupError("no carrier was chosen")
    return _chosen
