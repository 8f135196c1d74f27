"""What people say of the demo market: worth reading, spread plausibly, held where it must be, and the same when it is run again."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace

import pytest

from souk.contracts.products.calls import Product, ProductNotFound, Products, ShopLabel
from souk.contracts.reviews.calls import Comments, Moderation, Reviews
from souk.contracts.shops.calls import Shop, Shops
from souk.contracts.users.calls import Users
from souk.demo import reviews as demo
from souk.demo.catalogue import products
from souk.demo.shelves import rows
from souk.demo.shops import SHOPS
from souk.kernel import clock
from souk.services.reviews.models import Comment, Flag, Review, Subject
from souk.services.reviews.service import CommentsService, ModerationService, ReviewsService
from souk.services.reviews.use_cases import auditing
from souk.vocabulary.money import Money
from souk.vocabulary.ratings import rating_of
from tests.demo.neighbours import FakeUsers

PUBLISHED = {each.slug: each for each in products() if each.is_published}


class Catalogue:
    def product(self, *, id_or_slug):
        slug = id_or_slug.removeprefix("prd_").replace("_", "-")
        if slug not in PUBLISHED:
            raise ProductNotFound()
        each = PUBLISHED[slug]
        return Product(
            product_id=f"prd_{slug}"[:40], slug=slug, title=each.title, product_type=each.product_type,
            description_html="", attributes={}, specifications=[], category=None, breadcrumbs=[], options=[], variations=[],
            shop=ShopLabel(shop_id=f"shp_{each.shop}", slug=each.shop, name=each.shop), images=[], price_from=Money.of(1),
            price_to=Money.of(1), created_at=clock.now(),
        )  # fmt: skip


def shop(slug):
    return Shop(
        shop_id=f"shp_{slug}", owner_id=f"usr_owner_{slug}", slug=slug, name=slug, tagline="", description="", city="",
        country="GB", status="approved", created_at=clock.now(),
    )  # fmt: skip


@pytest.fixture
def street(databases, neighbours):
    users = neighbours.replace(Users, FakeUsers())
    users.accounts = lambda *, user_ids: []
    neighbours.replace(Products, Catalogue())
    neighbours.replace(
        Shops,
        SimpleNamespace(
            shop_by_slug=lambda *, slug: shop(slug),
            shops=lambda *, shop_ids: [shop(each.removeprefix("shp_")) for each in shop_ids],
        ),
    )
    for contract, service in (
        (Reviews, ReviewsService()),
        (Comments, CommentsService()),
        (Moderation, ModerationService()),
    ):
        neighbours.replace(contract, service)


def test_there_is_much_to_read_and_nothing_twice():
    texts = [row["text"] for row in rows("reviews")]
    assert len(texts) == len(set(texts)) > 200
    assert all(40 <= len(text) <= 400 for text in texts if text)
    assert sum(bool(row["answer"]) for row in rows("reviews")) >= 15
    assert sum(bool(row["answer"]) for row in rows("comments")) >= 20


def test_every_line_is_about_something_on_the_street():
    known = {*PUBLISHED, *(f"shop:{each.slug}" for each in SHOPS), "*book", "*clothes", "*laptop", "*mobile"}
    for row in [*rows("reviews"), *rows("comments")]:
        assert row["about"] in known, row["about"]


def test_the_market_is_reviewed(street):
    new = demo.write_reviews()
    assert Review.objects.count() + Comment.objects.count() == new
    assert Review.objects.count() > 250
    held = Counter(code for row in Review.objects.filter(status="held") for code in row.holds)
    assert held == {"link": 3, "words": 2}, "nobody waits for having written much"
    assert Comment.objects.filter(status="held").count() == 2
    assert Flag.objects.count() == 2
    averages = [
        rating_of(row.histogram).average_hundredths / 100
        for row in Subject.objects.all()
        if sum(row.histogram) >= 4
    ]
    assert min(averages) < 3.5
    assert max(averages) > 4.6
    assert len(averages) > 25
    assert auditing.violations() == []


def test_run_again_it_changes_nothing(street):
    demo.write_reviews()
    before = Review.objects.count(), Comment.objects.count(), Flag.objects.count()
    assert demo.write_reviews() == 0
    assert (Review.objects.count(), Comment.objects.count(), Flag.objects.count()) == before
