"""Auditing: what users tells of itself for what needs two houses to be proved."""

from __future__ import annotations

from typing import Any

from souk.services.users.models import GivenRole


def violations() -> list[str]:
    return []


def facts() -> dict[str, Any]:
    """`shop_owners`: shop → the account that is a shop owner because of it."""
    given = GivenRole.objects.filter(role="shop_owner", reason__startswith="shp_").order_by("reason")
    return {"shop_owners": dict(given.values_list("reason", "account_id"))}
