"""Levels: what is there, and how it came to be so."""

from __future__ import annotations

from django.db.models import Sum

from souk.contracts.inventory.calls import Movement as MovementMessage
from souk.contracts.inventory.calls import ProductStock, StockItemNotFound, StockLevel
from souk.kernel.data.rows import find
from souk.services.inventory.models import Movement, StockItem
from souk.services.inventory.rules.levels import Availability, availability
from souk.vocabulary.pages import Page, read_cursor, write_cursor


def levels(variation_ids: list[str]) -> list[StockLevel]:
    """By variation id; unknown and retired variations are left out."""
    wanted = list(dict.fromkeys(variation_ids))
    if not wanted:
        return []
    items = find(StockItem, where={"variation_id": wanted, "retired_at": None}, order_by="variation_id")
    return [
        StockLevel(
            variation_id=item.variation_id, on_hand=item.on_hand, reserved=item.reserved, available=item.available
        )
        for item in items
    ]  # fmt: skip


def product_levels(product_ids: list[str]) -> list[ProductStock]:
    """One query, whatever is asked for."""
    items = StockItem.objects.filter(product_id__in=product_ids, retired_at=None).order_by("product_id")
    summed = items.values("product_id").annotate(here=Sum("on_hand"), held=Sum("reserved"))
    return [
        ProductStock(
            product_id=row["product_id"],
            on_hand=row["here"],
            reserved=row["held"],
            available=row["here"] - row["held"],
        )
        for row in summed
    ]


def movements(variation_id: str, cursor: str | None, limit: int) -> Page[MovementMessage]:
    """Newest first. Raises StockItemNotFound, BadCursor."""
    rows = Movement.objects.filter(item_id=variation_id).order_by("-id")
    if cursor is not None:
        (before,) = read_cursor(cursor, (int,))
        rows = rows.filter(id__lt=before)
    found = list(rows[: limit + 1])
    if not found and not StockItem.objects.filter(variation_id=variation_id).exists():
        raise StockItemNotFound(f"Inventory does not know {variation_id}.")
    items = [
        MovementMessage.model_validate(
            {
                "movement_id": row.id, "variation_id": row.item_id, "warehouse": row.warehouse, "kind": row.kind,
                "quantity": row.quantity, "key": row.key, "at": row.at,
            }
        )
        for row in found[:limit]
    ]  # fmt: skip
    return Page(items=items, next=write_cursor(found[limit - 1].id) if len(found) > limit else None)


def shelf_words(variation_ids: list[str]) -> list[tuple[str, Availability, int | None]]:
    """What everybody may know of each variation asked for, in the order asked; an unknown one is out."""
    sensible = [
        variation_id
        for variation_id in variation_ids
        if variation_id.isascii() and variation_id.isprintable()
    ]
    free = {level.variation_id: level.available for level in levels(sensible)}
    return [
        (variation_id, *availability(free.get(variation_id, 0)))
        for variation_id in dict.fromkeys(variation_ids)
    ]
