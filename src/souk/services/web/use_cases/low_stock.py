"""Low stock: what of a shop runs low, as its owner reads it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from souk.contracts.inventory.calls import Inventory, LowStock
from souk.contracts.products.calls import Products
from souk.kernel.neighbours.asking import ask
from souk.services.web.rules import wording
from souk.vocabulary.pages import Page
from souk.vocabulary.problems import Problem

inventory, products = ask(Inventory), ask(Products)

SHOWN = 50


def count(shop_id: str) -> str:
    """How many run low: `50+` once there is another page, nothing while inventory rests."""
    try:
        page: Page[LowStock] = inventory.low_stock(shop_id=shop_id, limit=SHOWN)
    except Problem:
        return ""
    return wording.at_least(page)


def some(shop_id: str, cursor: str | None) -> tuple[list[dict[str, Any]], str | None]:
    """What runs low, the emptiest first; the names are the catalogue's, where it answers."""
    page: Page[LowStock] = inventory.low_stock(shop_id=shop_id, cursor=cursor, limit=SHOWN)
    names = _names([row.variation_id for row in page.items])
    return [
        {
            "id": row.variation_id,
            "sku": row.sku,
            **names.get(row.variation_id, {"name": row.sku or "Not on sale", "options": "", "url": ""}),
            "available": row.available,
            "reserved": row.reserved,
            "limit": row.amount_limit,
            "tone": "bad" if row.available == 0 else "warn",
            "word": "Sold out" if row.available == 0 else f"{row.available} left",
        }
        for row in page.items
    ], page.next


def _names(variation_ids: list[str]) -> dict[str, dict[str, str]]:
    if not variation_ids:
        return {}
    try:
        found = products.for_sale(variation_ids=variation_ids)
    except Problem:
        return {}
    return {
        each.variation_id: {
            "name": each.title,
            "options": ", ".join(each.options.values()),
            "url": f"/portal/products/{each.product_id}?{urlencode({'find': each.sku})}#stock",
        }
        for each in found
    }
