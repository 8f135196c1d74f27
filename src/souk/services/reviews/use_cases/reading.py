"""Reading: lists of reviews, one of them, and what a person wrote."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from souk.contracts.reviews import calls
from souk.services.reviews.models import Comment, Review, Subject, Vote
from souk.services.reviews.use_cases import acquaintance, paging, showing
from souk.vocabulary.ids import UserId
from souk.vocabulary.pages import Page
from souk.vocabulary.ratings import rating_of


def reviews(query: calls.ReviewQuery) -> calls.ReviewList:
    """The subject, a page of its reviews, and the viewer's votes: three looks however long the list is. Raises SubjectNotFound."""
    subject = acquaintance.subject_of(query.kind, query.subject)
    rows = Review.objects.filter(subject=subject, status="published")
    if query.stars is not None:
        rows = rows.filter(stars=query.stars)
    elif query.order in ("highest", "lowest"):
        rows = rows.filter(stars__gt=0)
    if query.verified is not None:
        rows = rows.filter(is_verified=query.verified)
    found = paging.page(rows, query.order, query.cursor, query.limit, _shown_to(query.viewer_id, subject))
    return calls.ReviewList(items=found.items, next=found.next, rating=rating_of(subject.histogram))


def review(review_id: str, reader_id: UserId | None, *, is_staff: bool) -> calls.Review:
    """Raises ReviewNotFound."""
    row = Review.objects.select_related("subject").filter(review_id=review_id).first()
    if row is None or row.status == "removed":
        raise calls.ReviewNotFound()
    is_mine = reader_id is not None and row.user_id == reader_id
    if not (row.status == "published" and row.subject.is_open) and not is_mine and not is_staff:
        raise calls.ReviewNotFound()
    return showing.reviews([row], reader_id, _votes([row], reader_id), in_confidence=is_staff)[0]


def mine(user_id: UserId, cursor: str | None, limit: int) -> Page[calls.Review]:
    return paging.page(_of(user_id), "newest", cursor, limit, _shown_to(user_id))


def mine_of(user_id: UserId, subject_ids: Sequence[str]) -> list[calls.Review]:
    rows = _of(user_id).filter(subject_id__in=list(subject_ids)[:100])
    return showing.reviews(rows, user_id)


def received(
    owner_id: UserId, what: str, shop_id: str | None, *, only_open: bool, cursor: str | None, limit: int
) -> Page[calls.Received]:
    """Published reviews or comments about everything of the owner's shops, the newest first."""
    shops = Subject.objects.filter(kind="shop", owner_id=owner_id, is_gone=False)
    if shop_id is not None:
        shops = shops.filter(subject_id=shop_id)
    model: type[Any] = Review if what == "review" else Comment
    rows = model.objects.filter(
        shop_id__in=list(shops.values_list("subject_id", flat=True)), status="published"
    )
    if only_open:
        rows = rows.filter(answered_at=None)
    return paging.page(rows.select_related("subject"), "newest", cursor, limit, as_received)


def as_received(rows: list[Any], *, in_confidence: bool = False) -> list[calls.Received]:
    """Reviews or comments of one table."""
    if rows and isinstance(rows[0], Review):
        return [calls.Received(review=each) for each in showing.reviews(rows, in_confidence=in_confidence)]
    return [calls.Received(comment=each) for each in showing.comments(rows, in_confidence=in_confidence)]


def _of(user_id: str) -> QuerySet[Review]:
    return Review.objects.select_related("subject").filter(user_id=user_id).exclude(status="removed")


def _shown_to(viewer_id: str | None, subject: Subject | None = None) -> Any:
    def shown(rows: list[Review]) -> list[calls.Review]:
        if subject is not None:
            for row in rows:
                row.subject = subject
        return showing.reviews(rows, viewer_id, _votes(rows, viewer_id))

    return shown


def _votes(rows: list[Review], viewer_id: str | None) -> dict[str, bool]:
    if viewer_id is None or not rows:
        return {}
    votes = Vote.objects.filter(voter_id=viewer_id, review__in=[row.review_id for row in rows])
    return dict(votes.values_list("review_id", "is_helpful"))
