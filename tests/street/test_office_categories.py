"""The category tree in the back office over the real houses: made, renamed, moved, removed when empty."""

from __future__ import annotations

import pytest

from souk.contracts.products.calls import CategoryDraft, Products
from souk.contracts.products.calls.categories import CategoryDesk
from souk.contracts.products.calls.shelves import BulkEdit, Shelves
from souk.contracts.shops.calls import Shops
from souk.kernel.models import TrailRow
from souk.kernel.neighbours.asking import ask
from souk.services.products.models import Category, Product
from souk.services.products.use_cases.tree_care import tell_moved
from souk.services.web.use_cases import shelves
from souk.vocabulary.problems import Unavailable
from tests.journeys.stall import lay_out
from tests.street.office import browser_of, text_of

pytestmark = pytest.mark.usefixtures("databases")

LIST = "/office/categories"


@pytest.fixture
def tree():
    """Home with lamps, in which there is one; and garden."""
    shelves.forget_categories()
    drafts = [
        CategoryDraft(slug="home", name="Home"),
        CategoryDraft(slug="lamps", name="Lamps", parent_slug="home"),
        CategoryDraft(slug="table-lamps", name="Table lamps", parent_slug="lamps"),
        CategoryDraft(slug="garden", name="Garden"),
    ]
    ask(Products).save_categories(key="c", drafts=drafts)
    lay_out([{"slug": "lamp", "stock": 3}])
    product = Product.objects.get()
    shop = ask(Shops).shop_by_slug(slug="stall")
    ask(Shelves).change_many(
        key="x", shop_id=shop.shop_id, product_ids=[product.product_id], edit=BulkEdit(category_slug="lamps")
    )
    yield product
    shelves.forget_categories()


def paths() -> dict[str, str]:
    return dict(Category.objects.values_list("slug", "path"))


def test_a_category_is_made_and_is_there_at_once(desk, tree, grace):
    form = text_of(desk.get(f"{LIST}/new?under=garden"))
    assert '<option value="garden" selected>' in form
    made = desk.post(
        f"{LIST}/new", {"name": "Garden Lamps", "slug": "", "parent_slug": "garden"}, follow=True
    )
    assert "The category is made" in text_of(made)
    assert paths()["garden-lamps"] == "garden/garden-lamps"
    assert 'href="/office/categories/garden-lamps"' in text_of(made)
    assert desk.get("/explore/garden-lamps").status_code == 200
    done = TrailRow.objects.using("products").get(deed="categories.add", subject="garden-lamps")
    assert done.actor_id == grace.user_id


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"name": ""}, "Please fill this in"),
        ({"name": "日本"}, "No address can be made of this name"),
        ({"name": "Lamps"}, "There is a category of this address already"),
        ({"name": "X", "slug": "Not This"}, "Only small letters"),
        ({"name": "X", "parent_slug": "nowhere"}, "Please choose one of the list"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(desk, tree, typed, says):
    answer = desk.post(f"{LIST}/new", typed)
    assert answer.status_code == 422
    assert says in text_of(answer)
    assert len(paths()) == 4


def test_a_category_is_renamed_and_moved_with_all_that_is_in_it(desk, tree, deliver):
    deliver()
    moved = desk.post(f"{LIST}/lamps", {"name": "Lights", "parent_slug": "garden"}, follow=True)
    assert "What is in it follows" in text_of(moved)
    assert paths() == {
        "home": "home",
        "garden": "garden",
        "lamps": "garden/lamps",
        "table-lamps": "garden/lamps/table-lamps",
    }
    assert tell_moved(seconds=5) == 1
    deliver()
    page = ask(Products).product(id_or_slug=tree.slug)
    assert [one.name for one in page.breadcrumbs] == ["Garden", "Lights"]
    found = desk.get("/api/products?category=garden").json()
    assert [one["slug"] for one in found["items"]] == ["lamp"]
    assert desk.get("/api/products?category=home").json()["items"] == []
    done = TrailRow.objects.using("products").get(deed="categories.change")
    assert '"home/lamps"' in done.before
    assert '"garden/lamps"' in done.after
    assert tell_moved(seconds=5) == 0, "once"


def test_a_category_does_not_go_beneath_itself(desk, tree):
    form = text_of(desk.get(f"{LIST}/home"))
    assert 'value="table-lamps"' not in form
    for under in ("home", "lamps", "table-lamps"):
        assert desk.post(f"{LIST}/home", {"name": "Home", "parent_slug": under}).status_code == 422
    assert paths()["home"] == "home"


def test_only_what_is_empty_is_removed(desk, tree):
    assert "Remove this category" not in text_of(desk.get(f"{LIST}/lamps"))
    refused = desk.post(f"{LIST}/lamps/remove")
    assert refused.status_code == 422
    assert "There is something in this category" in text_of(refused)
    assert "categories beneath it" in text_of(desk.post(f"{LIST}/home/remove"))
    assert "Remove this category" in text_of(desk.get(f"{LIST}/table-lamps"))
    assert "The category is gone" in text_of(desk.post(f"{LIST}/table-lamps/remove", follow=True))
    assert "table-lamps" not in paths()
    assert desk.get(f"{LIST}/table-lamps").status_code == 404
    assert desk.post(f"{LIST}/table-lamps/remove").status_code == 303, "gone is gone"


def test_the_tree_is_read_with_its_numbers_by_two_queries(desk, tree, count_queries):
    desk.get(LIST)  # the footer's categories are remembered
    with count_queries("products") as queries:
        text = text_of(desk.get(LIST))
    assert len(queries) == 2
    assert text.index(">Home<") < text.index(">Lamps<") < text.index(">Table lamps<")


def test_the_tree_is_there_while_products_cannot_be_counted(desk, tree, neighbours):
    class Away:
        def uses(self):
            raise Unavailable("books rest")

    neighbours.replace(CategoryDesk, Away())
    assert "nothing is counted" in text_of(desk.get(LIST))
    assert "cannot be counted just now" in text_of(desk.get(f"{LIST}/lamps"))


def test_only_who_may_manage_products_enters(tree):
    browser = browser_of("usr_1", given=("shops.read", "stock.manage"))
    assert browser.get(LIST).status_code == 403
    assert browser.post(f"{LIST}/garden/remove").status_code == 403
    assert browser_of("usr_1", given=("products.manage",)).get(LIST).status_code == 200
    assert "garden" in paths()
