"""Moderating: what waits for a person, and what they decide. The author is told."""

from __future__ import annotations

from typing import Any

from souk.contracts.reviews import calls
from souk.contracts.reviews.events import ReviewModerated
from souk.services.reviews.models import Comment, Review
from souk.services.reviews.rules.texts import tidy_line
from souk.services.reviews.use_cases import acquaintance, items, paging, reading, writing
from souk.vocabulary.pages import Page

COUNTED = 1000


def queue(what: str, status: str, cursor: str | None, limit: int) -> Page[calls.Received]:
    """Held ones: the longest-waiting first; the others: the newest first."""
    model: type[Any] = Review if what == "review" else Comment
    which = {"status": "published", "flags__gt": 0} if status == "flagged" else {"status": status}
    rows = model.objects.select_related("subject").filter(**which)
    if status == "held":
        rows = rows.filter(waits_since__isnull=False)
    return paging.page(rows, "waiting" if status == "held" else "newest", cursor, limit, _in_confidence)


def waiting() -> int:
    return sum(
        len(model.objects.filter(status="held").values_list("pk")[:COUNTED]) for model in (Review, Comment)
    )


def decide(item_id: str, decision: calls.Decision, reason: str) -> None:
    """Deciding the same twice is deciding once. Flags begin anew. Raises ReviewNotFound or CommentNotFound."""
    item = items.find(item_id)
    account = acquaintance.account_of(item.user_id)
    with items.held(item) as (change, row):
        was, flags, row.flags = row.status, row.flags, 0
        row.status, row.holds, row.waits_since = decision, [], None
        row.was_hidden = decision == "hidden"
        row.reason = tidy_line(reason)[:500] if decision == "hidden" else ""
        if flags or was != decision:
            told = {"status": decision} | ({"reason": row.reason} if row.reason else {})
            change.note(f"reviews.{decision}", item_id, before={"status": was, "flags": flags}, after=told)
        if was == decision:
            return
        if decision == "published" and isinstance(row, Review):
            change.say(writing.published(row))
        change.say(
            ReviewModerated(
                item_id=item_id,
                kind="review" if isinstance(row, Review) else "comment",
                user_id=row.user_id,
                email=account.email if account else "",
                author_name=account.name if account else "",
                subject_kind=row.subject.kind,  # type: ignore[arg-type]
                subject_title=row.subject.title,
                subject_slug=row.subject.slug,
                decision=decision,
                reason=row.reason,
            )
        )


def _in_confidence(rows: list[Any]) -> list[calls.Received]:
    return reading.as_received(rows, in_confidence=True)
