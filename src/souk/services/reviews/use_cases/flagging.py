"""Flagging: readers tell who moderates. When enough of them do, it waits for a person."""

from __future__ import annotations

from souk.kernel import clock
from souk.kernel.access import identity
from souk.services.reviews.models import Flag
from souk.services.reviews.rules.texts import tidy_line
from souk.services.reviews.settings import settings
from souk.services.reviews.use_cases import items
from souk.vocabulary.ids import UserId

REASONS = {
    "spam": "Advertising",
    "offensive": "Insulting or hateful",
    "off_topic": "About something else",
    "untrue": "Not true",
    "private": "Tells something private",
    "other": "Something else",
}


def flag(user_id: UserId, item_id: str, reason: str, note: str = "") -> None:
    """Once for each person; again is no error and counts no more. What waits already is looked at anyway."""
    identity.in_person()
    item = items.find(item_id)
    if item.status != "published" and item.user_id != user_id:
        raise items.not_found(item_id)
    with items.held(item) as (_, row):
        _, is_new = Flag.objects.get_or_create(
            item_id=item_id,
            user_id=user_id,
            defaults={"reason": reason, "note": tidy_line(note)[:300], "flagged_at": clock.now()},
        )
        if not is_new or row.status != "published":
            return
        row.flags += 1
        if row.flags >= settings().flags_to_hold:
            row.status, row.holds, row.waits_since = "held", ["flags"], clock.now()


def why(item_id: str) -> list[str]:
    """What people said, the newest first."""
    rows = Flag.objects.filter(item_id=item_id).order_by("-flagged_at", "-id")[:50]
    return [f"{REASONS.get(row.reason, row.reason)}{': ' if row.note else ''}{row.note}" for row in rows]
