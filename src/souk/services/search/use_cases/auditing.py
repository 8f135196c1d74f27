"""Auditing: what search tells of itself for what needs two houses to be proved."""

from __future__ import annotations

from typing import Any

from souk.services.search.models import IndexedShop


def violations() -> list[str]:
    return []


def facts() -> dict[str, Any]:
    """`shops`: those that can be found."""
    shown = IndexedShop.objects.filter(is_shown=True).order_by("shop_id")
    return {"shops": list(shown.values_list("shop_id", flat=True))}
