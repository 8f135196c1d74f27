"""The desk: everybody's stock for staff, and what they count."""

from __future__ import annotations

from django.db.models import F, Q

from souk.contracts.inventory.calls import (
    Receipt,
    StockFilter,
    StockItemNotFound,
    StockLevel,
    StockLine,
    StockRow,
)
from souk.kernel.database import changes
from souk.services.inventory.models import StockItem
from souk.services.inventory.use_cases import receiving
from souk.vocabulary.pages import Page, read_cursor, write_cursor
from souk.vocabulary.problems import invalid

_LAST = "\U0010ffff"


def search(wanted: StockFilter, cursor: str | None, limit: int) -> Page[StockRow]:
    """By SKU, and where they are the same by variation; one query."""
    rows = StockItem.objects.filter(retired_at=None).order_by("sku", "variation_id")
    if wanted.sku:
        begin = wanted.sku.strip()
        rows = rows.filter(sku__gte=begin, sku__lt=begin + _LAST)
    if wanted.shop_id:
        rows = rows.filter(shop_id=wanted.shop_id)
    if wanted.is_low:
        rows = rows.filter(on_hand__lte=F("reserved") + F("low_at"))
    if cursor is not None:
        sku, variation_id = read_cursor(cursor, (str, str))
        rows = rows.filter(Q(sku__gt=sku) | Q(sku=sku, variation_id__gt=variation_id))
    found = list(rows[: limit + 1])
    items = [_row(item) for item in found[:limit]]
    more = write_cursor(items[-1].sku, items[-1].variation_id) if len(found) > limit else None
    return Page[StockRow](items=items, next=more)


def row(variation_id: str) -> StockRow:
    item = StockItem.objects.filter(variation_id=variation_id, retired_at=None).first()
    if item is None:
        raise StockItemNotFound(f"Inventory does not know {variation_id}.")
    return _row(item)


def correct(key: str, variation_id: str, by: int, warehouse: str, reason: str) -> StockLevel:
    """Once per key. More is received, less is written off: the movements tell of both."""
    if not by:
        raise invalid("/by", "Nothing would change.", "nothing")
    if not reason.strip():
        raise invalid("/reason", "Say why: counted, found, broken, lost.", "required")
    known = row(variation_id)
    with changes("inventory") as change:
        told = {"on_hand": known.on_hand, "reserved": known.reserved}
        change.note("stock.correct", variation_id, before=told, after={"by": by, "reason": reason[:200]})
    if by > 0:
        arrival = Receipt(variation_id=variation_id, sku=known.sku, quantity=by, warehouse=warehouse)
        return receiving.receive(key, [arrival])[0]
    return receiving.write_off(
        key, StockLine(variation_id=variation_id, quantity=-by), warehouse, reason[:200]
    )


def _row(item: StockItem) -> StockRow:
    return StockRow(
        variation_id=item.variation_id,
        sku=item.sku,
        product_id=item.product_id,
        shop_id=item.shop_id,
        on_hand=item.on_hand,
        reserved=item.reserved,
        available=item.available,
        low_at=item.low_at,
    )
