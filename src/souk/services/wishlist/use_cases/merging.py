"""Merging: at sign-in the guest's list becomes part of the user's, once."""

from __future__ import annotations

from django.db import IntegrityError

from souk.contracts.wishlist.calls import MAX_WISHES, ListHolder, Marks
from souk.kernel import clock
from souk.kernel.data.database import Change, changes
from souk.services.wishlist.models import Entry, List
from souk.services.wishlist.rules.merging import join
from souk.services.wishlist.use_cases import holding, removing
from souk.services.wishlist.use_cases.holding import TRIES
from souk.vocabulary.ids import UserId
from souk.vocabulary.problems import Unavailable


class Raced(Exception):
    """Another sign-in took the guest's list in this instant."""


def merge(token: str, user_id: UserId) -> Marks:
    """A token that is unknown, over or merged already adds nothing."""
    user, guest = ListHolder(user_id=user_id), ListHolder(token=token)
    for _ in range(TRIES):
        try:
            with changes("wishlist") as change:
                if holding.find(guest) is not None:
                    _join(change, user, guest)
            return holding.marks_of(holding.find(user))
        except (Raced, IntegrityError):  # the same list is being merged or begun in this instant
            continue
    raise Unavailable("The list is busy, please try again.")


def _join(change: Change, user: ListHolder, guest: ListHolder) -> None:
    mine = holding.take_in_hand(user) or _begin(user)
    ends = {"merged_into": mine.wishlist_id, "share_token": None, "updated_at": clock.now()}
    if not List.objects.filter(**(holding.whose(guest) or {})).update(**ends):
        raise Raced
    left_behind = List.objects.get(token_hash=holding.hash_of(guest.token or ""))
    theirs = list(Entry.objects.filter(list_id=left_behind.wishlist_id).order_by("item_id"))
    targets = Entry.objects.filter(list_id=mine.wishlist_id).values_list("target", flat=True)
    joined = join(list(targets), [(entry.item_id, entry.target) for entry in theirs], MAX_WISHES)
    Entry.objects.filter(item_id__in=joined.moved).update(list_id=mine.wishlist_id)
    holding.count(mine, len(joined.moved))
    holding.count(left_behind, -len(joined.moved))
    left = set(joined.left)
    removing.take_out(change, left_behind, [entry for entry in theirs if entry.item_id in left], "merged")


def _begin(user: ListHolder) -> List:
    """Who sells on the street gets a list that waits: nothing that was saved is lost."""
    row, _ = holding.begin(user)
    if holding.is_seller(user.user_id or ""):
        row.archived_at = clock.now()
        row.save(update_fields=["archived_at"])
    return row
