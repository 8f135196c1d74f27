"""The audit of the catalogue says nothing of what is whole, and names each thing that is not."""

from __future__ import annotations

import pytest

from souk.kernel import clock
from souk.services.products.models import Import, ImportOffer, Product, ProductPage, Variation
from souk.services.products.use_cases.auditing import violations
from tests.services.products.conftest import variation


@pytest.fixture(autouse=True)
def goods(save, tee, shops):
    save(tee(), tee(slug="draft", status="draft", options=[], variations=[variation("D")]))
    save(tee(slug="fewer", options=[], variations=[variation("F")]))
    closed = shops.open("closed", "Closed", owner_id="usr_2", approved=False)
    save(tee(slug="closed", shop_id=closed.shop_id, options=[], variations=[variation("C")]))


def an_import(**edits) -> Import:
    fields = {"import_id": "imp_1", "shop_id": "shp_1", "file_name": "f", "source": "s", "status": "done", "total": 3, "done": 3, "created": 2, "refused": 1}  # fmt: skip
    return Import.objects.create(**(fields | {"due_at": clock.now(), "created_at": clock.now()} | edits))


def test_what_is_whole_is_not_mentioned():
    an_import()
    an_import(import_id="imp_2", status="working", done=1, created=1, refused=0)
    assert violations() == []


def test_a_published_product_without_its_page_and_a_page_of_a_draft():
    ProductPage.objects.filter(slug="tee").delete()
    Product.objects.filter(seller_slug="fewer").update(status="draft")
    Variation.objects.filter(sku="F").update(is_sellable=False)
    found = violations()
    assert len(found) == 2
    assert "has no page" in found[0]
    assert "not for everybody to see" in found[1]


@pytest.mark.parametrize(("sku", "is_sellable"), [("F", False), ("D", True), ("C", True)])
def test_a_till_that_sells_what_nobody_sees_or_not_what_everybody_does(sku, is_sellable):
    Variation.objects.filter(sku=sku).update(is_sellable=is_sellable)
    assert ["contrary to its product" in each for each in violations()] == [True]


@pytest.mark.parametrize(
    "edits", [{"created": 1}, {"done": 2, "created": 1}, {"status": "failed", "refused": 0}]
)
def test_an_import_that_does_not_add_up(edits):
    an_import(**edits)
    assert len(violations()) == 1
    assert "imp_1" in violations()[0]


def test_a_file_that_is_kept_though_it_is_done():
    ImportOffer.objects.create(of=an_import(), number=0, offer="{}")
    assert ["still kept" in each for each in violations()] == [True]
