"""Levels: what a change of the free units means to a shopper and to the shop."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

#: Up to here a shopper is told how many are left, and the street hears of every change.
FEW = 10

Availability = Literal["in_stock", "low", "out"]


def summed(lines: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Units by variation, in the order in which everybody locks: by variation id."""
    total: dict[str, int] = {}
    for variation_id, quantity in lines:
        total[variation_id] = total.get(variation_id, 0) + quantity
    return dict(sorted(total.items()))


def worth_telling(before: int, after: int) -> bool:
    """Every change at or below FEW, and the crossing of it in either direction."""
    return before != after and min(before, after) <= FEW


def has_run_low(before: int, after: int, low_at: int) -> bool:
    """Said once on the way down, not again at every sale below the line."""
    return before > low_at >= after


def has_recovered(before: int, after: int, low_at: int) -> bool:
    """Said once on the way up."""
    return before <= low_at < after


def availability(available: int) -> tuple[Availability, int | None]:
    """What everybody may know: a word, and the number only when few are left."""
    if available <= 0:
        return "out", 0
    if available <= FEW:
        return "low", available
    return "in_stock", None
