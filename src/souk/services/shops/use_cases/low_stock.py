"""Low stock: the owner is told what ran low, everything of an hour in one letter.

inventory says once that something fell to its limit → it is written down → the hour after the first of them is over: one letter
inventory says that it came back before → there is nothing to tell

A shop that does not want these letters, or is not approved, is told nothing, now or later.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max, Min

from souk.contracts.inventory.events import StockLow, StockRecovered
from souk.contracts.shops.events import LowGoods, LowStockLetterRequested
from souk.contracts.users.calls import Account
from souk.kernel import clock
from souk.kernel.data.database import changes
from souk.kernel.ids import new_id
from souk.services.shops.models import LowStock, Shop, SoldItem
from souk.services.shops.settings import settings
from souk.services.shops.use_cases.addressees import addressed, owners
from souk.vocabulary.goods import named

SHOPS, NAMED = 50, 50


def note(event: StockLow) -> None:
    """Inside the hearing's transaction. What fell twice within the hour is told once, with the later number."""
    if not event.shop_id:
        return
    facts = {"sku": event.sku, "title": event.title[:200], "available": event.available}
    row = LowStock(variation_id=event.variation_id, shop_id=event.shop_id, noticed_at=clock.now(), **facts)
    LowStock.objects.bulk_create([row], ignore_conflicts=True)
    LowStock.objects.filter(variation_id=event.variation_id).update(**facts)


def forget(event: StockRecovered) -> None:
    LowStock.objects.filter(variation_id=event.variation_id).delete()


def write_letters() -> int:
    """Returns how many letters were asked for. While users is away everything waits."""
    since = clock.in_seconds(-settings().low_stock_minutes * 60)
    first = LowStock.objects.values("shop_id").annotate(first=Min("noticed_at")).filter(first__lte=since)
    shop_ids = [row["shop_id"] for row in first.order_by("first")[:SHOPS]]
    if not shop_ids:
        return 0
    wanting = {
        shop.shop_id: shop
        for shop in Shop.objects.filter(shop_id__in=shop_ids, status="approved", wants_low_stock=True)
    }
    known = owners(shop.owner_id for shop in wanting.values())
    if known is None:
        return 0
    return sum(_write(shop_id, wanting.get(shop_id), known) for shop_id in shop_ids)


def _write(shop_id: str, shop: Shop | None, known: dict[str, Account]) -> bool:
    """What is told is taken away in the transaction that asks for the letter."""
    with changes("shops") as change:
        rows = list(
            LowStock.objects.select_for_update().filter(shop_id=shop_id).order_by("available", "variation_id")
        )
        LowStock.objects.filter(variation_id__in=[row.variation_id for row in rows]).delete()
        owner = known.get(shop.owner_id) if shop is not None else None
        if not rows or shop is None or owner is None:
            return False
        change.say(_letter(shop, owner, rows, clock.now()))
    return True


def _letter(shop: Shop, owner: Account, rows: list[LowStock], at: datetime) -> LowStockLetterRequested:
    """The emptiest first."""
    named = rows[:NAMED]
    titles = _titles([row.variation_id for row in named], shop.shop_id)
    return LowStockLetterRequested(
        letter_id=new_id("ltr"),
        **addressed(owner, shop.shop_id, shop.name),
        low=[
            LowGoods(
                variation_id=row.variation_id,
                sku=row.sku,
                title=titles.get(row.variation_id) or row.title,
                available=row.available,
            )
            for row in named
        ],
        others=len(rows) - len(named),
        at=at,
    )


def _titles(variation_ids: list[str], shop_id: str) -> dict[str, str]:
    """As they were last sold, with their choice; what was never sold has the title that inventory told."""
    sold = SoldItem.objects.filter(shop_id=shop_id, variation_id__in=variation_ids, is_known=True)
    last = sold.values("variation_id").annotate(last=Max("item_id")).values_list("last", flat=True)
    newest = SoldItem.objects.filter(item_id__in=list(last)).values_list("variation_id", "title", "options")
    return {variation_id: named(title, options) for variation_id, title, options in newest}
