"""Auditing: what must be true of shops at any time, in sentences when it is not."""

from __future__ import annotations

from typing import Any

from souk.services.shops.models import HeldPlace, Shop
from souk.services.shops.rules.statuses import LIVE
from souk.services.shops.use_cases import ratings
from souk.services.shops.use_cases.sales_auditing import sales_violations
from souk.services.shops.use_cases.storefronts import ON_STREET


def violations() -> list[str]:
    """A sentence for each thing that is not as it must be, some after the number of the invariant they break."""
    return place_violations() + sales_violations()


def place_violations() -> list[str]:
    """A place is held by shops that live, and for their owner."""
    shops = {row["shop_id"]: row for row in Shop.objects.values("shop_id", "owner_id", "status")}
    found = []
    for held in HeldPlace.objects.order_by("shop_id"):
        shop = shops.get(held.shop_id)
        if shop is None or shop["status"] not in LIVE:
            found.append(f"shop {held.shop_id} holds a place and is {shop['status'] if shop else 'unknown'}")
        elif shop["owner_id"] != held.owner_id:
            found.append(f"shop {held.shop_id} holds a place of somebody else")
    return found


def facts() -> dict[str, Any]:
    """`owners`: of every approved shop; `on_street`: the shops that shoppers see; `ratings`: shop → its histogram as
    it is shown."""
    approved = Shop.objects.filter(status="approved").order_by("shop_id")
    street = Shop.objects.filter(ON_STREET).order_by("shop_id")
    return {
        "owners": dict(approved.values_list("shop_id", "owner_id")),
        "on_street": list(street.values_list("shop_id", flat=True)),
        "ratings": ratings.shown(),
    }
