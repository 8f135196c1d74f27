"""Running low: which goods of a shop are nearly gone, and from when on each counts as that."""

from __future__ import annotations

from django.db.models import F, Q

from souk.contracts.inventory.calls import LowStock, StockItemNotFound
from souk.kernel.data.database import changes
from souk.services.inventory.models import StockItem
from souk.vocabulary.pages import Page, read_cursor, write_cursor

MOST = 1_000_000


def low_stock(shop_id: str, cursor: str | None, limit: int) -> Page[LowStock]:
    """The emptiest first; what is sold of no more is left out. Raises BadCursor."""
    rows = StockItem.objects.filter(shop_id=shop_id, retired_at=None, free__lte=F("low_at"))
    rows = rows.order_by("free", "variation_id")
    if cursor is not None:
        free, variation_id = read_cursor(cursor, (int, str))
        rows = rows.filter(Q(free__gt=free) | Q(free=free, variation_id__gt=variation_id))
    found = list(rows[: limit + 1])
    items = [
        LowStock(
            variation_id=row.variation_id,
            product_id=row.product_id,
            sku=row.sku,
            on_hand=row.on_hand,
            reserved=row.reserved,
            available=row.available,
            amount_limit=row.low_at,
        )
        for row in found[:limit]
    ]
    last = found[limit - 1] if len(found) > limit else None
    return Page(items=items, next=write_cursor(last.available, last.variation_id) if last else None)


def limit(variation_id: str, amount_limit: int) -> None:
    """From `amount_limit` free units on it counts as low. Raises StockItemNotFound."""
    with changes("inventory"):
        rows = StockItem.objects.filter(variation_id=variation_id)
        if not rows.update(low_at=amount_limit):
            raise StockItemNotFound(f"Inventory does not know {variation_id}.")
