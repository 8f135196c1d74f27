"""What neighbours are promised, kept by the house and by its fake alike."""

from __future__ import annotations

import pytest

from souk.contracts.products.calls import CategoryDraft, ProductDraft, ProductNotFound
from souk.services.products.service import ProductsService
from souk.vocabulary.problems import Invalid
from tests.fakes.products import FakeProducts
from tests.services.products.conftest import variation


@pytest.fixture(params=[ProductsService, FakeProducts], ids=["house", "fake"])
def products(request):
    return request.param()


@pytest.fixture
def lamp(shop):
    def draft(**edits):
        fields = {"slug": "lamp", "title": "Lamp", "product_type": "general", "shop_id": shop.shop_id}
        return ProductDraft.model_validate(
            fields | {"variations": [variation("L", price="30.00", stock=3)]} | edits
        )

    return draft


def test_categories_are_added_once_and_come_parents_first(products):
    drafts = [
        CategoryDraft(slug="home", name="Home"),
        CategoryDraft(slug="lamps", name="Lamps", parent_slug="home"),
    ]
    first = products.save_categories(key="a", drafts=drafts)
    again = products.save_categories(
        key="b", drafts=[*drafts, CategoryDraft(slug="home", name="Another name")]
    )
    assert again[:2] == first
    assert [(c.path, c.name) for c in products.categories()] == [("home", "Home"), ("home/lamps", "Lamps")]
    assert first[1].parent_id == first[0].category_id
    with pytest.raises(Invalid):
        products.save_categories(key="c", drafts=[CategoryDraft(slug="x", name="X", parent_slug="nowhere")])
    assert len(products.categories()) == 2


def test_a_product_is_saved_shown_and_sold(products, lamp):
    saved = products.save_products(key="k", drafts=[lamp()])[0]
    assert saved.outcome == "created"
    shown = products.product(id_or_slug="lamp")
    assert shown == products.product(id_or_slug=saved.product_id)
    assert (shown.price_from.amount, shown.variations[0].available) == ("30.00", 3)
    line = products.for_sale(variation_ids=["var_nobody", saved.variation_ids["L"]])[0]
    assert (line.product_slug, line.title, line.price, line.is_sellable) == (
        "lamp",
        "Lamp",
        shown.price_from,
        True,
    )
    assert line.product_id == saved.product_id
    assert products.for_sale(variation_ids=[]) == []
    with pytest.raises(ProductNotFound):
        products.product(id_or_slug="nothing")


def test_saving_again_is_unchanged_updated_or_answered_from_memory(products, lamp):
    first = products.save_products(key="k", drafts=[lamp()])
    assert products.save_products(key="k", drafts=[lamp()]) == first
    assert products.save_products(key="l", drafts=[lamp()])[0].outcome == "unchanged"
    updated = products.save_products(key="m", drafts=[lamp(title="Brass lamp")])[0]
    assert (updated.outcome, updated.variation_ids) == ("updated", first[0].variation_ids)


def test_what_is_not_published_is_not_for_sale(products, lamp):
    saved = products.save_products(key="k", drafts=[lamp(status="draft")])[0]
    with pytest.raises(ProductNotFound):
        products.product(id_or_slug="lamp")
    assert not products.for_sale(variation_ids=[saved.variation_ids["L"]])[0].is_sellable


def test_a_draft_in_a_category_nobody_has_is_refused(products, lamp):
    saved = products.save_products(key="k", drafts=[lamp(category_slug="nowhere")])[0]
    assert (saved.outcome, saved.refusal) == ("refused", "There is no category 'nowhere'.")
