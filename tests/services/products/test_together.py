"""Many at once: what several threads save or hear at the same moment, with real commits."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections

from souk.contracts.inventory.events import StockChanged
from souk.contracts.products.calls import ProductDraft
from souk.contracts.shops.calls import Shops
from souk.kernel.ids import new_id
from souk.services.products.models import Product, Variation
from souk.services.products.service import ProductsService
from souk.services.products.use_cases.news import stock_changed
from tests.fakes.shops import FakeShops
from tests.services.products.conftest import variation


@pytest.fixture
def street(real_databases, neighbours):
    return neighbours.replace(Shops, FakeShops())


def together(*deeds: Any) -> list[Any]:
    """Runs them at the same time, each in a thread and connection of its own."""

    def run(deed: Any) -> Any:
        try:
            return deed()
        finally:
            connections["products"].close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def draft(shop: Any, slug: str, sku: str) -> ProductDraft:
    fields = {"slug": slug, "title": slug, "product_type": "general", "shop_id": shop.shop_id}
    return ProductDraft.model_validate(fields | {"variations": [variation(sku)]})


def test_the_same_draft_sent_by_many_at_once_makes_one_product(street):
    shop, products = street.open(), ProductsService()
    saved = together(
        *[lambda: products.save_products(key=new_id("k"), drafts=[draft(shop, "tee", "T")]) for _ in range(6)]
    )
    assert sorted(each[0].outcome for each in saved) == ["created"] + ["unchanged"] * 5
    assert len({each[0].product_id for each in saved}) == 1
    assert Product.objects.count() == 1


def test_the_same_call_sent_by_many_at_once_is_answered_the_same(street):
    shop, products = street.open(), ProductsService()
    saved = together(
        *[lambda: products.save_products(key="one", drafts=[draft(shop, "tee", "T")]) for _ in range(6)]
    )
    assert all(each == saved[0] for each in saved)
    assert saved[0][0].outcome == "created"


def test_shops_that_want_the_same_address_at_once_all_get_one(street):
    shops, products = [street.open(f"shop-{n}", f"Shop {n}") for n in range(5)], ProductsService()
    saved = together(
        *[
            lambda shop=shop: products.save_products(key=new_id("k"), drafts=[draft(shop, "tee", "T")])
            for shop in shops
        ]
    )
    assert [each[0].outcome for each in saved] == ["created"] * 5
    assert len({each[0].slug for each in saved}) == 5


def news(variation_id: str, revision: int) -> StockChanged:
    return StockChanged(variation_id=variation_id, available=revision, revision=revision)


def test_stock_told_while_the_product_is_saved_is_not_lost(street):
    shop, products = street.open(), ProductsService()
    variation_id = products.save_products(key="first", drafts=[draft(shop, "tee", "T")])[0].variation_ids["T"]
    for revision in range(1, 9):
        other = draft(shop, "tee", "T").model_copy(update={"title": f"Tee {revision}"})
        together(
            lambda other=other: products.save_products(key=new_id("k"), drafts=[other]),
            lambda revision=revision: stock_changed([news(variation_id, revision)]),
        )
        assert Variation.objects.get().available == revision
        assert products.product(id_or_slug="tee").variations[0].available == revision
