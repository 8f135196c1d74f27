"""The audit of ratings finds what is broken."""

from __future__ import annotations

import pytest

from souk.services.reviews.models import Review, Subject, Vote
from souk.services.reviews.use_cases import auditing
from tests.services.reviews.conftest import COAT

BREAKS = {
    "a histogram that nobody's stars make": (
        lambda: Subject.objects.filter(subject_id=COAT).update(fives=7),
        "is rated",
    ),
    "a published review that is not counted": (lambda: Review.objects.update(status="hidden"), "is rated"),
    "a vote that is not counted": (lambda: Review.objects.update(helpful=0), "votes"),
    "a count without a vote": (lambda: Vote.objects.all().delete(), "votes"),
    "an order by votes that are others": (lambda: Review.objects.update(score=9), "votes"),
    "something held that nobody will see": (
        lambda: Review.objects.filter(text="www.example.com").update(waits_since=None),
        "queue",
    ),
    "a review of what is gone": (lambda: Subject.objects.update(is_gone=True), "gone"),
}


@pytest.fixture
def written(write, reviews, street, ryan, ada):
    found = write(ryan, 4)
    reviews.vote(voter_id=ada, review_id=found.review_id, is_helpful=True)
    write(ada, 1, "www.example.com")
    assert auditing.violations() == []


@pytest.mark.parametrize("name", BREAKS)
def test_what_is_broken_is_found(written, name):
    deed, word = BREAKS[name]
    deed()
    assert any(word in violation for violation in auditing.violations())


def test_ratings_are_told_for_comparison(written):
    assert auditing.facts() == {"ratings": {COAT: ["product", 1, [0, 0, 0, 1, 0]]}}
