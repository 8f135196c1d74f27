"""Removing: a thing leaves a list, by its entry or by its heart."""

from __future__ import annotations

from typing import Literal

from django.db.models import Q, QuerySet

from souk.contracts.wishlist.calls import ListHolder, Marks, WishNotFound
from souk.contracts.wishlist.events import WishlistDeleted
from souk.kernel import clock
from souk.kernel.data.database import Change, changes
from souk.services.wishlist.models import Entry, FormerEntry, List, WatchedVariation
from souk.services.wishlist.use_cases import holding

Reason = Literal["removed", "moved_to_cart", "merged", "gone", "expired", "erased"]


def remove(holder: ListHolder, what: str) -> Marks:
    """Removing what one has removed already is no error; what is on somebody else's list is not found."""
    with changes("wishlist") as change:
        row = holding.find(holder)
        if row is None:
            if is_item(what):
                raise WishNotFound()
            return Marks(count=0)
        entries = list(_meant(row, what))
        if entries:
            row = holding.take_in_hand(holder) or row
            entries = list(_meant(row, what))  # as they are now that nobody else can change them
            take_out(change, row, entries, "removed")
        elif is_item(what) and not was_here(row, what):
            raise WishNotFound()
    return holding.marks_of(row)


def take_out(change: Change, row: List, entries: list[Entry], reason: Reason) -> None:
    """Inside a change that has the list in hand."""
    ids = [entry.item_id for entry in entries]
    if not ids:
        return
    now = clock.now()
    gone = [
        FormerEntry(
            item_id=entry.item_id,
            list_id=row.wishlist_id,
            variation_id=(entry.variation_id or "") if reason == "moved_to_cart" else "",
            left_at=now,
        )
        for entry in entries
    ]
    FormerEntry.objects.bulk_create(gone, ignore_conflicts=True)
    Entry.objects.filter(item_id__in=ids).delete()
    holding.count(row, -len(ids))
    for entry in entries:
        facts = holding.facts_of(row, entry) | ({"user_id": None} if reason == "erased" else {})
        change.say(WishlistDeleted(**facts, reason=reason))
        told = {entry.kind: entry.target}
        change.note_for_others("wishlist.remove", entry.item_id, before=told, after={"reason": reason})


def is_item(what: str) -> bool:
    return what.startswith("wsh_")


def was_here(row: List, item_id: str) -> bool:
    return FormerEntry.objects.filter(item_id=item_id, list_id=row.wishlist_id).exists()


def _meant(row: List, what: str) -> QuerySet[Entry]:
    mine = Entry.objects.filter(list_id=row.wishlist_id)
    if is_item(what):
        return mine.filter(item_id=what)
    whole = WatchedVariation.objects.filter(variation_id=what).values("product_id")
    return mine.filter(
        Q(target=what) | Q(kind="variation", product_id=what) | Q(kind="product", product_id__in=whole)
    )
