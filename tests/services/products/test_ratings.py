"""Ratings on pages: told by reviews, put beside the product, which does not change by them."""

from __future__ import annotations

import pytest

from souk.contracts.products.events import ProductUpdated
from souk.contracts.reviews.events import RatingChanged
from souk.kernel.models import OutboxEvent
from souk.services.products import handlers
from souk.services.products.models import Product, ProductPage, ProductRating
from souk.services.products.use_cases import auditing, editing, rebuilding
from souk.services.products.use_cases.editing import Seller


def rated(product_id, *histogram, revision=1, kind="product"):
    handlers.on_rating_changed(
        RatingChanged(
            subject_kind=kind, subject_id=product_id, average_hundredths=0, count=sum(histogram),
            histogram=list(histogram), revision=revision,
        )
    )  # fmt: skip


@pytest.fixture
def saved(products, tee):
    return products.save_products(key="k", drafts=[tee()])[0].product_id


def page(client, product_id):
    return client.get(f"/api/products/{product_id}")


def test_a_page_says_what_people_gave(client, products, saved):
    assert page(client, saved).json()["rating"]["count"] == 0
    before = page(client, saved)["ETag"]
    rated(saved, 0, 0, 1, 0, 2)
    answer = page(client, saved)
    assert answer.json()["rating"] == {
        "average": "4.3", "average_hundredths": 433, "count": 3, "histogram": [0, 0, 1, 0, 2],
    }  # fmt: skip
    assert answer["ETag"] != before
    assert products.product(id_or_slug=saved).rating.average == "4.3"


def test_an_older_rating_that_comes_late_is_ignored(client, saved):
    rated(saved, 0, 0, 0, 0, 5, revision=7)
    rated(saved, 5, 0, 0, 0, 0, revision=6)
    rated(saved, 5, 0, 0, 0, 0, revision=7)
    assert page(client, saved).json()["rating"]["average"] == "5.0"


def test_a_rating_changes_no_product(products, tee, saved):
    before = Product.objects.get(product_id=saved)
    rated(saved, 0, 0, 0, 0, 5)
    after = Product.objects.get(product_id=saved)
    assert (before.revision, before.digest, before.changed_at) == (
        after.revision,
        after.digest,
        after.changed_at,
    )
    assert not OutboxEvent.objects.using("products").filter(type=ProductUpdated.wire_type()).exists()
    assert products.save_products(key="again", drafts=[tee()])[0].outcome == "unchanged"


def test_a_page_written_anew_keeps_the_rating(client, products, tee, saved):
    rated(saved, 0, 0, 0, 3, 0)
    products.save_products(key="l", drafts=[tee(title="The Better Tee")])
    body = page(client, saved).json()
    assert (body["title"], body["rating"]["average"]) == ("The Better Tee", "4.0")
    rebuilding.rebuild()
    assert page(client, saved).json()["rating"]["count"] == 3


def test_a_draft_that_is_published_later_shows_it_then(client, products, tee):
    product_id = products.save_products(key="k", drafts=[tee(status="draft")])[0].product_id
    rated(product_id, 0, 0, 0, 0, 1)
    assert page(client, product_id).status_code == 404
    products.save_products(key="l", drafts=[tee()])
    assert page(client, product_id).json()["rating"]["average"] == "5.0"


def test_what_is_gone_keeps_no_rating(saved):
    rated(saved, 0, 0, 0, 0, 1)
    editing.delete_product(Seller("usr_owner"), saved)
    rated(saved, 0, 0, 0, 0, 0, revision=2)
    rated("prd_nothing", 0, 0, 0, 0, 1)
    rated(saved, 1, 0, 0, 0, 0, revision=3, kind="shop")
    assert not ProductRating.objects.exists()


def test_it_costs_a_handful_of_statements(saved, count_queries):
    with count_queries("products") as queries:
        rated(saved, 0, 0, 0, 0, 1)
    assert len([q for q in queries if "SAVEPOINT" not in q["sql"]]) <= 5


def test_a_page_that_shows_something_else_is_found(saved):
    rated(saved, 0, 0, 0, 0, 1)
    assert auditing.violations() == []
    assert auditing.facts()["ratings"] == {saved: [0, 0, 0, 0, 1]}
    ProductRating.objects.update(histogram=[9, 0, 0, 0, 0])
    assert len(auditing.violations()) == 1
    ProductPage.objects.all().delete()
    assert [one for one in auditing.violations() if "shows" in one] == []
