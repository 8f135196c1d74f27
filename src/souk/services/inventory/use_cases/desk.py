"""The desk: everybody's stock for staff, and what they count."""

from __future__ import annotations

from django.db.models import F

from souk.contracts.inventory.calls import (
    Receipt,
    StockFilter,
    StockItemNotFound,
    StockLevel,
    StockLine,
    StockRow,
)
from souk.kernel.data import sorting
from souk.kernel.data.database import changes
from souk.services.inventory.models import StockItem, TitlePart
from souk.services.inventory.use_cases import receiving
from souk.vocabulary.lookup import LONGEST_PART, plain
from souk.vocabulary.pages import Page
from souk.vocabulary.problems import invalid

_ORDERS = {
    "sku": ("sku", "variation_id"),
    "title": ("sort_title", "variation_id"),
    "available": ("free", "variation_id"),
}


def search(wanted: StockFilter, sort: str, cursor: str | None, limit: int) -> Page[StockRow]:
    """One query however many there are. Raises BadCursor."""
    rows = StockItem.objects.filter(retired_at=None)
    if begin := plain(wanted.title)[:LONGEST_PART]:
        parts = TitlePart.objects.filter(sorting.begins("text", begin))
        rows = rows.filter(product_id__in=parts.values("product_id"))
    if wanted.sku:
        begin = wanted.sku.strip()
        rows = rows.filter(sorting.begins("sku", begin))
    if wanted.shop_id:
        rows = rows.filter(shop_id=wanted.shop_id)
    if wanted.is_low:
        rows = rows.filter(free__lte=F("low_at"))
    found, more = sorting.page_of(rows, _ORDERS, sort, cursor, limit)
    return Page[StockRow](items=[_row(item) for item in found], next=more)


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
        title=item.title,
    )
