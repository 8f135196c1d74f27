"""Receiving: goods arrive at a warehouse, or turn out to be broken, lost or miscounted."""

from __future__ import annotations

from django.db.models import F

from souk.contracts.inventory.calls import OutOfStock, Receipt, StockItemNotFound, StockLevel, StockLine
from souk.kernel.data.database import Change
from souk.services.inventory.models import Shelf, StockItem
from souk.services.inventory.settings import settings
from souk.services.inventory.use_cases.counting import (
    BUMP,
    Arrival,
    once,
    out_of_stock,
    shelve,
    tell,
    write_down,
)
from souk.services.inventory.use_cases.levels import levels


def receive(key: str, receipts: list[Receipt]) -> list[StockLevel]:
    """Once per key; variations that inventory has not met are taken in under the receipt's SKU."""
    arrivals = [
        Arrival(receipt.variation_id, receipt.quantity, receipt.warehouse, key) for receipt in receipts
    ]
    wanted = {receipt.variation_id: receipt.sku for receipt in reversed(receipts)}

    def work(change: Change) -> None:
        known = StockItem.objects.filter(variation_id__in=list(wanted))
        unmet = sorted(wanted.keys() - set(known.values_list("variation_id", flat=True)))
        newcomers = [
            StockItem(variation_id=each, sku=wanted[each], low_at=settings().low_at) for each in unmet
        ]
        StockItem.objects.bulk_create(newcomers, ignore_conflicts=True)
        shelve(change, arrivals)
        for arrival in arrivals:
            change.note(
                "stock.receive", arrival.variation_id, after=_told(arrival.quantity, arrival.warehouse)
            )

    once(key, "received", work)
    return levels([receipt.variation_id for receipt in receipts])


def write_off(key: str, line: StockLine, warehouse: str, reason: str) -> StockLevel:
    """Only what is free and stands in that warehouse. Raises OutOfStock, StockItemNotFound."""
    once(key, "written_off", lambda change: _take_away(change, key, line, warehouse, reason))
    (level,) = levels([line.variation_id])
    return level


def _take_away(change: Change, key: str, line: StockLine, warehouse: str, reason: str) -> None:
    item = StockItem.objects.filter(variation_id=line.variation_id)
    free = item.filter(on_hand__gte=F("reserved") + line.quantity)
    if not free.update(on_hand=F("on_hand") - line.quantity, revision=BUMP):
        if not item.exists():
            raise StockItemNotFound(f"Inventory does not know {line.variation_id}.")
        raise out_of_stock({line.variation_id: line.quantity})
    shelf = Shelf.objects.filter(item_id=line.variation_id, warehouse=warehouse)
    if not shelf.filter(on_hand__gte=line.quantity).update(on_hand=F("on_hand") - line.quantity):
        standing = shelf.values_list("on_hand", flat=True).first() or 0
        raise OutOfStock(
            f"Only {standing} stand in {warehouse}.",
            shortages=[{"variation_id": line.variation_id, "wanted": line.quantity, "available": standing}],
        )
    write_down("written_off", key, [(line.variation_id, line.quantity)], warehouse, reason)
    tell(change, {line.variation_id: -line.quantity})
    change.note("stock.write_off", line.variation_id, after=_told(-line.quantity, warehouse, reason))


def _told(quantity: int, warehouse: str, reason: str = "") -> dict[str, str | int]:
    return {"quantity": quantity, "warehouse": warehouse, "reason": reason}
