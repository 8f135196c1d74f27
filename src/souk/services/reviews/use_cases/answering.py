"""Answering: the owner of the shop answers a review or a comment; once, and may word it anew."""

from __future__ import annotations

from souk.contracts.reviews.calls import MAX_ANSWER
from souk.contracts.reviews.events import ReviewAnswered
from souk.kernel import clock
from souk.kernel.access import identity
from souk.services.reviews.models import Review
from souk.services.reviews.rules.texts import tidy
from souk.services.reviews.use_cases import acquaintance, items
from souk.vocabulary.ids import UserId
from souk.vocabulary.problems import invalid


def answer(owner_id: UserId, item_id: str, text: str) -> None:
    """An empty text takes the answer away. Raises ReviewNotFound or CommentNotFound, Invalid."""
    identity.in_person()
    item, text = items.find(item_id), tidy(text)
    owner, shop_name = acquaintance.owner_of(item.subject)
    if owner != owner_id or item.status != "published":
        raise items.not_found(item_id)
    if len(text) > MAX_ANSWER:
        raise invalid("/text", f"At most {MAX_ANSWER} characters.", "too_long")
    account = acquaintance.account_of(item.user_id)
    with items.held(item) as (change, row):
        if row.answer == text:
            return
        now, is_first = clock.now(), row.answered_at is None
        row.answer, row.answered_by = text, shop_name if text else ""
        row.answer_edited_at = None if is_first or not text else now
        row.answered_at = (row.answered_at or now) if text else None
        if is_first and account is not None:
            change.say(
                ReviewAnswered(
                    item_id=item_id,
                    kind="review" if isinstance(row, Review) else "comment",
                    user_id=row.user_id,
                    email=account.email,
                    author_name=account.name,
                    subject_kind=row.subject.kind,  # type: ignore[arg-type]
                    subject_title=row.subject.title,
                    subject_slug=row.subject.slug,
                    shop_name=shop_name,
                    answer=text,
                )
            )
