"""Importing: reviews and comments that were written elsewhere, screened by the same rules as of the time they were written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import timedelta

from souk.contracts.reviews import calls
from souk.kernel.data.database import changes
from souk.kernel.ids import new_id
from souk.services.reviews.models import Comment, Review, Subject, Vote
from souk.services.reviews.rules.texts import short_name, tidy
from souk.services.reviews.use_cases import acquaintance, commenting, counting, purchases, screening
from souk.services.reviews.use_cases.writing import checked, published
from souk.vocabulary.problems import invalid

MOST = 500


def take_over(reviews: list[calls.ReviewImport], comments: list[calls.CommentImport]) -> int:
    """A change for each subject; a person's review that is there already stays, and so does a comment of the same words."""
    if max(len(reviews), len(comments)) > MOST:
        raise invalid("/reviews", f"No more than {MOST} at a time.", "too_many")
    by_subject: dict[tuple[str, str], list[calls.ReviewImport]] = {}
    for each in reviews:
        by_subject.setdefault((each.kind, each.subject_id), []).append(each)
    said: dict[str, list[calls.CommentImport]] = {}
    for one in comments:
        said.setdefault(one.product_id, []).append(one)
    new = sum(_reviews_of(kind, subject_id, group) for (kind, subject_id), group in by_subject.items())
    return new + sum(_comments_of(product_id, group) for product_id, group in said.items())


def _reviews_of(kind: str, subject_id: str, group: list[calls.ReviewImport]) -> int:
    subject = acquaintance.subject_of(kind, subject_id)
    _, shop_name = acquaintance.owner_of(subject)
    with changes("reviews") as change:
        held = counting.hold(subject.subject_id)
        tally = counting.Tally(held)
        there = set(Review.objects.filter(subject=held).values_list("user_id", flat=True))
        fresh = [each for each in _by_age(group) if each.user_id not in there]
        for each in fresh:
            row = _review(each, held, shop_name)
            row.save(force_insert=True)
            _votes(row)
            tally.move(0, counting.counted(row))
            if row.status == "published":
                change.say(published(row))
        tally.tell(change)
    return len(fresh)


def _by_age(group: Iterable[calls.ReviewImport]) -> list[calls.ReviewImport]:
    return sorted({each.user_id: each for each in group}.values(), key=lambda each: each.posted_at)


def _review(each: calls.ReviewImport, subject: Subject, shop_name: str) -> Review:
    draft, at = checked(each.kind, each.draft), each.posted_at
    row = Review(
        review_id=new_id("rev"), subject=subject, shop_id=subject.shop_id, kind=subject.kind, user_id=each.user_id,
        author=short_name(each.author), stars=draft.stars or 0, title=draft.title, text=draft.text,
        helpful=each.helpful, unhelpful=each.unhelpful, score=each.helpful - each.unhelpful,
        is_verified=purchases.has_received(each.user_id, each.kind, subject.subject_id),
        posted_at=at, written_at=at, status="new",
    )  # fmt: skip
    _answered(row, each.answer, shop_name)
    screening.settle(row, screening.holds(row, at), at)
    return row


def _votes(row: Review) -> None:
    """Votes that came along are nobody's of this market, but they are votes."""
    Vote.objects.bulk_create(
        Vote(review=row, voter_id=new_id("elsewhere"), is_helpful=place < row.helpful)
        for place in range(row.helpful + row.unhelpful)
    )


def _comments_of(product_id: str, group: list[calls.CommentImport]) -> int:
    subject = acquaintance.subject_of("product", product_id)
    _, shop_name = acquaintance.owner_of(subject)
    new = 0
    with changes("reviews"):
        held = counting.hold(subject.subject_id)
        for each in sorted(group, key=lambda each: each.posted_at):
            text = commenting.checked(each.text)
            key = hashlib.sha256(f"{each.user_id}\0{product_id}\0{text}".encode()).hexdigest()
            if Comment.objects.filter(key=key).exists():
                continue
            row = Comment(
                comment_id=new_id("cmt"), key=key, subject=held, shop_id=held.shop_id, user_id=each.user_id,
                author=short_name(each.author), text=text, posted_at=each.posted_at, written_at=each.posted_at,
                status="new",
            )  # fmt: skip
            _answered(row, each.answer, shop_name)
            screening.settle(row, screening.holds(row, each.posted_at), each.posted_at)
            row.save(force_insert=True)
            new += 1
    return new


def _answered(row: Review | Comment, answer: str, shop_name: str) -> None:
    if answer:
        row.answer, row.answered_by = tidy(answer), shop_name
        row.answered_at = row.posted_at + timedelta(hours=20)
