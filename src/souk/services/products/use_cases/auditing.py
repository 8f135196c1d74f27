"""Auditing: what products tells of itself for what needs two houses to be proved."""

from __future__ import annotations

from typing import Any

from souk.services.products.models import KnownShop


def violations() -> list[str]:
    return []


def facts() -> dict[str, Any]:
    """`shops`: every shop that is known here, and whether its goods are on the street."""
    return {"shops": dict(KnownShop.objects.order_by("shop_id").values_list("shop_id", "is_approved"))}
