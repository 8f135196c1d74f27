"""Lists in their orders, filters and pages; votes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from souk.contracts.reviews.calls import OwnReview, ReviewNotFound, ReviewQuery
from souk.kernel import clock
from souk.services.reviews.use_cases import auditing
from souk.vocabulary.pages import BadCursor
from tests.services.reviews.conftest import COAT

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def seven(street, write, reviews):
    """Seven reviews a day apart; the third helped two people, the first helped nobody."""
    crowd, written = street.crowd(7), []
    for place, (person, stars) in enumerate(zip(crowd, (5, 4, 3, 5, 1, 2, 5), strict=True)):
        with clock.frozen_at(NOON + timedelta(days=place)):
            written.append(write(person, stars, f"Number {place}"))
    for place, voter, is_helpful in ((2, 0, True), (2, 1, True), (4, 0, True), (0, 1, False)):
        reviews.vote(voter_id=crowd[voter], review_id=written[place].review_id, is_helpful=is_helpful)
    return written


def order(reviews, **query):
    """Which of the seven, page after page of three."""
    found, cursor = [], None
    while True:
        page = reviews.reviews(
            query=ReviewQuery(kind="product", subject=COAT, cursor=cursor, limit=3, **query)
        )
        found += [int(each.text[-1]) for each in page.items]
        cursor = page.next
        if cursor is None:
            return found


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, [6, 5, 4, 3, 2, 1, 0]),
        ({"order": "helpful"}, [2, 4, 6, 5, 3, 1, 0]),
        ({"order": "highest"}, [6, 3, 0, 1, 2, 5, 4]),
        ({"order": "lowest"}, [4, 5, 2, 1, 6, 3, 0]),
        ({"stars": 5}, [6, 3, 0]),
        ({"stars": 5, "order": "helpful"}, [6, 3, 0]),
        ({"verified": True}, []),
        ({"verified": False, "stars": 1}, [4]),
    ],
)
def test_orders_and_filters(reviews, seven, query, expected):
    assert order(reviews, **query) == expected


def test_a_list_is_three_looks_however_long(reviews, seven, street, count_queries):
    viewer = street.person("Reader One")
    with count_queries("reviews") as queries:
        reviews.reviews(query=ReviewQuery(kind="product", subject=COAT, viewer_id=viewer))
    assert len(queries) == 3
    with count_queries("reviews") as queries:
        reviews.reviews(query=ReviewQuery(kind="product", subject=COAT))
    assert len(queries) == 2


@pytest.mark.parametrize(
    "cursor", ["nonsense", "WzEsMl0", "WyJhIiwgImIiXQ", "WzkyMjMzNzIwMzY4NTQ3NzU4MDYsICJhIl0"]
)
def test_a_cursor_of_another_list_is_refused(reviews, seven, cursor):
    query = ReviewQuery(kind="product", subject=COAT, cursor=cursor)
    with pytest.raises(BadCursor):
        reviews.reviews(query=query)


def test_one_vote_for_each_person_changeable(reviews, write, ryan, ada):
    written = write(ryan)

    def say(is_helpful):
        found = reviews.vote(voter_id=ada, review_id=written.review_id, is_helpful=is_helpful)
        return found.helpful, found.unhelpful, found.my_vote

    assert say(True) == (1, 0, True)
    assert say(True) == (1, 0, True), "a double click counts once"
    assert say(False) == (0, 1, False)
    assert say(None) == (0, 0, None)
    assert say(None) == (0, 0, None)
    assert say(True) == (1, 0, True)
    seen = reviews.reviews(query=ReviewQuery(kind="product", subject=COAT, viewer_id=ada)).items[0]
    assert (seen.my_vote, seen.is_mine) == (True, False)
    assert reviews.reviews(query=ReviewQuery(kind="product", subject=COAT)).items[0].my_vote is None
    assert auditing.violations() == []


def test_ones_own_is_not_voted_on(reviews, write, ryan):
    written = write(ryan)
    with pytest.raises(OwnReview):
        reviews.vote(voter_id=ryan, review_id=written.review_id, is_helpful=True)
    assert reviews.review(review_id=written.review_id).helpful == 0


def test_what_waits_is_not_voted_on(reviews, write, ryan, ada):
    written = write(ryan, 3, "www.example.com")
    with pytest.raises(ReviewNotFound):
        reviews.vote(voter_id=ada, review_id=written.review_id, is_helpful=True)
    with pytest.raises(ReviewNotFound):
        reviews.vote(voter_id=ada, review_id="rev_nothing", is_helpful=True)
