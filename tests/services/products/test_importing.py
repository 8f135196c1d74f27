"""Other shops' files: read whatever can be understood, take what can be sold, and say why not of the rest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from souk.contracts.products.calls import ProductNotFound
from souk.contracts.shops.calls import ShopNotFound
from souk.services.products.use_cases.importing import FileNotUnderstood, import_file

DATA = Path(__file__).parent / "data"


@pytest.fixture
def take(shop, tmp_path):
    """Imports a file of the data folder, or bytes under a name."""

    def taking(name: str, content: bytes | None = None):
        path = DATA / name
        if content is not None:
            path = tmp_path / name
            path.write_bytes(content)
        return import_file(path, shop_slug=shop.slug)

    return taking


def csv_of(*rows: str, header: str = "Handle,Title,Variant SKU,Variant Price,Variant Inventory Qty") -> bytes:
    return "\n".join((header, *rows)).encode()


def test_an_older_export_is_taken_with_variants_and_pictures(take, products):
    report = take("older.csv")
    assert (report.source, report.created) == ("Shopify product CSV", 2)
    bag = products.product(id_or_slug="rope-bag")
    assert [(o.name, [v.value for v in o.values]) for o in bag.options] == [
        ("Color", ["Blue", "Red"]),
        ("Size", ["Small"]),
    ]
    blue, red = bag.variations
    assert (blue.sku, blue.price.amount, blue.compare_at_price.amount, blue.weight_grams) == (
        "RB-BS",
        "19.50",
        "25.00",
        420,
    )
    assert (blue.barcode, blue.availability, blue.available) == ("0401234567890", "low_stock", 3)
    assert (red.sku, red.compare_at_price, red.weight_grams, red.availability) == (
        "rope-bag-red-small",
        None,
        420,
        "out_of_stock",
    )
    assert [image.url.rsplit("/")[-1] for image in bag.images] == [
        "rope-1.jpg", "rope-2.jpg", "rope-3.jpg", "rope-blue.jpg", "rope-red.jpg",
    ]  # fmt: skip
    assert {image.option_value for image in bag.images} == {None, "Blue", "Red"}
    assert bag.description_html == "<p>Two lines,\n<b>one</b> bag.</p>"
    assert (bag.attributes["brand"], bag.attributes["tags"]) == ("Knot & Co", ["rope", "summer"])
    assert (bag.category.name, bag.options[0].values[0].swatch) == ("Bags", "#2f5fb3")


def test_what_is_refused_is_named_with_its_line_and_a_reason(take):
    report = take("older.csv")
    assert [(refused.line, refused.reason) for refused in report.refused] == [
        (5, "the same choice is on line 2 already"),
        (6, "the variant has no value for Size"),
        (8, "the row has neither a handle nor a title"),
        (10, "the product has no title"),
        (11, "the variant has no price"),
        (12, "the price must be more than zero"),
        (13, "amount has more decimal places than USD or is out of range"),
        (14, "gift cards are not sold here"),
        (15, "the handle belongs to another product on line 2"),
        (16, "The SKU CUP belongs to another product of the shop."),
        (17, "the row has more fields than the header; a quote or a comma is out of place"),
    ]
    assert report.notes == [
        "line 4: the quantity -4 counts as 0: it is a whole number from 0 to 1,000,000",
        "line 9: the picture 'not a web address' is no web address and was left out",
    ]


def test_an_unpublished_product_stays_a_draft(take, products):
    take("older.csv")
    with pytest.raises(ProductNotFound):
        products.product(id_or_slug="plain-cup")


@pytest.mark.parametrize("name", ["older.csv", "newer.csv", "list.json"])
def test_the_same_file_again_changes_nothing(take, told, name):
    first = take(name)
    events = len(told())
    again = take(name)
    assert (again.created, again.updated, again.unchanged) == (0, 0, first.created)
    assert again.refused == first.refused
    assert len(told()) == events


def test_a_newer_export_with_semicolons_and_decimal_commas_is_taken(take, products):
    report = take("newer.csv")
    assert (report.created, report.refused) == (2, [])
    lamp = products.product(id_or_slug="lampchen")
    assert (lamp.price_from.amount, lamp.variations[0].compare_at_price.amount) == ("1249.90", "1500.00")
    assert (lamp.category.name, lamp.images[0].url) == ("Lamps", "https://pictures.example/l%201.jpg")
    assert lamp.options == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252"])
def test_a_file_is_read_in_whatever_encoding_it_comes(take, products, encoding):
    text = (DATA / "newer.csv").read_text("utf-8").splitlines()[:2]
    report = take("some.csv", "\r\n".join(text).encode(encoding))
    assert (report.created, report.refused) == (1, [])
    assert products.product(id_or_slug="lampchen").title == "Lämpchen"


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_and_line_ends_do_not_matter(take, ending, delimiter):
    rows = ["Handle,Title,Variant Price", "", "a,A,1", "b,B,2", ""]
    assert take("x.csv", ending.join(rows).replace(",", delimiter).encode()).created == 2


def test_a_quote_that_is_never_closed_costs_one_row_not_the_file(take):
    report = take("x.csv", csv_of("a,A,S1,1,1", 'b,"B,S2,1,1', "c,C,S3,1,1", "d,D,S4,1,1"))
    assert report.created == 3
    assert [(refused.line, refused.reason) for refused in report.refused] == [
        (3, "a quote is opened and never closed")
    ]


def test_huge_fields_are_refused_not_cut(take):
    header = "Handle,Title,Body (HTML),Variant Price"
    report = take(
        "x.csv", csv_of(f"a,A,{'x' * 300_000},1", f"b,{'B' * 300},x,1", "c,C,fine,1", header=header)
    )
    assert report.created == 1
    assert ["description_html" in report.refused[0].reason, "title" in report.refused[1].reason] == [
        True,
        True,
    ]


def test_a_sku_that_two_variants_share_is_mended_with_a_note(take, products):
    header = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price"
    report = take(
        "x.csv", csv_of("a,A,Size,S,SAME,1", "a,,,M,SAME,1", "a,,,大,SAME,1", "a,,,中,,1", header=header)
    )
    skus = [variation.sku for variation in products.product(id_or_slug="a").variations]
    assert skus[:2] == ["SAME", "a-m"]
    assert len(set(skus)) == 4
    assert len(report.notes) == 2


def test_handles_that_make_the_same_address_are_one_product(take, products):
    header = "Handle,Title,Option1 Name,Option1 Value,Variant Price"
    report = take(
        "x.csv", csv_of("Blue Cup,Cup,Size,S,1", "blue-cup,,,M,1", "BLUE--CUP,Other,Size,L,1", header=header)
    )
    assert report.created == 1
    assert len(products.product(id_or_slug="blue-cup").variations) == 2
    assert report.refused[0].reason == "the handle belongs to another product on line 2"


def test_a_title_below_the_first_row_is_found(take, products):
    header = "Handle,Title,Option1 Name,Option1 Value,Variant Price"
    report = take("x.csv", csv_of("cup,,,S,1", "cup,Cup,Size,M,1", "cup,Cup,Size,L,1", header=header))
    assert (report.created, report.refused) == (1, [])
    assert [v.options for v in products.product(id_or_slug="cup").variations] == [{"Size": s} for s in "SML"]


@pytest.mark.parametrize(
    ("cell", "amount"),
    [("9.99", "9.99"), ("9,99", "9.99"), ("$1,234.50", "1234.50"), ("1.234,5", "1234.50"), ("1,234", "1234.00"), ("12.500", "12.50"), ("1 234,00 €", "1234.00"), ("10", "10.00"), ("Rs. 500", "500.00"), ("CHF 1'234.-", "1234.00"), (".50", "0.50")],
)  # fmt: skip
def test_prices_are_read_as_people_write_them(take, products, cell, amount):
    take("x.csv", csv_of(f"a\tA\t{cell}", header="Handle\tTitle\tVariant Price"))
    assert products.product(id_or_slug="a").price_from.amount == amount


@pytest.mark.parametrize(
    "cell", ["-1", "0", "free", "1e400", "NaN", "--", "1.2.3,4,5", "0.001", "99999999999999999"]
)
def test_what_is_no_price_is_refused(take, cell):
    report = take("x.csv", csv_of(f"a\tA\t{cell}", header="Handle\tTitle\tVariant Price"))
    assert (report.created, len(report.refused)) == (0, 1)


def test_dummyjson_products_are_taken(take, products):
    report = take("list.json")
    assert (report.source, report.created) == ("DummyJSON products", 3)
    lamp = products.product(id_or_slug="brass-lamp")
    assert (lamp.price_from.amount, lamp.variations[0].barcode, lamp.category.path) == (
        "49.90",
        "5784719087687",
        "more/home-decoration",
    )
    assert lamp.attributes["dimensions"] == "10.5 × 30 × 10.5"
    assert lamp.description_html == "<p>Bright &amp; warm</p>"
    assert lamp.created_at.year == 2025
    assert [image.url for image in lamp.images] == ["https://pictures.example/dior-j'adore/1.webp"]
    assert products.product(id_or_slug="brass-lamp-2").price_from.amount == "59.00"
    assert {refused.line: refused.reason for refused in report.refused} == {
        3: "the product has no price",
        4: "the product has no title",
        5: "the entry is not a product",
        6: "the product has no price",
        7: "A price must be more than zero, and sensible.",
    }


def test_the_answer_of_dummyjsons_api_is_taken_too(take):
    rows = json.loads((DATA / "list.json").read_text())
    assert take("a.json", json.dumps({"products": rows, "total": 8}).encode()).created == 3


@pytest.mark.parametrize(
    "content",
    [b"", b"\0\0\0", b"\x89PNG\r\n", b"a,b,c\n1,2,3", b"Handle\nx", b"\xff\xfe", b"Title", b"<html></html>"],
)
def test_a_file_of_no_kind_we_know_is_refused_whole(take, content):
    with pytest.raises(FileNotUnderstood):
        take("x.csv", content)


@pytest.mark.parametrize(
    "content", [b"[", b'{"products": 5}', b"[" * 100_000, b'[{"title": "x", "price": 1e999999}]']
)
def test_broken_json_is_said_not_raised(take, content):
    report = take("x.json", content)
    assert (report.created, len(report.refused)) == (0, 1)


def test_a_missing_file_and_a_missing_shop_are_said(take, shop, tmp_path):
    with pytest.raises(FileNotUnderstood):
        import_file(tmp_path / "none.csv", shop_slug=shop.slug)
    with pytest.raises(ShopNotFound):
        import_file(DATA / "older.csv", shop_slug="nobody")


def test_a_shop_is_opened_for_whom_the_caller_names(shops, products):
    for created in (3, 0):
        assert import_file(DATA / "list.json", shop_slug="new-goods", owner_id="usr_1").created == created
    assert products.product(id_or_slug="brass-lamp").shop.name == "New goods"


def test_progress_is_told_up_to_the_end(shop, tmp_path):
    path = tmp_path / "many.csv"
    path.write_bytes(csv_of(*(f"p{n},P{n},S{n},1,1" for n in range(150))))
    seen = []
    import_file(path, shop_slug=shop.slug, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(100, 150), (150, 150)]
