"""What runs low at a shop: the line is data, and each shop sees its own shelves only."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connections

from souk.contracts.inventory.calls import StockLine
from souk.contracts.shops.calls import Shops
from souk.services.inventory.models import StockItem
from souk.services.inventory.use_cases.reservations import reserve
from souk.services.inventory.use_cases.running_low import limit, low_stock
from souk.vocabulary.pages import BadCursor, write_cursor
from tests.fakes.shops import FakeShops


@pytest.fixture(autouse=True)
def shelves(neighbours: Any) -> None:
    for number, (shop, on_hand) in enumerate([("a", 9), ("a", 5), ("a", 0), ("b", 1), ("a", 5)]):
        StockItem.objects.create(
            variation_id=f"var_{number}", sku=f"S{number}", shop_id=f"shp_{shop}", on_hand=on_hand
        )
    StockItem.objects.create(
        variation_id="var_9", shop_id="shp_a", on_hand=0, retired_at="2026-01-01T00:00:00Z"
    )


def low(shop: str = "shp_a", **page: Any) -> list[str]:
    return [row.variation_id for row in low_stock(shop, page.get("cursor"), page.get("limit", 50)).items]


def test_the_emptiest_comes_first_and_nobody_elses() -> None:
    assert low() == ["var_2", "var_1", "var_4"]
    assert low("shp_b") == ["var_3"]
    assert low("shp_nowhere") == []


@pytest.mark.parametrize("cursor", [None, write_cursor(0, "var_2")])
def test_it_is_read_from_an_index_of_what_is_low(count_queries: Any, cursor: str | None) -> None:
    """However much there is of which enough is left. (MariaDB has no such index, and small tables are read whole by PostgreSQL.)"""
    if connections["inventory"].vendor != "sqlite":
        pytest.skip("the plan is SQLite's")
    with count_queries("inventory") as asked:
        low_stock("shp_a", cursor, 50)
    with connections["inventory"].cursor() as database:
        database.execute(f"EXPLAIN QUERY PLAN {asked[0]['sql']}")
        plan = str(database.fetchall())
    assert "stock_that_is_low" in plan, plan
    assert "TEMP B-TREE" not in plan, plan


def test_reserved_units_do_not_count() -> None:
    reserve("k", [StockLine(variation_id="var_0", quantity=6)], 900)
    assert low() == ["var_2", "var_0", "var_1", "var_4"]


def test_the_line_is_each_variations_own() -> None:
    limit("var_1", 4)
    limit("var_0", 9)
    assert low() == ["var_2", "var_4", "var_0"]
    limit("var_2", 0)
    assert low()[0] == "var_2", "nothing left is low by any line"


def test_page_by_page() -> None:
    first = low_stock("shp_a", None, 2)
    second = low_stock("shp_a", first.next, 2)
    assert [row.variation_id for row in [*first.items, *second.items]] == ["var_2", "var_1", "var_4"]
    assert second.next is None
    with pytest.raises(BadCursor):
        low_stock("shp_a", "rubbish", 2)


def test_somebody_elses_shelves_are_not_found(client: Any, signed_in: Any, neighbours: Any) -> None:
    neighbours.replace(Shops, FakeShops())
    headers = signed_in("usr_eve", roles=["shop_owner"])
    assert client.get("/api/inventory/low-stock?shop=shp_a", headers=headers).status_code == 404
    answer = client.patch(
        "/api/inventory/var_1", data={"amount_limit": 3}, content_type="application/json", headers=headers
    )
    assert answer.status_code == 404
    staff = signed_in("usr_tom", roles=["staff"])
    assert len(client.get("/api/inventory/low-stock?shop=shp_a", headers=staff).json()["items"]) == 3
    for wrong in (-1, 1.5, "3", None, 2_000_000):
        answer = client.patch(
            "/api/inventory/var_1",
            data={"amount_limit": wrong},
            content_type="application/json",
            headers=staff,
        )
        assert answer.status_code == 422, wrong
    assert StockItem.objects.get(variation_id="var_1").low_at == 5
