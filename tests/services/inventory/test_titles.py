"""Stock by title: inventory keeps what products tells, finds by it, and catches up with what it let pass before."""

from __future__ import annotations

import datetime as dt

import pytest

from souk.contracts.inventory.calls import StockFilter
from souk.contracts.products.events import ProductCreated, ProductDeleted, ProductUpdated, VariationFacts
from souk.services.inventory.handlers import on_product_deleted, on_products
from souk.services.inventory.models import StockItem, TitlePart
from souk.services.inventory.service import StockDeskService
from souk.vocabulary.lookup import parts
from souk.vocabulary.money import Money
from souk.vocabulary.pages import BadCursor

pytestmark = pytest.mark.usefixtures("databases")

desk = StockDeskService()


def product(number: int, title: str, revision: int = 1, kind=ProductCreated, stock: int = 10):
    return kind(
        product_id=f"prd_{number}", revision=revision, slug="p", title=title, product_type="clothes", status="published",
        shop_id="shp_1", shop_slug="hats", shop_name="Hats", category_path="caps", category_names=["Caps"],
        description_text="", attributes={}, swatches={}, image_url=None, thumb_url=None, hover_url=None, image_alt="",
        is_featured=False, created_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        variations=[
            VariationFacts(
                variation_id=f"var_{number}_{size}", sku=f"{number}-{size}", options={}, price=Money.of(100),
                initial_stock=stock + at,
            )
            for at, size in enumerate("ML")
        ],
    )  # fmt: skip


def found(title: str) -> list[str]:
    return [row.variation_id for row in desk.search(wanted=StockFilter(title=title)).items]


def test_stock_is_found_by_the_beginning_of_its_title_or_of_a_word_in_it():
    on_products([product(1, "Wool scarf"), product(2, "Crème woollen hat")])
    assert found("wool") == ["var_1_L", "var_1_M", "var_2_L", "var_2_M"]
    assert found("SCARF") == ["var_1_L", "var_1_M"]
    assert found("creme wool") == ["var_2_L", "var_2_M"]
    assert found("ool") == []
    assert {row.title for row in desk.search(wanted=StockFilter()).items} == {
        "Wool scarf",
        "Crème woollen hat",
    }


def test_a_title_is_one_query(count_queries):
    on_products([product(1, "Wool scarf")])
    with count_queries("inventory") as queries:
        desk.search(wanted=StockFilter(title="wool"), sort="title")
    assert len(queries) == 1


def test_a_renamed_product_is_found_by_its_new_title_only_and_old_news_change_nothing():
    on_products([product(1, "Wool scarf", revision=3)])
    on_products([product(1, "Silk shawl", revision=4, kind=ProductUpdated)])
    on_products([product(1, "Wool scarf", revision=3, kind=ProductUpdated)])
    assert found("wool") == []
    assert found("shawl") == ["var_1_L", "var_1_M"]


def test_what_is_told_again_fills_in_titles_from_before_they_were_kept():
    told = product(1, "Wool scarf", revision=7)
    on_products([told])
    StockItem.objects.update(title="", sort_title="")
    TitlePart.objects.all().delete()
    assert found("wool") == []
    on_products([product(1, "Wool scarf", revision=7, kind=ProductUpdated)])
    assert found("wool") == ["var_1_L", "var_1_M"]
    assert list(StockItem.objects.values_list("on_hand", flat=True).order_by("on_hand")) == [10, 11]


def test_a_deleted_product_leaves_no_words_behind():
    on_products([product(1, "Wool scarf")])
    on_product_deleted(ProductDeleted(product_id="prd_1", variation_ids=["var_1_M", "var_1_L"]))
    assert not TitlePart.objects.exists()


def test_stock_comes_by_what_is_free_and_by_title():
    on_products([product(1, "Wool scarf", stock=5), product(2, "anorak", stock=1)])

    def order(sort: str) -> list[str]:
        seen, cursor = [], None
        while True:
            page = desk.search(wanted=StockFilter(), sort=sort, cursor=cursor, limit=1)
            seen += [row.variation_id for row in page.items]
            if (cursor := page.next) is None:
                return seen

    assert order("available") == ["var_2_M", "var_2_L", "var_1_M", "var_1_L"]
    assert order("-available") == order("available")[::-1]
    assert order("title") == ["var_2_L", "var_2_M", "var_1_L", "var_1_M"]
    cursor = desk.search(wanted=StockFilter(), sort="available", limit=1).next
    with pytest.raises(BadCursor):
        desk.search(wanted=StockFilter(), sort="-available", cursor=cursor)


def test_a_title_is_found_from_each_of_its_words_on():
    assert parts("Wool scarf") == ["wool scarf", "scarf"]
    assert parts("") == []
