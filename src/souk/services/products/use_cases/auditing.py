"""Auditing: what products tells of itself for what needs two houses to be proved."""

from __future__ import annotations

from typing import Any

import orjson

from souk.services.products.models import KnownShop, ProductPage
from souk.services.products.use_cases import ratings

NOBODYS = [0, 0, 0, 0, 0]


def violations() -> list[str]:
    """The rating on a stored page is the one kept beside the product."""
    kept = ratings.shown()
    return [
        f"the page of {product_id} shows {shown}, told was {kept.get(product_id, NOBODYS)}"
        for product_id, shown in _on_pages()
        if shown != kept.get(product_id, NOBODYS)
    ]


def facts() -> dict[str, Any]:
    """`shops`: every shop that is known here, and whether its goods are on the street. `ratings`: product → its histogram as its page
    shows it."""
    shops = KnownShop.objects.order_by("shop_id").values_list("shop_id", "is_approved")
    return {"shops": dict(shops), "ratings": dict(_on_pages())}


def _on_pages() -> list[tuple[str, list[int]]]:
    """Pages written before there were ratings have none."""
    pages = ProductPage.objects.order_by("product_id").values_list("product_id", "body")
    return [
        (product_id, orjson.loads(bytes(body)).get("rating", {}).get("histogram", NOBODYS))
        for product_id, body in pages.iterator(500)
    ]
