"""Caring for the tree: what is renamed or moved is told anew, some at a time; a share follows the tree of the default."""

from __future__ import annotations

from typing import Any

import pytest

from souk.contracts.products.calls import CategoryDraft
from souk.kernel import shares
from souk.kernel.shares import Share
from souk.services.products.models import Category, Product
from souk.services.products.use_cases import tree_care
from souk.vocabulary.problems import Invalid
from tests.services.products.conftest import variation

DRAFTS = [
    CategoryDraft(slug="home", name="Home"),
    CategoryDraft(slug="garden", name="Garden"),
    CategoryDraft(slug="lamps", name="Lamps", parent_slug="home"),
]


@pytest.fixture
def tree(products: Any) -> Any:
    products.save_categories(key="c", drafts=DRAFTS)
    return products


def paths() -> dict[str, str]:
    return dict(Category.objects.order_by("slug").values_list("slug", "path"))


def test_parents_come_first_also_when_they_are_younger(tree):
    tree.save_categories(key="d", drafts=[CategoryDraft(slug="all", name="All")])
    tree_care.change_category("home", "Home", "all")
    slugs = [one.slug for one in tree.categories()]
    assert slugs.index("all") < slugs.index("home") < slugs.index("lamps")


def test_the_same_again_tells_nothing(tree):
    tree_care.change_category("lamps", "Lamps", "home")
    assert not Category.objects.filter(is_told=False).exists()
    tree_care.change_category("lamps", " Lights ", "home")
    assert list(Category.objects.filter(is_told=False).values_list("slug", "name")) == [("lamps", "Lights")]


def test_a_tree_that_would_be_too_deep_stays_as_it_was(tree, monkeypatch):
    monkeypatch.setattr(tree_care, "LONGEST_PATH", 12)
    with pytest.raises(Invalid):
        tree_care.change_category("home", "Home", "garden")  # garden/home/lamps
    assert paths() == {"garden": "garden", "home": "home", "lamps": "home/lamps"}


def test_products_are_told_some_at_a_time_and_killed_in_between_it_goes_on(tree, monkeypatch, tee, save):
    monkeypatch.setattr(tree_care, "AT_ONCE", 2)
    plain = {"product_type": "general", "attributes": {}, "options": [], "category_slug": "lamps"}
    save(*(tee(slug=f"lamp-{n}", variations=[variation(f"L{n}")], **plain) for n in range(5)))
    before = dict(Product.objects.values_list("product_id", "revision"))
    tree_care.change_category("lamps", "Lights", "garden")
    number = Category.objects.get(slug="lamps").pk
    assert tree_care._tell_some(number) == 2
    assert Category.objects.get(pk=number).told_after == sorted(before)[1]
    assert tree_care.tell_moved(seconds=5) == 3
    assert Category.objects.get(pk=number).is_told
    assert dict(Product.objects.values_list("product_id", "revision")) == {
        each: revision + 1 for each, revision in before.items()
    }


def test_a_share_follows_the_tree_of_the_default(tree, monkeypatch):
    there = [
        one.model_copy(update={"name": "Lights", "path": "outside/lamps"}) if one.slug == "lamps" else one
        for one in tree.categories()
        if one.slug != "garden"
    ]
    outside = there[0].model_copy(update={"slug": "outside", "path": "outside", "category_id": "cat_outside"})

    class Default:
        def categories(self) -> list[Any]:
            return [outside, *there]

    monkeypatch.setattr(tree_care, "products", Default())
    tree_care.follow_tree()
    assert "garden" in paths(), "the default follows nobody"
    monkeypatch.setattr(tree_care, "share_here", lambda house: Share(house, ("book",)))
    assert not shares.is_split("products")
    tree_care.follow_tree()
    assert paths() == {"home": "home", "lamps": "outside/lamps", "outside": "outside"}
    assert Category.objects.get(slug="lamps").name == "Lights"
