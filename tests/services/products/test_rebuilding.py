"""Pages made again from the products, and the products told again at the revision they have."""

from __future__ import annotations

import orjson

from souk.kernel.models import OutboxEvent
from souk.services.products.models import Product, ProductPage
from souk.services.products.use_cases import rebuilding
from tests.services.products.conftest import variation


def test_lost_and_stale_pages_are_made_again(save, tee, products):
    for number in range(3):
        save(tee(slug=f"tee-{number}", options=[], variations=[variation(f"T{number}")]))
    before = {page.product_id: bytes(page.body) for page in ProductPage.objects.all()}
    ProductPage.objects.first().delete()
    ProductPage.objects.update(body=b"{}")
    seen = []
    assert rebuilding.rebuild(lambda done, total: seen.append((done, total))) == 3
    assert {page.product_id: bytes(page.body) for page in ProductPage.objects.all()} == before
    assert seen == [(3, 3)]


def test_what_is_told_again_has_the_revision_it_had(save, tee, monkeypatch):
    monkeypatch.setattr(rebuilding, "AT_ONCE", 2)
    for number in range(3):
        save(tee(slug=f"tee-{number}", options=[], variations=[variation(f"T{number}")]))
    OutboxEvent.objects.using("products").all().delete()
    assert rebuilding.tell_again() == 3
    said = OutboxEvent.objects.using("products").filter(type="souk.product.updated.v1")
    told = {
        orjson.loads(row.envelope)["data"]["product_id"]: orjson.loads(row.envelope)["data"]["revision"]
        for row in said
    }
    assert told == dict(Product.objects.values_list("product_id", "revision"))
