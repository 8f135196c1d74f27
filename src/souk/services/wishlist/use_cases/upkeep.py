"""Upkeep: who sells, who leaves, what is long gone.

Nothing here asks anybody: a thing is gone because its house said so, never because nobody answered.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q

from souk.kernel import clock
from souk.kernel.data.database import Change, changes
from souk.services.wishlist.models import (
    Entry,
    FormerEntry,
    List,
    OwnedShop,
    Waiting,
    WatchedProduct,
    WatchedShop,
)
from souk.services.wishlist.settings import settings
from souk.services.wishlist.use_cases import holding, removing
from souk.services.wishlist.use_cases.removing import Reason

BATCH, BATCHES = 200, 20


def begin_selling(owner_id: str, shop_id: str) -> None:
    """Inside the hearing's transaction. Who sells does not save things: their list is put away, with all that is on it."""
    row = OwnedShop(shop_id=shop_id, owner_id=owner_id, is_open=True)
    OwnedShop.objects.bulk_create([row], ignore_conflicts=True)
    if holding.is_seller(owner_id) and not settings().owners_may_save:
        List.objects.filter(user_id=owner_id, archived_at=None).update(archived_at=clock.now())


def end_selling(owner_id: str, shop_id: str) -> None:
    """Inside the hearing's transaction. With the last open shop gone, the list is there again."""
    OwnedShop.objects.update_or_create(shop_id=shop_id, defaults={"owner_id": owner_id, "is_open": False})
    if not holding.is_seller(owner_id):
        List.objects.filter(user_id=owner_id).update(archived_at=None)


def erase_user(change: Change, user_id: str) -> None:
    """Everything that could be tied to the person."""
    OwnedShop.objects.filter(owner_id=user_id).delete()
    Waiting.objects.filter(user_id=user_id).delete()
    for row in List.objects.select_for_update().filter(user_id=user_id):
        _end(change, row, "erased")


def end_guest_lists() -> None:
    """Guests' lists whose time is over; merged ones too, which were signposts until then."""
    _in_batches(_end_some)


def drop_long_gone() -> None:
    """What has not been on the street for a long time leaves every list."""
    _in_batches(_drop_some)


def forget() -> None:
    """Removals nobody repeats any more, and things that are on no list any more."""
    FormerEntry.objects.filter(left_at__lte=clock.in_seconds(-86_400)).delete()
    for kind, name in ((WatchedProduct, "product_id"), (WatchedShop, "shop_id")):
        unwatched = kind.objects.filter(entries=None, gone_at__lte=_long_ago())  # type: ignore[attr-defined]
        ids = list(unwatched.values_list(name, flat=True)[:BATCH])
        kind.objects.filter(**{f"{name}__in": ids}).delete()  # type: ignore[attr-defined]


def _end_some(change: Change) -> int:
    over = List.objects.select_for_update(skip_locked=True).filter(user_id=None, expires_at__lte=clock.now())
    rows = list(over.order_by("expires_at")[:BATCH])
    for row in rows:
        _end(change, row, "expired")
    return len(rows)


def _end(change: Change, row: List, reason: Reason) -> None:
    removing.take_out(change, row, list(Entry.objects.filter(list_id=row.wishlist_id)), reason)
    row.delete()


def _drop_some(change: Change) -> int:
    gone = Q(product__gone_at__lte=_long_ago()) | Q(shop__gone_at__lte=_long_ago())
    found = list(
        Entry.objects.filter(gone).order_by("list_id", "item_id").values_list("list_id", "item_id")[:BATCH]
    )
    for list_id in dict.fromkeys(list_id for list_id, _ in found):
        row = List.objects.select_for_update().filter(wishlist_id=list_id).first()
        ids = [item_id for each, item_id in found if each == list_id]
        if row is not None:
            mine = Entry.objects.filter(gone, list_id=list_id, item_id__in=ids)
            removing.take_out(change, row, list(mine), "gone")
    return len(found)


def _in_batches(some: Callable[[Change], int]) -> None:
    for _ in range(BATCHES):
        with changes("wishlist") as change:
            done = some(change)
        if done < BATCH:
            return


def _long_ago() -> object:
    return clock.in_seconds(-settings().gone_days * 86_400)
