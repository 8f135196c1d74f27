"""Upkeep: shops of people who left, and shops of the time before everything was told of them."""

from __future__ import annotations

from django.db import transaction

from souk.contracts.shops.events import ShopUpdated
from souk.kernel.data.database import changes
from souk.services.shops.models import Branch, DueGoodsLetter, DueLetter, LowStock, Shop, ShopPicture
from souk.services.shops.use_cases import telling
from souk.services.shops.use_cases.approval import close_for_good
from souk.services.shops.use_cases.pictures import forget_unused

BATCH = 100


def forget_owner(user_id: str) -> None:
    """Their shops close; the shop's name stays on orders, what says more of the person goes."""
    pictures: list[str | None] = []
    with changes("shops") as change:
        rows = Shop.objects.select_for_update().filter(owner_id=user_id).order_by("shop_id")
        for row in rows:
            pictures.append(row.picture_url)
            row.tagline, row.description, row.city, row.picture_url, row.links = "", "", "", None, None
            row.save(update_fields=["tagline", "description", "city", "picture_url", "links"])
            close_for_good(change, row)
            row.reason = ""
            row.save(update_fields=["reason"])
            LowStock.objects.filter(shop_id=row.shop_id).delete()
            DueGoodsLetter.objects.filter(shop_id=row.shop_id).delete()
            Branch.objects.filter(shop=row).delete()
            gallery = ShopPicture.objects.filter(shop=row)
            pictures += list(gallery.values_list("url", flat=True))
            gallery.delete()
        DueLetter.objects.filter(owner_id=user_id).delete()
        transaction.on_commit(lambda: [forget_unused(url) for url in pictures], using="shops")


def tell_untold() -> int:
    """Says shop.updated, once, of shops that the version before this one opened: cart and search know them only by that."""
    told = 0
    with changes("shops") as change:
        rows = Shop.objects.select_for_update(skip_locked=True).filter(revision=0).order_by("shop_id")
        for row in rows[:BATCH]:
            telling.tell(change, row, ShopUpdated, "revision")
            told += 1
    return told
