"""Many at once: the average stays right, a vote counts once, and a person has one review."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from souk.contracts.products.calls import Products
from souk.contracts.reviews.calls import ReviewDraft, ReviewQuery
from souk.contracts.shops.calls import Shops
from souk.contracts.shops.events import ShopApproved
from souk.contracts.users.calls import Users
from souk.services.reviews import handlers
from souk.services.reviews.models import Review, Subject, Vote
from souk.services.reviews.service import ReviewsService
from souk.services.reviews.use_cases import auditing
from souk.vocabulary.problems import Unavailable
from tests.fakes.products import FakeProducts
from tests.fakes.shops import FakeShops
from tests.fakes.users import FakeUsers
from tests.services.reviews.conftest import COAT, OWNER, SHOP, product_told

reviews = ReviewsService()


@pytest.fixture
def market(real_databases, neighbours):
    neighbours.replace(Products, FakeProducts())
    neighbours.replace(Shops, FakeShops())
    neighbours.replace(Users, FakeUsers())
    handlers.on_shop_approved(ShopApproved(shop_id=SHOP, owner_id=OWNER, slug="kiln", shop_name="Kiln"))
    handlers.on_product(product_told(COAT))


def at_once(*deeds):
    def done(deed):
        try:
            for _ in range(20):
                try:
                    return deed()
                except Unavailable:  # the database was busy: the same again
                    continue
            raise AssertionError("it never came through")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(done, deeds))


def write(user_id, stars, text="Warm."):
    return lambda: reviews.write(
        user_id=user_id, kind="product", subject=COAT, draft=ReviewDraft(stars=stars, text=text)
    )


def test_ten_people_at_once_make_one_right_average(market):
    at_once(*(write(f"usr_{number}", number % 5 + 1) for number in range(10)))
    subject = Subject.objects.get(subject_id=COAT)
    assert subject.histogram == [2, 2, 2, 2, 2]
    assert subject.revision == 10
    assert auditing.violations() == []


def test_one_person_in_four_tabs_has_one_review(market):
    found = at_once(*(write("usr_1", stars, f"Tab {stars}") for stars in (1, 2, 3, 4)))
    assert len({each.review_id for each in found}) == 1
    assert Review.objects.count() == 1
    assert reviews.reviews(query=ReviewQuery(kind="product", subject=COAT)).rating.count == 1
    assert auditing.violations() == []


def test_a_vote_from_two_tabs_counts_once(market):
    review_id = write("usr_1", 5)().review_id
    voters = [f"usr_voter{number}" for number in range(3)] * 3
    at_once(
        *(
            lambda voter=voter: reviews.vote(voter_id=voter, review_id=review_id, is_helpful=True)
            for voter in voters
        )
    )
    assert reviews.review(review_id=review_id).helpful == 3
    assert Vote.objects.count() == 3
    assert auditing.violations() == []


def test_flags_at_once_hold_it_once(market):
    review_id = write("usr_1", 5)().review_id
    at_once(
        *(lambda n=n: reviews.flag(user_id=f"usr_f{n}", item_id=review_id, reason="spam") for n in range(3))
    )
    row = Review.objects.get()
    assert (row.status, row.holds, row.flags) == ("held", ["flags"], 3)
    assert Subject.objects.get(subject_id=COAT).histogram == [0, 0, 0, 0, 0]
