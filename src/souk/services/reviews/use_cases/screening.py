"""Screening: whether what somebody just wrote waits for a person, and whether they write more than anybody can mean."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, Sum

from souk.contracts.reviews.calls import TooFast
from souk.services.reviews.models import Comment, Review
from souk.services.reviews.rules import screening
from souk.services.reviews.settings import settings

#: Only a person takes these away.
LASTING = ("flags", "account_burst", "subject_burst")
HOUR, TEN_MINUTES = timedelta(hours=1), timedelta(minutes=10)


def refuse_floods(user_id: str, now: datetime) -> None:
    """Raises TooFast."""
    if _written(user_id, now) >= settings().most_per_hour:
        raise TooFast("Please come back in an hour.", retry_after=3600)


def holds(row: Review | Comment, now: datetime) -> list[str]:
    """Codes of what makes it wait. Inside the change, before the row is saved, while its subject is held."""
    title = row.title if isinstance(row, Review) else ""
    found = screening.findings(title, row.text, row.author)
    if row.was_hidden:
        found.append("hidden_before")
    if row.user_id and _written(row.user_id, now) >= settings().account_burst:
        found.append("account_burst")
    if (
        row._state.adding
        and isinstance(row, Review)
        and _about(row.subject_id, now) >= settings().subject_burst
    ):
        found.append("subject_burst")
    return found


def reword(row: Review | Comment, now: datetime) -> None:
    """Before it is worded anew: what it said before counts as written, too, for it will not be found any more."""
    if row.written_at is None or row.written_at <= now - HOUR:
        row.rewrites = 0
        return
    if row.rewrites_since is None or row.rewrites_since <= now - HOUR:
        row.rewrites, row.rewrites_since = 0, row.written_at
    row.rewrites += 1


def settle(row: Review | Comment, found: list[str], now: datetime) -> None:
    """Published, or held for these reasons. What is held for something else than its words stays so, however it is worded now."""
    if row.status == "held":
        found = [*found, *(code for code in row.holds if code in LASTING and code not in found)]
    row.status, row.holds = ("held", found) if found else ("published", [])
    row.waits_since = (row.waits_since or now) if found else None


def _written(user_id: str, now: datetime) -> int:
    """Texts of the last hour, and what some of them said before."""
    since = {"user_id": user_id, "written_at__gt": now - HOUR, "written_at__lte": now}
    told = 0
    for kind in (Review, Comment):
        found = kind.objects.filter(**since).aggregate(texts=Count("pk"), rewrites=Sum("rewrites"))
        told += found["texts"] + (found["rewrites"] or 0)
    return told


def _about(subject_id: str, now: datetime) -> int:
    lately = {"posted_at__gt": now - TEN_MINUTES, "posted_at__lte": now}
    return Review.objects.filter(subject_id=subject_id, **lately).count()
