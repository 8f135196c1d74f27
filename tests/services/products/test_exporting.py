"""A file of ours comes back as it went: nothing changes, and nothing in it is a formula to a spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from souk.contracts.inventory.calls import Inventory, Stocktaking
from souk.contracts.products.calls import CategoryDraft
from souk.contracts.products.calls.shelves import BulkEdit, PriceMove
from souk.services.products.adapters.shopify_csv import ShopifyCsv
from souk.services.products.adapters.shopify_table import ShopifyTable
from souk.services.products.adapters.tables import plain_cell, safe_cell
from souk.services.products.models import Product, Variation
from souk.services.products.ports import FoundImage, FoundVariation, Offer
from souk.services.products.service import ShelvesService
from souk.services.products.use_cases.importing import import_file
from tests.examples import examples
from tests.fakes.inventory import FakeInventory
from tests.services.products.conftest import variation


@pytest.fixture(autouse=True)
def inventory(neighbours) -> FakeInventory:
    return neighbours.replace(Stocktaking, neighbours.replace(Inventory, FakeInventory()))


@pytest.fixture
def shelves() -> ShelvesService:
    return ShelvesService()


def exported(shelves, shop) -> str:
    text, cursor = "", None
    while True:
        part = shelves.export_part(shop_id=shop.shop_id, cursor=cursor)
        text, cursor = (text or part.header) + part.text, part.next
        if cursor is None:
            return text


def imported(tmp_path, shop, text: str):
    path = tmp_path / "products.csv"
    path.write_text(text, newline="")
    return import_file(path, shop_slug=shop.slug)


def facts(shop):
    """Everything of a shop's products but when and how often they were saved."""
    products = [
        (p.seller_slug, p.title, p.product_type, p.category_id, p.description_html, p.attributes, p.options, p.images, p.status, p.is_featured)
        for p in Product.objects.filter(shop_id=shop.shop_id).order_by("product_id")
    ]  # fmt: skip
    variations = [
        (v.sku, v.options, v.price_minor, v.compare_at_minor, v.weight_grams, v.barcode, v.is_withdrawn)
        for v in Variation.objects.filter(shop_id=shop.shop_id).order_by("product_id", "position")
    ]
    return products, variations


def picture() -> bytes:
    stored = io.BytesIO()
    Image.new("RGB", (40, 40), "#336699").save(stored, "PNG")
    return stored.getvalue()


def test_what_was_exported_is_imported_again_and_nothing_changes(
    shelves, products, save, tee, shop, told, tmp_path
):
    products.save_categories(key="c", drafts=[CategoryDraft(slug="shirts", name="Shirts")])
    image = {"content": picture(), "alt": "The tee in blue", "option_value": "Blue"}
    save(tee(category_slug="shirts", images=[image, image | {"option_value": "Red"}], is_featured=True))
    save(
        tee(
            slug="lamp", title="=HYPERLINK(1)", product_type="general", options=[], status="draft",
            attributes={"brand": "Kiln, Wool & Co", "kind": "Lamp", "tags": ["a, b", "c"], "height": 12, "is old": True},
            variations=[variation("-L 1", barcode="+4012", compare_at_price={"amount": "30.00", "currency": "USD"})],
        ),
        tee(
            slug="many", title="Five choices", product_type="general", attributes={},
            options=[{"name": f"Option {n}", "values": [{"value": "x"}, {"value": "y"}]} for n in range(5)],
            variations=[variation(f"M{v}", {f"Option {n}": v for n in range(5)}) for v in "xy"],
        ),
    )  # fmt: skip
    before, said = facts(shop), len(told())
    report = imported(tmp_path, shop, exported(shelves, shop))
    assert (report.refused, report.notes) == ([], [])
    assert (report.unchanged, report.updated, report.created) == (3, 0, 0)
    assert facts(shop) == before
    assert len(told()) == said


def test_it_is_unchanged_also_after_many_prices_moved_at_once(shelves, save, tee, shop, tmp_path):
    saved = save(tee())[0]
    move = BulkEdit(price=PriceMove(kind="percent", value=-1000))
    shelves.change_many(key="k", shop_id=shop.shop_id, product_ids=[saved.product_id], edit=move)
    assert imported(tmp_path, shop, exported(shelves, shop)).unchanged == 1


def test_a_cell_changed_in_a_spreadsheet_changes_just_that(shelves, save, tee, shop, tmp_path):
    save(tee())
    text = exported(shelves, shop).replace("TEE-BL-M,0,,25.00", "TEE-BL-M,0,,19.00")
    report = imported(tmp_path, shop, text)
    assert (report.updated, report.unchanged) == (1, 0)
    prices = dict(Variation.objects.values_list("sku", "price_minor"))
    assert prices == {"TEE-BL-M": 1900, "TEE-BL-XL": 2500, "TEE-RE-M": 2500, "TEE-RE-XL": 2500}


def test_into_another_shop_the_same_goods_come_with_their_pictures(shelves, shops, save, tee, shop, tmp_path):
    save(tee(images=[{"content": picture(), "alt": "Blue", "option_value": "Blue"}]))
    other = shops.open("other", "Other", owner_id="usr_else")
    text = exported(shelves, shop)
    assert imported(tmp_path, other, text).created == 1
    assert imported(tmp_path, other, text).unchanged == 1
    there = Product.objects.get(shop_id=other.shop_id)
    assert there.attributes == Product.objects.get(shop_id=shop.shop_id).attributes
    assert there.images[0]["url"].startswith("http")


def test_the_stock_is_what_is_on_hand_and_says_nothing_while_inventory_is_away(
    shelves, save, tee, shop, inventory
):
    saved = save(tee())[0]
    inventory.stock({saved.variation_ids["TEE-BL-M"]: 7})
    rows = {r["Variant SKU"]: r for r in csv.DictReader(io.StringIO(exported(shelves, shop)))}
    assert rows["TEE-BL-M"]["Variant Inventory Qty"] == "7"
    inventory.is_away = True
    rows = {r["Variant SKU"]: r for r in csv.DictReader(io.StringIO(exported(shelves, shop)))}
    assert rows["TEE-BL-M"]["Variant Inventory Qty"] == ""


def test_a_large_shop_is_exported_in_parts_with_one_header(shelves, save, tee, shop, count_queries):
    save(
        *(tee(slug=f"p-{n}", title=f"P {n}", variations=[variation(f"S{n}")], options=[]) for n in range(70))
    )
    with count_queries("products") as queries:
        first = shelves.export_part(shop_id=shop.shop_id)
    assert len(queries) <= 3
    assert first.next is not None
    rows = list(csv.DictReader(io.StringIO(exported(shelves, shop))))
    assert [row["Handle"] for row in rows] == sorted((f"p-{n}" for n in range(70)), key=lambda s: int(s[2:]))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "'=1", "''@x", "'", "plain", "", "it's"])
def test_what_looks_like_a_formula_gets_a_quote_and_loses_it_again(text):
    cell = safe_cell(text)
    assert cell[:1] not in ("=", "+", "-", "@")
    assert plain_cell(cell) == text


_WORDS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\u2028\u2029\x85"), min_size=1, max_size=20
).map(str.strip).filter(bool)  # fmt: skip


@st.composite
def offers(draw) -> Offer:
    names = draw(st.lists(_WORDS, max_size=5, unique_by=str.lower))
    values = {name: draw(st.lists(_WORDS, min_size=1, max_size=3, unique=True)) for name in names}
    choices = draw(
        st.lists(
            st.fixed_dictionaries({name: st.sampled_from(of) for name, of in values.items()}),
            min_size=1, max_size=4, unique_by=lambda c: tuple(sorted(c.items())),
        )
    )  # fmt: skip
    skus = draw(st.lists(_WORDS, min_size=len(choices), max_size=len(choices), unique=True))
    price = st.integers(1, 10**7).map(lambda minor: f"{minor // 100}.{minor % 100:02}")
    pictures = [
        FoundImage(f"https://pictures.example/{n}.jpg", draw(st.one_of(st.just(""), _WORDS)), draw(st.sampled_from([None, *(value for of in values.values() for value in of)])))
        for n in range(draw(st.integers(0, 4)))
    ]  # fmt: skip
    return Offer(
        line=2,
        slug="thing",
        title=draw(_WORDS),
        variations=[
            FoundVariation(
                sku, choice, draw(price), "", draw(st.integers(0, 9999)), draw(st.sampled_from(["", "4012345678901"])), draw(st.integers(0, 99))
            )
            for sku, choice in zip(skus, choices, strict=True)
        ],
        description_html=draw(st.sampled_from(["", "<p>Soft, \"plain\"\nand long.</p>", "=<p>x</p>"])),
        product_type=draw(st.sampled_from(["general", "book"])),
        attributes=draw(st.dictionaries(st.sampled_from(["brand", "kind", "author", "pages"]), _WORDS)),
        option_names=names,
        choices=values,
        images=pictures,
        is_published=draw(st.booleans()),
        category_slug=draw(st.sampled_from(["", "shirts"])),
    )  # fmt: skip


@settings(max_examples=examples(80), deadline=None, suppress_health_check=list(HealthCheck))
@given(offers())
def test_every_offer_that_is_written_is_read_as_the_same(offer):
    table = ShopifyTable()
    text = table.header() + table.lines(offer)
    (found,) = ShopifyCsv().read(text.encode())
    assert isinstance(found, Offer), found
    same = ("slug", "title", "description_html", "product_type", "attributes", "option_names", "images", "is_published", "category_slug")  # fmt: skip
    for name in same:
        assert getattr(found, name) == getattr(offer, name), name
    assert [(v.sku, v.options, v.weight_grams, v.stock, v.barcode) for v in found.variations] == [
        (v.sku, v.options, v.weight_grams, v.stock, v.barcode) for v in offer.variations
    ]
    assert [float(v.price) for v in found.variations] == [float(v.price) for v in offer.variations]
    for name in offer.option_names:
        assert found.choices[name] == offer.choices[name]
