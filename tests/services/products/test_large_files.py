"""Large files: exports with thousands of variations, and products that have more of them than a product may."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from souk.services.products.models import Product, Variation
from souk.services.products.use_cases.importing import ImportReport, import_file
from tests.services.products.large_file import shopify_file

pytestmark = pytest.mark.usefixtures("databases")


@pytest.fixture
def take(shop, tmp_path):
    def taking(products: int, variations: int, name: str = "export.csv") -> ImportReport:
        path = Path(tmp_path) / name
        path.write_text(shopify_file(products, variations))
        return import_file(path, shop_slug=shop.slug)

    return taking


def test_thousands_of_variations_are_taken_typed_and_taken_again_without_a_change(take):
    report = take(20, 100)
    assert (report.created, report.refused, report.notes) == (20, [], [])
    assert Variation.objects.count() == 2000
    assert set(Product.objects.values_list("product_type", flat=True)) == {"clothes"}
    garment = Product.objects.first()
    assert garment.attributes["category"] == "tshirts"
    assert garment.attributes["material"] == "Cotton"
    assert len(garment.attributes["available_sizes"]) == 10
    again = take(20, 100)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 20)


def test_a_batch_costs_the_same_however_many_products_there_are_already(take):
    take(10, 20, "one.csv")
    with CaptureQueriesContext(connections["products"]) as few:
        take(12, 20, "two.csv")
    with CaptureQueriesContext(connections["products"]) as many:
        take(60, 20, "three.csv")
    assert len(many) < len(few) * 4


@pytest.mark.parametrize(("count", "is_taken"), [(2048, True), (2049, False)])
def test_a_product_has_as_many_variations_as_shopify_allows_and_the_report_says_what_to_do(
    take, count, is_taken
):
    report = take(1, count)
    if is_taken:
        assert report.created == 1
        return
    assert report.created == 0
    assert Product.objects.count() == 0
    (refused,) = report.refused
    assert f"it has {count:,} variations, and a product has at most 2,048 here" in refused.reason
    assert "make a product of each of its" in refused.reason


def test_what_is_too_large_does_not_keep_the_rest_out(take, shop, tmp_path):
    path = Path(tmp_path) / "both.csv"
    rest = shopify_file(2, 5).split("\n", 1)[1]
    path.write_text(shopify_file(1, 2049).replace("garment-0", "too-many") + rest)
    report = import_file(path, shop_slug=shop.slug)
    assert (report.created, len(report.refused)) == (2, 1)
