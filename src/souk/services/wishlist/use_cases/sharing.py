"""Sharing: a link that nobody can guess, good until its owner ends it."""

from __future__ import annotations

from souk.contracts.users.calls import Users
from souk.contracts.wishlist.calls import ListHolder, Share, WishNotFound
from souk.kernel import chance
from souk.kernel.data.database import changes
from souk.kernel.neighbours.asking import ask
from souk.services.wishlist.models import List
from souk.services.wishlist.use_cases import holding

users = ask(Users)


def share(holder: ListHolder, shows_name: bool) -> Share:
    """Raises WishNotFound for who has no list; Unavailable when a name is to be shown and users is away."""
    name = _first_name(holder.user_id) if shows_name and holder.user_id else ""
    with changes("wishlist") as change:
        row = holding.take_in_hand(holder)
        if row is None or row.archived_at is not None:
            raise WishNotFound("Save something first: an empty list is not worth a link.")
        row.share_token, row.shown_name = row.share_token or chance.token(18), name
        row.save(update_fields=["share_token", "shown_name"])
        change.note_for_others("wishlist.share", row.wishlist_id, after={"shows_name": bool(name)})
    return Share(token=row.share_token, shows_name=bool(name))


def end_sharing(holder: ListHolder) -> None:
    condition = holding.whose(holder)
    if condition is not None:
        with changes("wishlist") as change:
            if (
                List.objects.filter(**condition)
                .exclude(share_token=None)
                .update(share_token=None, shown_name="")
            ):
                change.note_for_others("wishlist.share.end", holder.user_id or "")


def _first_name(user_id: str) -> str:
    account = next(iter(users.accounts(user_ids=[user_id])), None)
    words = account.name.split() if account is not None else []
    return words[0][:120] if words else ""
