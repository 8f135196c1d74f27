"""Counting: the stars of a subject, kept in its row by whoever holds it, and told when they moved."""

from __future__ import annotations

from souk.contracts.reviews.calls import SubjectNotFound
from souk.contracts.reviews.events import RatingChanged
from souk.kernel.data.database import Change
from souk.services.reviews.models import Review, Subject
from souk.vocabulary.ratings import rating_of

_NAMES = ("ones", "twos", "threes", "fours", "fives")


def hold(subject_id: str) -> Subject:
    """The subject's row, locked until the transaction at hand ends: first of all that a change locks. Raises SubjectNotFound."""
    row = Subject.objects.select_for_update().filter(subject_id=subject_id).first()
    if row is None:
        raise SubjectNotFound()
    return row


def counted(review: Review) -> int:
    """The stars that count: those of what is published; 0 for none."""
    return review.stars if review.status == "published" else 0


class Tally:
    """What a change does to the stars of a held subject. `tell` writes and says it once, however much moved."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._before = subject.histogram

    def move(self, before: int, after: int) -> None:
        """A review counted as `before` counts as `after`; 0 is not at all."""
        for stars, step in ((before, -1), (after, 1)):
            if stars:
                name = _NAMES[stars - 1]
                setattr(self._subject, name, getattr(self._subject, name) + step)

    def tell(self, change: Change) -> None:
        subject = self._subject
        if subject.histogram == self._before:
            return
        subject.revision += 1
        subject.save(update_fields=[*_NAMES, "revision"])
        change.say(rating_changed(subject))


def rating_changed(subject: Subject) -> RatingChanged:
    """The event of the rating as it is."""
    rating = rating_of(subject.histogram)
    return RatingChanged(
        subject_kind=subject.kind,  # type: ignore[arg-type]
        subject_id=subject.subject_id,
        average_hundredths=rating.average_hundredths,
        count=rating.count,
        histogram=list(rating.histogram),
        revision=subject.revision,
    )
