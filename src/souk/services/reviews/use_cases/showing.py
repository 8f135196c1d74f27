"""Showing: rows as the messages that readers, authors and moderators are given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from souk.contracts.reviews import calls
from souk.services.reviews.models import Comment, Review, Subject
from souk.vocabulary.ids import UserId


def subject(row: Subject) -> calls.Subject:
    return calls.Subject.model_construct(
        kind=row.kind, subject_id=row.subject_id, title=row.title, slug=row.slug, image_url=row.image_url
    )


def reviews(
    rows: Iterable[Review],
    viewer_id: UserId | None = None,
    votes: Mapping[str, bool] | None = None,
    *,
    in_confidence: bool = False,
) -> list[calls.Review]:
    """`in_confidence`: for who moderates, with everything that is known of it. What its author alone may read they do read."""
    return [_review(row, viewer_id, (votes or {}).get(row.review_id), in_confidence) for row in rows]


def comments(
    rows: Iterable[Comment], viewer_id: UserId | None = None, *, in_confidence: bool = False
) -> list[calls.Comment]:
    found = []
    for row in rows:
        is_mine = viewer_id is not None and row.user_id == viewer_id
        found.append(
            calls.Comment(
                comment_id=row.comment_id,
                subject=subject(row.subject),
                author=row.author,
                text=row.text,
                status=row.status,  # type: ignore[arg-type]
                posted_at=row.posted_at,
                edited_at=row.edited_at,
                answer=_answer(row),
                is_mine=is_mine,
                reason=row.reason if is_mine or in_confidence else "",
                holds=row.holds if in_confidence else [],
                flags=row.flags if in_confidence else 0,
            )
        )
    return found


def _review(row: Review, viewer_id: UserId | None, my_vote: bool | None, in_confidence: bool) -> calls.Review:
    is_mine = viewer_id is not None and row.user_id == viewer_id
    return calls.Review(
        review_id=row.review_id,
        subject=subject(row.subject),
        author=row.author,
        stars=row.stars or None,
        title=row.title,
        text=row.text,
        pictures=[calls.ReviewPicture(**picture) for picture in row.pictures],
        is_verified=row.is_verified,
        status=row.status,  # type: ignore[arg-type]
        posted_at=row.posted_at,
        edited_at=row.edited_at,
        helpful=row.helpful,
        unhelpful=row.unhelpful,
        answer=_answer(row),
        is_mine=is_mine,
        my_vote=my_vote,
        reason=row.reason if is_mine or in_confidence else "",
        holds=row.holds if in_confidence else [],
        flags=row.flags if in_confidence else 0,
    )


def _answer(row: Review | Comment) -> calls.Answer | None:
    if not row.answer or row.answered_at is None:
        return None
    return calls.Answer(
        text=row.answer, by=row.answered_by, answered_at=row.answered_at, edited_at=row.answer_edited_at
    )
