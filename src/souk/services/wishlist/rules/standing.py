"""Standing: whether a thing can be had."""

from __future__ import annotations

from typing import Literal

Standing = Literal["in_stock", "low_stock", "out_of_stock", "not_for_sale", "gone", "open", "closed"]

#: From here on a product page says how many are left.
FEW = 10


def is_there(available: int | None) -> bool:
    """`None` means plenty."""
    return available is None or available > 0


def of_product(*, is_offered: bool, is_gone: bool, available: int | None) -> Standing:
    if is_gone:
        return "gone"
    if not is_offered:
        return "not_for_sale"
    if not is_there(available):
        return "out_of_stock"
    return "low_stock" if available is not None and available <= FEW else "in_stock"


def of_shop(*, is_open: bool) -> Standing:
    return "open" if is_open else "closed"
