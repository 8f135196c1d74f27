"""Stocktaking: what somebody counted on the shelves, put down as the difference to what they had seen.

Nobody sets a level: between the look and the count a shopper may have bought, and a parcel may have left. A surplus is received,
what is missing is written off, each as a movement; what is missing must be free, because the rest is promised.
"""

from __future__ import annotations

from django.db.models import F

from souk.contracts.inventory.calls import Counted, StockCount
from souk.kernel.data.database import Change
from souk.services.inventory.models import Movement, StockItem
from souk.services.inventory.settings import settings
from souk.services.inventory.use_cases.counting import (
    BUMP,
    Arrival,
    empty_shelves,
    once,
    shelve,
    tell,
    write_down,
)

REASON = "counted"


def count(key: str, counts: list[StockCount]) -> list[Counted]:
    """Once per key. What became of it is read from the movements it left, so asking again is answered the same."""
    deltas = {each.variation_id: each.counted - each.seen for each in counts}
    once(key, "counted", lambda change: _put_down(change, key, deltas))
    rows = StockItem.objects.filter(variation_id__in=list(deltas), retired_at=None)
    items = {item.variation_id: item for item in rows}
    moved = Movement.objects.filter(item_id__in=list(deltas), key=key)
    changed = set(moved.values_list("item_id", flat=True))
    return [
        Counted(
            variation_id=each.variation_id,
            on_hand=items[each.variation_id].on_hand if each.variation_id in items else 0,
            is_changed=each.variation_id in changed,
            refusal=""
            if each.variation_id in changed or (each.variation_id in items and not deltas[each.variation_id])
            else _why_not(items.get(each.variation_id)),
        )
        for each in counts
    ]


def _put_down(change: Change, key: str, deltas: dict[str, int]) -> None:
    known = StockItem.objects.select_for_update().filter(variation_id__in=list(deltas), retired_at=None)
    here = list(known.order_by("pk").values_list("variation_id", flat=True))  # locked, in the one order
    more = [Arrival(each, deltas[each], settings().main_warehouse, key) for each in here if deltas[each] > 0]
    if more:
        shelve(change, more)
    gone = {each: -deltas[each] for each in here if deltas[each] < 0 and _take(each, -deltas[each])}
    for each, warehouse, taken in empty_shelves(gone):
        write_down("written_off", key, [(each, taken)], warehouse, REASON)
    tell(change, {each: -missing for each, missing in gone.items()})


def _take(variation_id: str, missing: int) -> bool:
    free = StockItem.objects.filter(variation_id=variation_id, on_hand__gte=F("reserved") + missing)
    return bool(free.update(on_hand=F("on_hand") - missing, revision=BUMP))


def _why_not(item: StockItem | None) -> str:
    if item is None:
        return "Inventory has not met this one yet. Please try again in a moment."
    return f"{item.reserved} of it are promised to orders, so at least {item.reserved} must be on hand."
