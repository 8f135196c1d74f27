"""Auditing: what search tells of itself for what needs two houses to be proved."""

from __future__ import annotations

from typing import Any

from souk.services.search.models import IndexedProduct, IndexedShop


def violations() -> list[str]:
    """What search has was told by others: there is nothing to prove alone."""
    return []


def facts() -> dict[str, Any]:
    """`shops`: those that can be found. `ratings`: product → its average in hundredths and how many gave stars, as lists show it."""
    shops = IndexedShop.objects.filter(is_shown=True).order_by("shop_id")
    products = IndexedProduct.objects.filter(is_shown=True).order_by("product_id")
    rows = products.values_list("product_id", "rating_hundredths", "rating_count")
    return {
        "shops": list(shops.values_list("shop_id", flat=True)),
        "ratings": {product_id: [average, count] for product_id, average, count in rows.iterator(2000)},
    }
