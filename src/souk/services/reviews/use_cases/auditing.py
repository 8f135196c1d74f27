"""Auditing: what must always be true of ratings and votes, proved from the rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q

from souk.services.reviews.models import Comment, Review, Subject, Vote


def violations() -> list[str]:
    """The stored histogram is that of the published rows; votes are counted; what is held waits; nothing is about what is gone."""
    return [*_histograms(), *_votes(), *_holds(), *_orphans()]


def facts() -> dict[str, Any]:
    """Subject → its histogram and the revision of it, to compare with what products, shops and search show."""
    told = Subject.objects.filter(revision__gt=0, is_gone=False).order_by("subject_id")
    return {
        "ratings": {row.subject_id: [row.kind, row.revision, row.histogram] for row in told.iterator(2000)}
    }


def _histograms() -> Iterator[str]:
    counted: dict[str, list[int]] = {}
    stars = Review.objects.filter(status="published", stars__gt=0).values_list("subject_id", "stars")
    for subject_id, given, count in stars.annotate(n=Count("pk")).order_by("subject_id"):
        counted.setdefault(subject_id, [0] * 5)[given - 1] = count
    for row in Subject.objects.order_by("subject_id").iterator(2000):
        computed = counted.get(row.subject_id, [0] * 5)
        if row.histogram != computed:
            yield f"{row.subject_id} is rated {row.histogram}, its reviews say {computed}"


def _votes() -> Iterator[str]:
    votes = dict(_tallies(Vote.objects.filter(is_helpful=True)))
    against = dict(_tallies(Vote.objects.filter(is_helpful=False)))
    rows = Review.objects.order_by("review_id").values_list("review_id", "helpful", "unhelpful", "score")
    for review_id, helpful, unhelpful, score in rows.iterator(2000):
        computed = votes.get(review_id, 0), against.get(review_id, 0)
        if (helpful, unhelpful) != computed or score != helpful - unhelpful:
            yield f"{review_id} has {helpful}:{unhelpful} votes ({score}), counted are {computed[0]}:{computed[1]}"


def _tallies(votes: Any) -> Iterator[tuple[str, int]]:
    yield from votes.values_list("review_id").annotate(n=Count("pk")).order_by("review_id")


def _holds() -> Iterator[str]:
    """Otherwise nobody would ever look at it."""
    for model in (Review, Comment):
        lost = model.objects.filter(Q(status="held", waits_since=None) | Q(status="new")).order_by("pk")
        for item_id in lost.values_list("pk", flat=True):
            yield f"{item_id} is held, but does not stand in the queue"


def _orphans() -> Iterator[str]:
    for model in (Review, Comment):
        left = model.objects.filter(subject__is_gone=True).order_by("pk")
        for item_id in left.values_list("pk", flat=True):
            yield f"{item_id} is about something that is gone"
