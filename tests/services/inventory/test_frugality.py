"""Reserve and keep stand on every checkout's way: what they cost is counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from souk.contracts.inventory.calls import Receipt, StockLine
from souk.kernel.crashes import Crash, crash_at
from souk.services.inventory.service import InventoryService
from souk.services.inventory.use_cases.auditing import violations
from souk.services.inventory.use_cases.expiry import expire_reservations

inventory = InventoryService()
LINES = [StockLine(variation_id="var_1", quantity=1), StockLine(variation_id="var_2", quantity=2)]


@pytest.fixture(autouse=True)
def full_shelves() -> None:
    receipts = [Receipt(variation_id=f"var_{n}", sku=f"S{n}", quantity=60) for n in (1, 2)]
    inventory.receive(key="r", receipts=receipts)


def statements(queries: Any) -> list[str]:
    """Without the savepoints that stand for BEGIN and COMMIT here."""
    return [q["sql"] for q in queries if "SAVEPOINT" not in q["sql"]]


def test_reserving_and_keeping_two_lines_is_cheap(count_queries: Callable[[str], Any]) -> None:
    with count_queries("inventory") as queries:
        inventory.reserve(key="k", lines=LINES)
    assert len(statements(queries)) <= 6, statements(queries)
    with count_queries("inventory") as queries:
        inventory.keep(key="k")
    assert len(statements(queries)) <= 2, statements(queries)


def test_expiring_many_costs_no_more_than_expiring_one(count_queries: Callable[[str], Any]) -> None:
    def cost(number: int) -> int:
        for n in range(number):
            inventory.reserve(key=f"{number}:{n}", lines=LINES, hold_seconds=-1)
        with count_queries("inventory") as queries:
            assert expire_reservations() == number
        return len(statements(queries))

    assert cost(12) == cost(1)


@pytest.mark.parametrize("work", ["reserve", "release"])
def test_dying_before_the_commit_leaves_the_books_as_they_were(work: str) -> None:
    if work == "release":
        inventory.reserve(key="k", lines=LINES)
    before = inventory.levels(variation_ids=["var_1", "var_2"])
    with pytest.raises(Crash), crash_at(0) as passed:
        inventory.reserve(key="k", lines=LINES) if work == "reserve" else inventory.release(key="k")
    assert passed
    assert inventory.levels(variation_ids=["var_1", "var_2"]) == before
    assert violations() == []
