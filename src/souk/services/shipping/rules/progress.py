"""Progress: a parcel only ever goes forward."""

from __future__ import annotations

#: The way of a parcel, in order. `cancelled` is no part of it: a parcel that was called off goes nowhere.
WAY = ("preparing", "handed_over", "in_transit", "out_for_delivery", "delivered")

CANCELLED = "cancelled"

#: Nothing more is to be expected of these.
ENDS = ("delivered", CANCELLED)


def stages_before(status: str) -> tuple[str, ...]:
    """From where a parcel may come to `status`; from nowhere if we do not know the word."""
    return WAY[: WAY.index(status)] if status in WAY else ()


def rank(status: str) -> int:
    return WAY.index(status) if status in WAY else len(WAY)
