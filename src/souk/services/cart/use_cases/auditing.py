"""Auditing: what cart tells of itself for what needs two houses to be proved."""

from __future__ import annotations

from typing import Any

from souk.services.cart.models import OwnedShop


def violations() -> list[str]:
    return []


def facts() -> dict[str, Any]:
    """`owned_shops`: shop → the user who does not shop because of it."""
    kept = OwnedShop.objects.filter(is_open=True).order_by("shop_id")
    return {"owned_shops": dict(kept.values_list("shop_id", "user_id"))}
