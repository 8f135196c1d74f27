"""Points: what goods are worth, and what a refund takes back of it."""

from __future__ import annotations


def earned_by(goods: int, per_unit: int, places: int) -> int:
    """Points for goods of `goods` minor units: `per_unit` for each whole unit of money. `places`: decimals of the currency."""
    return max(0, goods) // 10**places * per_unit


def taken_back(part: int, refunded: int, total: int) -> int:
    """How much of `part` (points, or what goods cost) goes with a refund of `refunded` of an order's `total`.

    Rounded down while something of the order is kept, all of it when nothing is. It depends on the sum of all refunds only, so
    their order and their number do not matter.
    """
    if refunded <= 0 or part <= 0:
        return 0
    return part if refunded >= total else part * refunded // total
