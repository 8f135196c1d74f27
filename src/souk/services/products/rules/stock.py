"""What a shopper is told of the stock: enough, how few, or none."""

from __future__ import annotations

FEW = 10


def availability(available: int) -> tuple[str, int | None]:
    """The word, and the exact count when few are left."""
    if available <= 0:
        return "out_of_stock", None
    return ("low_stock", available) if available <= FEW else ("in_stock", None)
