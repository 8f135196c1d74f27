"""The public door of inventory: who may count, what everybody may know, and what garbage is answered with."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest

from souk.contracts.inventory.calls import Receipt, StockLine
from souk.contracts.shops.calls import Shops
from souk.services.inventory.models import Movement, StockItem
from souk.services.inventory.service import InventoryService
from tests.fakes.shops import FakeShops

inventory = InventoryService()
Headers = dict[str, str]


@pytest.fixture(autouse=True)
def street(neighbours: Any) -> FakeShops:
    shops = neighbours.replace(Shops, FakeShops())
    mine = shops.open("kiln", owner_id="usr_owner")
    receipts = [
        Receipt(variation_id="var_mine", sku="M", quantity=30),
        Receipt(variation_id="var_hers", sku="H", quantity=4),
    ]
    inventory.receive(key="r", receipts=receipts)
    StockItem.objects.filter(variation_id="var_mine").update(shop_id=mine.shop_id)
    return shops


@pytest.fixture
def staff(signed_in: Callable[..., Headers]) -> Headers:
    return signed_in("usr_staff", roles=["staff"])


@pytest.fixture
def owner(signed_in: Callable[..., Headers]) -> Headers:
    return signed_in("usr_owner", roles=["shopper", "shop_owner"])


def post(client: Any, path: str, body: Any, headers: Headers, key: str | None = "once") -> Any:
    sent = headers | ({"Idempotency-Key": key} if key else {})
    return client.post(f"/api{path}", body, content_type="application/json", headers=sent)


def test_everybody_sees_words_and_a_figure_only_when_few_are_left(client: Any) -> None:
    answer = client.get("/api/inventory/availability?variation_ids=var_mine,var_hers,var_unknown,var_mine")
    assert answer.status_code == 200
    assert answer.json() == {
        "items": [
            {"variation_id": "var_mine", "availability": "in_stock", "few_left": None},
            {"variation_id": "var_hers", "availability": "low", "few_left": 4},
            {"variation_id": "var_unknown", "availability": "out", "few_left": 0},
        ],
        "next": None,
    }


@pytest.mark.parametrize(
    "query",
    ["", "?variation_ids=", "?variation_ids=,,", "?variation_ids=a&limit=3", f"?variation_ids={'a,' * 101}"],
)
def test_a_senseless_question_about_availability_is_refused(client: Any, query: str) -> None:
    answer = client.get(f"/api/inventory/availability{query}")
    assert answer.status_code == 400, answer.content
    assert answer["Content-Type"] == "application/problem+json"


def test_strange_ids_are_simply_out(client: Any) -> None:
    answer = client.get("/api/inventory/availability", {"variation_ids": "var\x00,é'--,💥"})
    assert answer.status_code == 200
    assert {item["availability"] for item in answer.json()["items"]} == {"out"}


def test_staff_see_the_exact_level_and_every_movement(client: Any, staff: Headers) -> None:
    inventory.reserve(key="k", lines=[StockLine(variation_id="var_mine", quantity=7)])
    level = client.get("/api/inventory/var_mine", headers=staff).json()
    assert level == {"variation_id": "var_mine", "on_hand": 30, "reserved": 7, "available": 23}
    first = client.get("/api/inventory/var_mine/movements?limit=1", headers=staff).json()
    assert [item["kind"] for item in first["items"]] == ["reserved"]
    rest = client.get(f"/api/inventory/var_mine/movements?cursor={first['next']}", headers=staff).json()
    assert [item["kind"] for item in rest["items"]] == ["received"]
    assert rest["next"] is None


def test_shoppers_and_guests_may_not_count(client: Any, signed_in: Callable[..., Headers]) -> None:
    shopper = signed_in("usr_shopper")
    body = {"receipts": [{"variation_id": "var_mine", "quantity": 1}]}
    for path in ("/inventory/var_mine", "/inventory/var_mine/movements"):
        assert client.get(f"/api{path}").status_code == 401
        assert client.get(f"/api{path}", headers=shopper).status_code == 403
    assert post(client, "/inventory/receipts", body, {}).status_code == 401
    assert post(client, "/inventory/receipts", body, shopper).status_code == 403
    assert post(client, "/inventory/write-offs", {}, shopper).status_code == 403


def test_a_shop_owner_counts_only_their_own_goods(client: Any, owner: Headers) -> None:
    assert client.get("/api/inventory/var_mine", headers=owner).status_code == 200
    hers = client.get("/api/inventory/var_hers", headers=owner)
    nobodys = client.get("/api/inventory/var_nobodys", headers=owner)
    assert (hers.status_code, hers.json()["code"]) == (404, "stock-item-not-found")
    assert nobodys.json()["code"] == hers.json()["code"]
    assert client.get("/api/inventory/var_hers/movements", headers=owner).status_code == 404
    both = {"receipts": [{"variation_id": v, "quantity": 1} for v in ("var_mine", "var_hers")]}
    assert post(client, "/inventory/receipts", both, owner).status_code == 404
    broken = {"variation_id": "var_hers", "quantity": 1, "reason": "spite"}
    assert post(client, "/inventory/write-offs", broken, owner).status_code == 404
    assert {level.on_hand for level in inventory.levels(variation_ids=["var_mine", "var_hers"])} == {30, 4}


def test_without_shops_nobody_guesses_whose_goods_they_are(
    client: Any, owner: Headers, street: FakeShops
) -> None:
    street.vanish()
    assert client.get("/api/inventory/var_mine", headers=owner).status_code == 503


def test_a_receipt_sent_twice_is_counted_once(client: Any, owner: Headers) -> None:
    body = {"receipts": [{"variation_id": "var_mine", "sku": "M", "quantity": 5, "warehouse": "north"}]}
    first = post(client, "/inventory/receipts", body, owner)
    again = post(client, "/inventory/receipts", body, owner)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert first.json()["items"][0]["on_hand"] == 35
    assert again["Idempotency-Replayed"] == "true"
    other = {"receipts": [{"variation_id": "var_mine", "quantity": 6}]}
    assert post(client, "/inventory/receipts", other, owner).status_code == 422
    assert post(client, "/inventory/receipts", body, owner, key=None).status_code == 400


def test_a_write_off_takes_free_units_and_says_why(client: Any, staff: Headers) -> None:
    body = {"variation_id": "var_hers", "quantity": 3, "reason": "water damage"}
    assert post(client, "/inventory/write-offs", body, staff).json()["on_hand"] == 1
    assert post(client, "/inventory/write-offs", body, staff).json()["on_hand"] == 1
    assert Movement.objects.get(kind="written_off").reason == "water damage"
    refused = post(client, "/inventory/write-offs", body, staff, key="another")
    assert (refused.status_code, refused.json()["code"]) == (409, "out-of-stock")
    assert refused.json()["shortages"] == [{"variation_id": "var_hers", "wanted": 3, "available": 1}]


@pytest.mark.parametrize(
    "line",
    [
        {"variation_id": "var_mine", "quantity": 0},
        {"variation_id": "var_mine", "quantity": -1},
        {"variation_id": "var_mine", "quantity": 1.5},
        {"variation_id": "var_mine", "quantity": "1"},
        {"variation_id": "var_mine", "quantity": True},
        {"variation_id": "var_mine", "quantity": 10**30},
        {"variation_id": "var\x00", "quantity": 1},
        {"variation_id": "", "quantity": 1},
        {"variation_id": "var_mine", "quantity": 1, "warehouse": "*"},
        {"variation_id": "var_mine", "quantity": 1, "warehouse": "Main Hall"},
        {"variation_id": "var_mine", "quantity": 1, "sku": "\ud800"},
        {"variation_id": "var_mine", "quantity": 1, "sku": "a\x00b"},
        {"variation_id": "var_mine", "quantity": 1, "on_hand": 9},
    ],
)
def test_a_receipt_that_makes_no_sense_is_refused_whole(
    client: Any, staff: Headers, line: dict[str, Any]
) -> None:
    good = {"variation_id": "var_mine", "quantity": 1}
    answer = post(client, "/inventory/receipts", {"receipts": [good, line]}, staff)
    assert answer.status_code in (400, 422), answer.content
    assert inventory.levels(variation_ids=["var_mine"])[0].on_hand == 30


@pytest.mark.parametrize(
    "position", [f"[{2**70}]", "[]", '["x"]', "[true]", "[1.5]", "[1, 2]", "{}", "nonsense"]
)
def test_a_forged_cursor_is_refused(client: Any, staff: Headers, position: str) -> None:
    answer = client.get(f"/api/inventory/var_mine/movements?cursor={encoded(position)}", headers=staff)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad-cursor")


def test_a_cursor_from_before_all_movements_is_harmless(client: Any, staff: Headers) -> None:
    answer = client.get(f"/api/inventory/var_mine/movements?cursor={encoded('[0]')}", headers=staff)
    assert (answer.status_code, answer.json()["items"]) == (200, [])


def encoded(position: str) -> str:
    return base64.urlsafe_b64encode(position.encode()).decode().rstrip("=")


def test_ids_nobody_could_have_are_not_found_or_refused(client: Any, staff: Headers) -> None:
    for strange in ("var%00x", "%ED%A0%80", "a" * 200, "var%27--"):
        assert client.get(f"/api/inventory/{strange}", headers=staff).status_code in (400, 404, 422)


def test_an_owner_counts_their_own_goods_and_nobody_elses(client: Any, owner: Headers) -> None:
    line = {"variation_id": "var_mine", "seen": 30, "counted": 28}
    answer = post(client, "/inventory/counts", {"counts": [line]}, owner)
    assert answer.json()["items"] == [
        {"variation_id": "var_mine", "on_hand": 28, "is_changed": True, "refusal": ""}
    ]
    theirs = {"variation_id": "var_hers", "seen": 4, "counted": 0}
    assert post(client, "/inventory/counts", {"counts": [line, theirs]}, owner, "again").status_code == 404
    assert {level.on_hand for level in inventory.levels(variation_ids=["var_mine", "var_hers"])} == {28, 4}


def test_what_runs_low_is_asked_by_the_shops_id_or_its_slug(
    client: Any, street: FakeShops, staff: Headers, owner: Headers
) -> None:
    StockItem.objects.filter(variation_id="var_mine").update(low_at=50)
    for who in (staff, owner):
        for called in ("kiln", street.shop_by_slug(slug="kiln").shop_id):
            answer = client.get(f"/api/inventory/low-stock?shop={called}", headers=who)
            assert [row["variation_id"] for row in answer.json()["items"]] == ["var_mine"]
        assert client.get("/api/inventory/low-stock?shop=loom", headers=who).status_code == 404
