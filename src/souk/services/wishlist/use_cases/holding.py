"""Holding: whose list it is, found, begun, and taken in hand to be changed."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db.models import F

from souk.contracts.wishlist.calls import ListHolder, Marks, WishlistArchived
from souk.kernel import chance, clock
from souk.kernel.ids import new_id
from souk.services.wishlist.models import Entry, List, OwnedShop
from souk.services.wishlist.settings import settings

TRIES = 4


def hash_of(token: str) -> str:
    """Of a guest's token; text that cannot be one has a hash that no list has."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def whose(holder: ListHolder) -> dict[str, Any] | None:
    """The filter that finds the holder's list; None for who cannot have one."""
    if holder.user_id:
        return {"user_id": holder.user_id}
    if holder.token:
        return {"token_hash": hash_of(holder.token), "merged_into": None, "expires_at__gt": clock.now()}
    return None


def find(holder: ListHolder) -> List | None:
    """None if there is none, also for a token that is unknown, over or merged."""
    condition = whose(holder)
    return None if condition is None else List.objects.filter(**condition).first()


def take_in_hand(holder: ListHolder, more: int = 0) -> List | None:
    """Inside a change: counts `more` entries, which also keeps others waiting until we are done, then reads the list."""
    condition = whose(holder)
    if condition is None:
        return None
    values = {"updated_at": clock.now(), "expires_at": _expiry(), "entry_count": F("entry_count") + more}
    return (
        List.objects.filter(**condition).first()
        if List.objects.filter(**condition).update(**values)
        else None
    )


def begin(holder: ListHolder) -> tuple[List, str | None]:
    """Inside a change: a new list with room for its first entry. A guest's gets a token of our making, never one they brought.

    Raises IntegrityError if the user's list was begun in the same instant.
    """
    token = None if holder.user_id else chance.token()
    now = clock.now()
    row = List(
        wishlist_id=new_id("wsl"),
        user_id=holder.user_id,
        token_hash=hash_of(token) if token else None,
        letters_token=chance.token(),
        created_at=now,
        updated_at=now,
        expires_at=_expiry(),
    )
    row.save(force_insert=True)
    return row, token


def count(row: List, more: int) -> None:
    """Inside a change that has the list in hand."""
    if more:
        List.objects.filter(wishlist_id=row.wishlist_id).update(entry_count=F("entry_count") + more)
        row.entry_count += more


def refuse_sellers(holder: ListHolder) -> None:
    """Raises WishlistArchived for who sells on the street, where the market does not let them save things."""
    if may_not_save(holder):
        raise WishlistArchived(
            "You have a shop here. To save things for yourself, use an account of your own."
        )


def may_not_save(holder: ListHolder) -> bool:
    return bool(holder.user_id and not settings().owners_may_save and is_seller(holder.user_id))


def is_seller(user_id: str) -> bool:
    return OwnedShop.objects.filter(owner_id=user_id, is_open=True).exists()


def marks(holder: ListHolder) -> Marks:
    """Of whose list this is, also of a seller who never had one."""
    row = find(holder)
    if row is None:
        return Marks(count=0, is_archived=may_not_save(holder))
    return marks_of(row)


def marks_of(row: List | None) -> Marks:
    """One statement."""
    if row is None or row.archived_at is not None:
        return Marks(count=0, is_archived=row is not None)
    rows = list(
        Entry.objects.filter(list_id=row.wishlist_id)
        .order_by("item_id")
        .values_list("kind", "target", "product_id")
    )
    of_kind = {
        kind: [target for each, target, _ in rows if each == kind]
        for kind in ("variation", "product", "shop")
    }
    return Marks(
        count=len(rows),
        variation_ids=of_kind["variation"],
        whole_product_ids=of_kind["product"],
        product_ids=list(dict.fromkeys(product_id for _, _, product_id in rows if product_id)),
        shop_ids=of_kind["shop"],
    )


def facts_of(row: List, entry: Entry) -> dict[str, Any]:
    """What the events about an entry say."""
    return {
        "item_id": entry.item_id,
        "wishlist_id": row.wishlist_id,
        "user_id": row.user_id,
        "variation_id": entry.variation_id,
        "product_id": entry.product_id,
        "shop_id": entry.shop_id,
    }


def _expiry() -> Any:
    return clock.in_seconds(settings().keep_days * 86_400)
