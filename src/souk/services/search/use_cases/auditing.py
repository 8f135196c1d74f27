"""Auditing: what lists show of ratings, for comparison with what reviews counts."""

from __future__ import annotations

from typing import Any

from souk.services.search.models import IndexedProduct


def violations() -> list[str]:
    """What search has was told by others: there is nothing to prove alone."""
    return []


def facts() -> dict[str, Any]:
    """`ratings`: product → its average in hundredths and how many gave stars, of those that lists show."""
    shown = IndexedProduct.objects.filter(is_shown=True).order_by("product_id")
    rows = shown.values_list("product_id", "rating_hundredths", "rating_count")
    return {"ratings": {product_id: [average, count] for product_id, average, count in rows.iterator(2000)}}
