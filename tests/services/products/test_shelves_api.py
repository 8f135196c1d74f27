"""An owner's shelves by the public door; and everybody who is not their owner."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from souk.contracts.inventory.calls import Inventory, Stocktaking
from souk.contracts.products.calls.shelves import ExportPart
from souk.services.products.models import Import, Product
from souk.services.products.use_cases import imports
from souk.vocabulary.problems import Unavailable
from tests.fakes.inventory import FakeInventory
from tests.services.products.conftest import variation


@pytest.fixture(autouse=True)
def inventory(neighbours) -> FakeInventory:
    return neighbours.replace(Stocktaking, neighbours.replace(Inventory, FakeInventory()))


@pytest.fixture
def owner(signed_in):
    return signed_in("usr_owner", ["shopper", "shop_owner"])


@pytest.fixture
def rival(signed_in, shops):
    """Runs a shop too, but another."""
    shops.open("rival", "Rival", owner_id="usr_rival")
    return signed_in("usr_rival", ["shopper", "shop_owner"])


@pytest.fixture
def tees(save, tee, shop):
    save(tee(), tee(slug="old", title="Old", status="draft", options=[], variations=[variation("OLD")]))
    return f"/api/shops/{shop.shop_id}"


def table(content: bytes = b"Title,Variant Price\nLamp,30.00\n") -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile("goods.csv", content, "text/csv")}


def test_the_list_and_one_product_with_its_etag(client, owner, tees):
    rows = client.get(f"{tees}/products?status=draft", headers=owner).json()["items"]
    assert [row["title"] for row in rows] == ["Old"]
    answer = client.get(f"{tees}/products/{rows[0]['product_id']}", headers=owner)
    assert (answer["ETag"], answer.json()["revision"], answer.json()["status"]) == ('"r1"', 1, "draft")
    counts = client.get(f"{tees}/products/counts", headers=owner).json()
    assert counts == {"published": 1, "drafts": 1, "low": 0, "out": 0}


def test_a_change_of_what_was_seen_is_taken_and_of_an_older_state_is_412(client, owner, tees):
    product = Product.objects.get(seller_slug="old").product_id
    body = {
        "title": "New", "product_type": "general",
        "variations": [{"sku": "OLD", "price": {"amount": "5.00", "currency": "USD"}}],
    }  # fmt: skip

    def put(etag: str):
        return client.put(
            f"/api/products/{product}",
            body,
            content_type="application/json",
            headers=owner | {"If-Match": etag},
        )

    assert put('"r1"').status_code == 200
    answer = put('"r1"')
    assert (answer.status_code, answer.json()["code"], answer.json()["revision"]) == (
        412,
        "product-changed",
        2,
    )
    assert put("yesterday's").status_code == 400
    assert put("*").json()["outcome"] == "unchanged"


def test_many_are_changed_once_per_idempotency_key(client, owner, tees):
    ids = list(Product.objects.order_by("product_id").values_list("product_id", flat=True))
    body = {"product_ids": ids, "price": {"kind": "percent", "value": -1000}}

    def post(key: str | None = "once"):
        sent = owner | ({"Idempotency-Key": key} if key else {})
        return client.post(f"{tees}/products/bulk", body, content_type="application/json", headers=sent)

    assert post(None).status_code == 400
    assert {item["outcome"] for item in post().json()["items"]} == {"changed"}
    assert post()["Idempotency-Replayed"] == "true"
    shown = client.get(f"{tees}/products/{ids[0]}", headers=owner).json()
    assert {v["price"]["amount"] for v in shown["variations"]} == {"22.50"}


def test_a_file_is_taken_for_later_and_its_report_has_an_address(client, owner, tees):
    answer = client.post(f"{tees}/imports", table(), headers=owner)
    assert (answer.status_code, answer.json()["status"]) == (202, "waiting")
    imports.work_off(seconds=30)
    report = client.get(f"{tees}/imports/{answer.json()['import_id']}", headers=owner).json()
    assert (report["state"]["status"], report["state"]["created"]) == ("done", 1)
    assert len(client.get(f"{tees}/imports", headers=owner).json()["items"]) == 1


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"name;price\nLamp;3"])
def test_a_file_of_no_known_kind_is_a_problem_that_names_the_field(client, owner, tees, content):
    answer = client.post(f"{tees}/imports", table(content), headers=owner)
    assert answer.status_code in (400, 422)
    assert "file" in answer.json()["errors"][0]["pointer"]
    assert Import.objects.count() == 0


def test_the_export_is_streamed_as_a_table(client, owner, tees):
    answer = client.get(f"{tees}/products.csv", headers=owner)
    assert (answer.status_code, answer.streaming) == (200, True)
    assert "attachment" in answer["Content-Disposition"]
    text = b"".join(answer.streaming_content).decode()
    assert [row["Handle"] for row in csv.DictReader(io.StringIO(text))] == ["tee"] * 4 + ["old"]


def test_an_export_that_breaks_off_is_503_and_no_file(client, owner, tees, monkeypatch):
    from souk.services.products.api import shelves

    class HalfAway:
        def export_part(self, *, shop_id: str, cursor: str | None = None) -> ExportPart:
            if cursor:
                raise Unavailable("What is of the type book cannot be reached at the moment.")
            return ExportPart(header="Handle\n", text="tee\n", next="products-book:")

    monkeypatch.setattr(shelves, "everywhere", HalfAway())
    answer = client.get(f"{tees}/products.csv", headers=owner)
    assert answer.status_code == 503
    assert "book" in answer.json()["detail"]


def test_somebody_elses_shop_product_and_import_are_not_found(client, rival, tees, shop, shops):
    product = Product.objects.first().product_id
    Import.objects.create(
        import_id="imp_1", shop_id=shop.shop_id, file_name="f", source="s", status="done",
        due_at=shop.created_at, created_at=shop.created_at,
    )  # fmt: skip
    theirs = next(one.shop_id for one in shops.rows.values() if one.owner_id == "usr_rival")
    gets = ["products", "products/counts", f"products/{product}", "products.csv", "imports", "imports/imp_1"]
    for path in gets:
        assert client.get(f"{tees}/{path}", headers=rival).status_code == 404, path
    for path in (f"products/{product}", "imports/imp_1"):
        assert client.get(f"/api/shops/{theirs}/{path}", headers=rival).status_code == 404, path
    assert client.post(f"{tees}/imports", table(), headers=rival).status_code == 404
    bulk = {"product_ids": [product], "status": "draft"}
    keyed = rival | {"Idempotency-Key": "k"}
    answer = client.post(f"{tees}/products/bulk", bulk, content_type="application/json", headers=keyed)
    assert answer.status_code == 404
    own = client.post(
        f"/api/shops/{theirs}/products/bulk", bulk, content_type="application/json", headers=rival | {"Idempotency-Key": "l"}
    )  # fmt: skip
    assert [item["outcome"] for item in own.json()["items"]] == ["not_found"]
    assert Product.objects.get(product_id=product).status == "published"
    assert Import.objects.count() == 1


def test_types_come_with_their_fields(client, owner, tees):
    names = {form["name"] for form in client.get("/api/product-types", headers=owner).json()["items"]}
    assert {"book", "general"} <= names
