"""Rebuilding what others know of stock: the level of every variation said again (`souk replay inventory --tell`)."""

from __future__ import annotations

from collections.abc import Callable

from souk.contracts.inventory.events import StockChanged
from souk.kernel.data.database import changes
from souk.services.inventory.models import StockItem

BATCH = 500
Progress = Callable[[int, int], None]


#: More changes than a level sees between two back-ups.
AHEAD = 1_000_000


def tell_again(progress: Progress = lambda done, total: None, *, is_restored: bool = False) -> int:
    """Says `stock.changed` of every variation, at its present revision: who knows it already lets it pass. Returns how many.

    `is_restored`: our data are of an earlier time than what was told since; they get revisions that outrank it.
    """
    last, done, total = "", 0, StockItem.objects.count()
    while ids := _ids_after(last):
        with changes("inventory") as change:
            for item in (
                StockItem.objects.select_for_update().filter(variation_id__in=ids).order_by("variation_id")
            ):
                if is_restored:
                    item.revision += AHEAD
                    item.save(update_fields=["revision"])
                left = 0 if item.retired_at else item.available
                change.say(
                    StockChanged(variation_id=item.variation_id, available=left, revision=item.revision)
                )
        last, done = ids[-1], done + len(ids)
        progress(done, max(done, total))
    return done


def _ids_after(last: str) -> list[str]:
    items = StockItem.objects.filter(variation_id__gt=last).order_by("variation_id")
    return list(items.values_list("variation_id", flat=True)[:BATCH])
