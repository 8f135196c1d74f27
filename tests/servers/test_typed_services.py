"""Types as services of their own: books, laptops, phones and a type that Souk does not bring, each in a process and a database of its
own, and one market to whoever looks at it. (`make servers` starts RabbitMQ.)"""

from __future__ import annotations

import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.market import ROOT, checkout_body
from tests.journeys.parted import OWN, Parted
from tests.servers.where import address

GOODS: list[dict[str, Any]] = [
    {"slug": "lamp", "stock": 50, "price": "25.00"},
    {"slug": "dune", "stock": 4, "price": "10.00", "type": "book", "attributes": {"author": "Frank Herbert"}},
    {
        "slug": "fjord",
        "stock": 40,
        "price": "900.00",
        "type": "laptop",
        "attributes": {
            "brand": "Norrvik",
            "processor_model": "Core 7",
            "ram": 16,
            "storage_capacity": 512,
            "screen_size": 14,
            "graphics_card": "RTX 4060",
            "graphics_memory": 8,
        },
    },
    {
        "slug": "lumo",
        "stock": 40,
        "price": "300.00",
        "type": "mobile",
        "attributes": {"brand": "Lumo", "storage": 256, "screen_size": 6.5, "battery_capacity": 4700},
    },
    {
        "slug": "beeswax",
        "stock": 40,
        "price": "8.00",
        "type": "candle",
        "attributes": {"scent": "Honey", "burns_hours": 42},
    },
]
CSV = """Handle,Title,Vendor,Type,Tags,Variant SKU,Variant Price,Variant Barcode,Variant Inventory Qty,Fragrance (product.metafields.custom.fragrance),Burns,Author
tall-candle,Tall candle,Wick & Co,Candles,,TALL,12.00,,5,Cedar,60,
plain-candle,Plain candle,Wick & Co,Candles,,PLAIN,4.00,,5,,,
emma,Emma,Penguin,Novels,,EMMA,9.00,9780141439587,5,,,Jane Austen
"""


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parted]:
    with Parted(tmp_path_factory.mktemp("parted"), GOODS, events=address("rabbitmq")) as opened:
        wait_for(lambda: len(listed(opened, "products")) == len(GOODS))
        yield opened


@pytest.fixture(scope="module")
def owner(market: Parted) -> dict[str, str]:
    signed_in = market.post(
        "/api/auth/login", {"email": "stall@souk.example", "password": "a stall of lamps"}
    )
    assert signed_in.status == 200, signed_in.data
    return {"Authorization": f"Bearer {signed_in.json()['access_token']}"}


def listed(market: Parted, address: str) -> set[str]:
    answer = market.get(f"/api/{address}")
    assert answer.status == 200, answer.data
    return {item["slug"] for item in answer.json()["items"]}


def wait_for(what: Callable[[], Any], seconds: float = 40) -> Any:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := what():
            return found
        time.sleep(0.2)
    raise AssertionError("it never came")


def card(market: Parted, collection: str) -> dict[str, Any]:
    found: dict[str, Any] = market.get(f"/api/{collection}").json()["items"][0]
    return found


def fill(market: Parted, *slugs: str) -> str:
    token = ""
    for slug in slugs:
        headers = {"X_Cart_Token": token} if token else {}
        body = {"variation_id": market.variations[slug], "quantity": 1}
        answer = market.post("/api/cart/items", body, **headers)
        assert answer.status == 200, answer.data
        token = token or answer.headers["X-Cart-Token"]
    return token


def buy(market: Parted, *slugs: str) -> Any:
    token = fill(market, *slugs)
    return market.post("/api/checkout", checkout_body(), X_Cart_Token=token, Idempotency_Key=uuid.uuid4().hex)


def edit_of(market: Parted, product: dict[str, Any], **changed: Any) -> dict[str, Any]:
    kept = {name: product[name] for name in ("title", "product_type", "attributes", "description_html")}
    variations = [{"sku": each["sku"], "price": each["price"]} for each in product["variations"]]
    return kept | {"variations": variations} | changed


def test_every_types_goods_are_in_one_catalogue(market: Parted) -> None:
    assert listed(market, "books") == {"dune-book"}
    assert listed(market, "laptops?ram_min=16&shelf=gaming") == {"fjord-laptop"}
    assert listed(market, "mobiles?shelf=budget") == {"lumo-mobile"}
    assert listed(market, "candles?scent=honey&burns_min=40&shelf=long") == {"beeswax-candle"}
    assert listed(market, "products?type=book") == {"dune-book"}
    assert market.get("/api/candles?author=x").status == 400
    assert "/api/candles" in market.get("/openapi.json").json()["paths"]


def test_each_is_kept_in_its_own_database_and_no_other(market: Parted) -> None:
    import sqlite3

    for kind in OWN:
        with sqlite3.connect(market.data / "var" / f"products_{kind}.db") as database:
            assert {row[0] for row in database.execute("SELECT product_type FROM products_product")} == {kind}
    with sqlite3.connect(market.data / "var" / "products.db") as database:
        assert {row[0] for row in database.execute("SELECT product_type FROM products_product")} == {
            "general"
        }


@pytest.mark.parametrize("collection", ["books", "laptops", "mobiles", "candles"])
def test_goods_are_found_by_id_and_address_and_have_a_page(market: Parted, collection: str) -> None:
    found = card(market, collection)
    by_id = market.get(f"/api/products/{found['product_id']}")
    by_address = market.get(f"/api/products/{found['slug']}")
    assert by_id.status == by_address.status == 200
    assert by_id.json() == by_address.json()
    assert market.get(f"/products/{found['slug']}").status == 200
    assert market.get(f"/{collection}").headers["Location"].startswith("/explore?type=")
    another = found["product_id"][:-1] + ("y" if found["product_id"].endswith("z") else "z")
    assert market.get(f"/api/products/{another}").status == 404
    assert market.get("/api/products/no-such-book").status == 404
    assert market.get("/api/products/no-such-thing").status == 404


def test_one_of_each_is_bought_in_one_order(market: Parted) -> None:
    answer = buy(market, *(str(good["slug"]) for good in GOODS))
    assert answer.status == 201, answer.data
    assert answer.json()["status"] in ("confirmed", "processing")
    left = wait_for(
        lambda: [
            variation["available"]
            for variation in market.get("/api/products/dune-book").json()["variations"]
            if variation["availability"] == "low_stock" and variation["available"] == 3
        ]
    )
    assert left == [3]


def test_an_owner_edits_each_and_the_street_sees_it(market: Parted, owner: dict[str, str]) -> None:
    for collection in ("books", "laptops", "mobiles", "candles", "products?type=general"):
        found = market.get(f"/api/products/{card(market, collection)['product_id']}").json()
        edited = edit_of(market, found, title=f"New {found['title']}")
        answer = market.request("PUT", f"/api/products/{found['product_id']}", edited, **owner)
        assert answer.status == 200, answer.data
        assert answer.json()["outcome"] == "updated"
        wait_for(lambda where=collection: card(market, where)["title"].startswith("New "))


def test_new_goods_go_to_the_service_of_their_type(market: Parted, owner: dict[str, str]) -> None:
    shop = market.get(f"/api/products/{card(market, 'books')['product_id']}").json()["shop"]
    book = {
        "shop_id": shop["shop_id"],
        "slug": "lamp",
        "title": "The lamp",
        "product_type": "book",
        "attributes": {"author": "Somebody"},
        "variations": [{"sku": "BOOK-LAMP", "price": {"amount": "5.00", "currency": "USD"}}],
    }
    made = market.post("/api/products", book, **owner)
    assert made.status == 201, made.data
    assert made.json()["product_id"].startswith("prd_book_")
    assert made.json()["slug"] == "lamp-book"
    assert market.post("/api/products", book, **owner).json()["outcome"] == "unchanged"
    assert market.get("/api/products/lamp").json()["product_type"] == "general"
    wait_for(lambda: "lamp-book" in listed(market, "books"))
    assert market.post("/api/products", book | {"slug": "x", "attributes": {}}, **owner).status == 422
    assert market.post("/api/products", book | {"slug": "x"}).status == 401
    taken = market.post(
        "/api/products",
        book
        | {"slug": "the-book", "product_type": "general", "attributes": {}, "title": "No book"}
        | {"variations": [{"sku": "NO-BOOK", "price": {"amount": "5.00", "currency": "USD"}}]},
        **owner,
    )
    assert taken.json()["slug"] == "the-book-stall"  # what ends with -book is the books' to give


def test_goods_do_not_change_to_a_type_that_is_kept_elsewhere(market: Parted, owner: dict[str, str]) -> None:
    book = market.get(f"/api/products/{card(market, 'books')['product_id']}").json()
    for kind in ("laptop", "general"):
        changed = edit_of(market, book, product_type=kind, attributes={})
        answer = market.request("PUT", f"/api/products/{book['product_id']}", changed, **owner)
        assert answer.status == 422, answer.data
        assert answer.json()["errors"][0]["code"] == "kept_elsewhere"
    assert market.get(f"/api/products/{book['product_id']}").json()["product_type"] == "book"


def test_somebody_elses_goods_are_not_found_in_any_service(market: Parted) -> None:
    stranger = f"{uuid.uuid4().hex[:8]}@example.org"
    account = {"email": stranger, "password": "a stranger's horse"}
    assert market.post("/api/auth/signup", account | {"name": "Stranger"}).status == 201
    token = market.post("/api/auth/login", account)
    headers = {"Authorization": f"Bearer {token.json()['access_token']}"}
    for collection in ("books", "candles"):
        found = market.get(f"/api/products/{card(market, collection)['product_id']}").json()
        answer = market.request(
            "PUT", f"/api/products/{found['product_id']}", edit_of(market, found), **headers
        )
        assert answer.status in (403, 404)
        assert market.request("DELETE", f"/api/products/{found['product_id']}", **headers).status in (
            403,
            404,
        )


def test_another_shops_file_is_sorted_into_the_services(market: Parted) -> None:
    file = market.data / "export.csv"
    Path(file).write_text(CSV)
    told = market._run("souk.cli", "import", str(file), "--shop", "stall")
    assert "3 new" in told
    assert "looks like a candle" in told
    wait_for(lambda: "tall-candle" in listed(market, "candles?scent=cedar&burns_min=60"))
    wait_for(lambda: "emma-book" in listed(market, "books?isbn=9780141439587"))
    wait_for(lambda: "plain-candle-stall" in listed(market, "products?type=general"))
    assert "3 as they were" in market._run("souk.cli", "import", str(file), "--shop", "stall")


def test_one_service_down_takes_only_its_own_goods_away(market: Parted, owner: dict[str, str]) -> None:
    laptop, book = card(market, "laptops"), card(market, "books")
    with market.without("laptop"):
        away = market.get(f"/api/products/{laptop['product_id']}")
        assert away.status == 503
        assert "laptop" in away.json()["detail"]
        assert market.get(f"/products/{laptop['slug']}").status == 503
        assert laptop["slug"] in listed(market, "products")  # the lists know it, and say what they were told
        assert market.get(f"/api/products/{book['product_id']}").status == 200
        assert market.get(f"/products/{book['slug']}").status == 200
        assert buy(market, "dune", "lamp", "lumo").status == 201
        found = market.get(f"/api/products/{book['product_id']}").json()
        edited = edit_of(market, found, title="While the laptops were away")
        assert market.request("PUT", f"/api/products/{book['product_id']}", edited, **owner).status == 200
        answer = market.post("/api/cart/items", {"variation_id": market.variations["fjord"], "quantity": 1})
        assert answer.status == 503
        assert "laptop" in answer.json()["detail"]
    wait_for(lambda: market.get(f"/api/products/{laptop['product_id']}").status == 200)
    assert buy(market, "fjord", "dune").status == 201


def test_the_audit_asks_every_service_and_finds_everything_in_order(market: Parted) -> None:
    fine, report = market.audit_until_quiet(40)
    assert fine, report
    with market.without("candle"):
        fine, report = market.audit()
        assert not fine
        assert "candle" in report


def test_a_share_that_does_not_know_the_rest_of_its_house_says_so_at_start(market: Parted) -> None:
    environment = {name: value for name, value in market.environment.items() if name != "SOUK_PRODUCTS_URL"}
    done = subprocess.run(
        [sys.executable, "-m", "souk.cli", "serve", "products", "--types", "book"],
        cwd=ROOT, env=environment | {"SOUK_SHOPS_URL": market.url}, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode != 0
    assert "SOUK_PRODUCTS_URL" in done.stdout + done.stderr
