"""Writing: one review for each person and subject, with or without the badge, counted once."""

from __future__ import annotations

import pytest

from souk.contracts.products.calls import Products
from souk.contracts.reviews.calls import (
    OnlyBuyersReview,
    OwnGoods,
    ReviewDraft,
    ReviewNotFound,
    ReviewQuery,
    SubjectNotFound,
)
from souk.contracts.shops.events import ShopDeleted, ShopRejected
from souk.contracts.users.events import UserErased
from souk.services.reviews import handlers
from souk.services.reviews.models import Review, Subject, Vote
from souk.services.reviews.settings import settings
from souk.services.reviews.use_cases import auditing
from souk.vocabulary.problems import Invalid, Unavailable
from tests.services.reviews.conftest import BOOK, COAT, OWNER, SHOP, product_told


def rating(reviews, subject=COAT, kind="product"):
    return reviews.reviews(query=ReviewQuery(kind=kind, subject=subject)).rating


def test_a_review_is_there_under_a_short_name(reviews, write, ryan):
    written = write(ryan, 4, "Warm.", title="Good coat")
    assert (written.author, written.stars, written.title, written.status) == (
        "Ryan M",
        4,
        "Good coat",
        "published",
    )
    assert not written.is_verified
    found = reviews.reviews(query=ReviewQuery(kind="product", subject="coat")).items
    assert [each.review_id for each in found] == [written.review_id]


def test_writing_again_replaces_it_and_counts_once(reviews, write, ryan, said):
    first = write(ryan, 2, "Thin.")
    again = write(ryan, 5, "It warmed to me.")
    assert again.review_id == first.review_id
    assert again.edited_at is not None
    assert rating(reviews).histogram == (0, 0, 0, 0, 1)
    assert [event.histogram for event in said("rating.changed")] == [[0, 1, 0, 0, 0], [0, 0, 0, 0, 1]]
    assert [event.revision for event in said("rating.changed")] == [1, 2]
    assert len(said("review.published")) == 1


def test_saying_the_same_again_changes_nothing(write, ryan, said):
    assert write(ryan, 5, "Warm.").edited_at is None
    assert write(ryan, 5, "Warm.").edited_at is None
    assert len(said("rating.changed")) == 1


def test_new_words_for_the_same_stars_move_no_rating(write, ryan, said):
    write(ryan, 5, "Warm.")
    write(ryan, 5, "Warmer.")
    assert len(said("rating.changed")) == 1


def test_the_average_is_of_all_who_gave_stars(reviews, write, street):
    for person, stars in zip(street.crowd(3), (5, 5, 3), strict=True):
        write(person, stars)
    found = rating(reviews)
    assert (found.average, found.average_hundredths, found.count) == ("4.3", 433, 3)
    assert found.histogram == (0, 0, 1, 0, 2)


def test_a_product_needs_stars(write, ryan):
    with pytest.raises(Invalid) as wrong:
        write(ryan, None, "Nice.")
    assert wrong.value.errors[0].pointer == "/stars"
    assert not Review.objects.exists()


def test_a_shop_takes_stars_or_words(reviews, write, street):
    one, two, three = street.crowd(3)
    write(one, 4, "", kind="shop", subject="kiln")
    write(two, None, "Kind people.", kind="shop", subject=SHOP)
    with pytest.raises(Invalid):
        write(three, None, "  ", kind="shop", subject=SHOP)
    found = reviews.reviews(query=ReviewQuery(kind="shop", subject=SHOP))
    assert {(each.stars, each.text) for each in found.items} == {(4, ""), (None, "Kind people.")}
    assert found.rating.count == 1


def test_what_arrived_carries_the_badge(reviews, write, street, ryan, ada):
    items = street.orders(ryan, COAT, BOOK)
    assert not write(ryan).is_verified, "it is on its way"
    street.delivers(items[0], status="shipped")
    assert not reviews.mine(user_id=ryan).items[0].is_verified
    street.delivers(items[0])
    assert reviews.mine(user_id=ryan).items[0].is_verified, "the badge comes with the parcel"
    assert not write(ryan, subject=BOOK).is_verified, "the other thing has not come"
    assert not write(ada).is_verified, "it came to somebody else"


def test_who_has_some_of_what_they_bought_has_received_it(write, street, ryan):
    (coats,) = street.orders(ryan, COAT)
    street.delivers(coats, status="shipped", part="itm_part")
    assert not write(ryan).is_verified
    street.delivers(coats, part="itm_part")
    assert write(ryan).is_verified
    street.completes(ryan, [coats, coats.model_copy(update={"item_id": "itm_part"})])
    assert write(ryan).is_verified


def test_a_shop_knows_who_received_something_of_it(write, street, ryan):
    street.completes(ryan, street.orders(ryan, COAT))
    assert write(ryan, kind="shop", subject=SHOP).is_verified


def test_an_order_is_enough_where_only_its_completion_was_heard(write, street, ryan):
    items = street.orders(None, BOOK, order_id="ord_guest")
    street.completes(ryan, items, order_id="ord_guest")
    assert write(ryan, subject=BOOK).is_verified


def test_where_only_buyers_review_nobody_else_does(write, street, ryan, ada, monkeypatch):
    monkeypatch.setattr(settings(), "buyers_only", True)
    street.completes(ada, street.orders(ada, COAT))
    assert write(ada).is_verified
    with pytest.raises(OnlyBuyersReview):
        write(ryan)


def test_nobody_reviews_what_they_sell(write, street):
    for kind, subject in (("product", COAT), ("shop", SHOP)):
        with pytest.raises(OwnGoods):
            write(OWNER, kind=kind, subject=subject)


@pytest.mark.parametrize("name", ["prd_nothing", "nothing", "x" * 300, "prd_" + "ü" * 60])
def test_what_is_not_there_is_not_reviewed(write, ryan, name):
    with pytest.raises(SubjectNotFound):
        write(ryan, subject=name)


def test_a_draft_is_not_reviewed(write, reviews, ryan):
    handlers.on_product(product_told(COAT, revision=2, status="draft"))
    with pytest.raises(SubjectNotFound):
        write(ryan)
    with pytest.raises(SubjectNotFound):
        rating(reviews)


def test_an_older_fact_that_comes_late_is_ignored(write, ryan):
    handlers.on_product(product_told(COAT, revision=5, title="The Long Coat"))
    handlers.on_product(product_told(COAT, revision=4, status="draft"))
    assert write(ryan).subject.title == "The Long Coat"


def test_a_product_nobody_told_of_is_asked_about(street, write, ryan, neighbours):
    from datetime import UTC, datetime

    from souk.contracts.products.calls import Product, ProductNotFound, ShopLabel
    from souk.vocabulary.money import Money

    class Catalogue:
        def product(self, *, id_or_slug):
            if id_or_slug != "hat":
                raise ProductNotFound()
            return Product(
                product_id="prd_hat", slug="hat", title="A hat", product_type="clothes", description_html="",
                attributes={}, specifications=[], category=None, breadcrumbs=[], options=[], variations=[], images=[],
                shop=ShopLabel(shop_id=SHOP, slug="kiln", name="Kiln & Wool"), price_from=Money.of(1),
                price_to=Money.of(1), created_at=datetime(2026, 1, 1, tzinfo=UTC),
            )  # fmt: skip

    neighbours.replace(Products, Catalogue())
    assert write(ryan, subject="hat").subject.subject_id == "prd_hat"
    handlers.on_product(product_told("prd_hat", revision=1, title="The Hat"))
    assert Subject.objects.get(subject_id="prd_hat").title == "The Hat"


def test_nobody_knows_while_products_is_away(street, write, ryan, neighbours):
    away = neighbours.replace(Products, type("Away", (), {})())

    def product(*, id_or_slug):
        raise Unavailable("products rests")

    away.product = product
    with pytest.raises(Unavailable):
        write(ryan, subject="hat")


def test_while_users_is_away_a_name_is_missing(street, write, ryan):
    street.users.vanish()
    assert write(ryan).author == "A customer"


def test_taking_it_away_takes_everything_of_it(reviews, write, street, ryan, ada, said):
    written = write(ryan)
    reviews.vote(voter_id=ada, review_id=written.review_id, is_helpful=True)
    reviews.remove(user_id=ryan, review_id=written.review_id)
    reviews.remove(user_id=ryan, review_id=written.review_id)
    assert rating(reviews).count == 0
    assert not reviews.mine(user_id=ryan).items
    assert not Vote.objects.exists()
    assert Review.objects.get().text == ""
    assert said("rating.changed")[-1].average_hundredths == 0
    again = write(ryan, 3, "Second thoughts.")
    assert (again.status, again.edited_at, rating(reviews).histogram) == ("published", None, (0, 0, 1, 0, 0))
    assert auditing.violations() == []


def test_somebody_elses_is_not_found(reviews, write, ryan, ada):
    written = write(ryan)
    with pytest.raises(ReviewNotFound):
        reviews.remove(user_id=ada, review_id=written.review_id)
    with pytest.raises(ReviewNotFound):
        reviews.add_picture(user_id=ada, review_id=written.review_id, content=b"x")
    assert rating(reviews).count == 1


def test_what_goes_takes_its_reviews_along(reviews, comments, write, street, ryan, said):
    write(ryan)
    write(ryan, 2, subject=BOOK)
    comments.say(key="k", user_id=ryan, product=COAT, text="Is it lined?")
    street.deletes(COAT)
    assert [each.subject.subject_id for each in reviews.mine(user_id=ryan).items] == [BOOK]
    assert (said("rating.changed")[-1].subject_id, said("rating.changed")[-1].count) == (COAT, 0)
    handlers.on_product(product_told(COAT, revision=9))
    with pytest.raises(SubjectNotFound):
        write(ryan)
    assert auditing.violations() == []


def test_a_closed_shop_takes_its_own_reviews_along(reviews, write, ryan):
    write(ryan, kind="shop", subject=SHOP)
    facts = {"shop_id": SHOP, "owner_id": OWNER, "slug": "kiln", "shop_name": "Kiln & Wool"}
    handlers.on_shop_rejected(ShopRejected(**facts))
    with pytest.raises(SubjectNotFound):
        rating(reviews, SHOP, "shop")
    assert Review.objects.count() == 1
    handlers.on_shop_deleted(ShopDeleted(**facts))
    assert not Review.objects.exists()


def test_who_is_forgotten_leaves_words_and_no_name(reviews, comments, write, street, ryan, ada):
    written, other = write(ryan, 4, "Warm."), write(ada, 2, "Thin.")
    write(ryan, 1, "See www.example.com", subject=BOOK)
    reviews.vote(voter_id=ryan, review_id=other.review_id, is_helpful=True)
    comments.say(key="k", user_id=ryan, product=COAT, text="Is it lined?")
    street.completes(ryan, street.orders(ryan, COAT))
    handlers.on_erasure(UserErased(user_id=ryan))
    handlers.on_erasure(UserErased(user_id=ryan))
    left = Review.objects.get(review_id=written.review_id)
    assert (left.user_id, left.author, left.text) == (None, "A former customer", "Warm.")
    assert rating(reviews).histogram == (0, 1, 0, 1, 0)
    assert reviews.review(review_id=other.review_id).helpful == 1
    assert comments.comments(product=COAT).items[0].author == "A former customer"
    from django.apps import apps

    rows = [
        str(value)
        for model in apps.get_app_config("reviews").get_models()
        for row in model.objects.values()
        for value in row.values()
    ]
    assert not [value for value in rows if ryan in value or "Ryan" in value or "www.example" in value]
    assert auditing.violations() == []


def test_text_is_kept_as_it_was_meant(write, ryan):
    written = write(ryan, 5, "  <b>Bold</b>\r\n\r\n\r\n\r\nIt\x00 is \u202elined.  ", title="Two\nlines")
    assert written.text == "<b>Bold</b>\n\nIt is lined."
    assert written.title == "Two lines"


def test_the_draft_has_limits():
    for wrong in ({"stars": 0}, {"stars": 6}, {"stars": 1.5}, {"stars": 3, "text": "x" * 4001}):
        with pytest.raises(ValueError):
            ReviewDraft(**wrong)
