"""Letters: the owner is told what became of the shop, once.

What is to be told is written down with the deed itself (`telling.write_to_owner`). Only users knows where the owner's letters
go, so a job asks, and takes the note away in the transaction that asks notifications for the letter. While users is away notes wait.
"""

from __future__ import annotations

from souk.contracts.shops.events import ShopLetterRequested
from souk.contracts.users.calls import Account
from souk.kernel.data.database import Change, changes
from souk.services.shops.models import DueLetter
from souk.services.shops.use_cases.addressees import addressed, owners

BATCH = 50


def ask_for_letters() -> int:
    """Returns how many letters were asked for. A letter to somebody who has no account (any more) is let go."""
    due = list(DueLetter.objects.order_by("letter_id")[:BATCH])
    if not due:
        return 0
    known = owners(row.owner_id for row in due)
    if known is None:
        return 0
    asked = 0
    with changes("shops") as change:
        for row in due:
            mine, _ = DueLetter.objects.filter(letter_id=row.letter_id).delete()
            if mine and row.owner_id in known:
                _request(change, row, known[row.owner_id])
                asked += 1
    return asked


def _request(change: Change, row: DueLetter, owner: Account) -> None:
    change.say(
        ShopLetterRequested(
            letter_id=row.letter_id,
            **addressed(owner, row.shop_id, row.shop_name),
            slug=row.slug,
            letter=row.letter,
            reason=row.reason,
            at=row.made_at,
        )
    )
