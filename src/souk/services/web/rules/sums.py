"""Sums: the rows of what an order costs that a tier has part in."""

from __future__ import annotations

from typing import Any

from souk.services.web.rules import wording
from souk.vocabulary.money import Money


def taken_off(
    discount: Money,
    member_label: str = "",
    member: Money | None = None,
    coupon: str | None = None,
    points: tuple[int, Money] | None = None,
) -> list[dict[str, Any]]:
    """`discount` is all that is taken off the goods; the member's part of it and that of points have rows of their own."""
    rest = discount - member if member is not None else discount
    if points is not None:
        rest = rest - points[1]
    rows = []
    if rest:
        rows.append(
            {"name": f"Discount ({coupon})" if coupon else "Discount", "value": f"−{wording.price(rest)}"}
        )
    if member:
        rows.append({"name": member_label, "value": f"−{wording.price(member)}", "is_good": True})
    if points is not None:
        rows.append(
            {"name": f"{points[0]:,} points", "value": f"−{wording.price(points[1])}", "is_good": True}
        )
    return rows


def shipping(name: str, price: Money, saved: Money | None = None) -> dict[str, Any]:
    """What shipping costs, and what a member saves on it."""
    if saved:
        return {"name": name, "value": f"Free, saves {wording.price(saved)}", "is_good": True}
    return {"name": name, "value": wording.price(price) if price else "Free"}
