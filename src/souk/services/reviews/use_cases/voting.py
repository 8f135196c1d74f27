"""Voting: whether a review helped. One vote for each person; saying the other thing changes it."""

from __future__ import annotations

from souk.contracts.reviews import calls
from souk.kernel.access import identity
from souk.kernel.data.database import changes
from souk.services.reviews.models import Review, Vote
from souk.services.reviews.use_cases import showing
from souk.vocabulary.ids import UserId


def vote(voter_id: UserId, review_id: str, is_helpful: bool | None) -> calls.Review:
    """Whoever votes holds the review: a double click, and two tabs, count once. Raises ReviewNotFound, OwnReview."""
    identity.in_person()
    with changes("reviews"):
        row = Review.objects.select_for_update().filter(review_id=review_id, status="published").first()
        if row is None or not row.subject.is_open:
            raise calls.ReviewNotFound()
        if row.user_id == voter_id:
            raise calls.OwnReview("It counts what it says already.")
        mine = Vote.objects.filter(review=row, voter_id=voter_id)
        before = mine.values_list("is_helpful", flat=True).first()
        if before != is_helpful:
            mine.delete()
            if is_helpful is not None:
                Vote.objects.create(review=row, voter_id=voter_id, is_helpful=is_helpful)
            row.helpful += (is_helpful is True) - (before is True)
            row.unhelpful += (is_helpful is False) - (before is False)
            row.score = row.helpful - row.unhelpful
            row.save(update_fields=["helpful", "unhelpful", "score"])
    return showing.reviews([row], voter_id, {review_id: is_helpful} if is_helpful is not None else {})[0]
