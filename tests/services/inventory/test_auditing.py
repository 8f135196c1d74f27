"""The audit must find what is wrong, or its silence is worth nothing."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connections, transaction
from django.db.models import F

from souk.contracts.inventory.calls import Receipt, StockLine
from souk.kernel import clock
from souk.services.inventory.models import Movement, ReservationLine, Shelf, StockItem
from souk.services.inventory.service import InventoryService
from souk.services.inventory.use_cases.auditing import facts, violations

inventory = InventoryService()


def stand() -> None:
    inventory.receive(key="r", receipts=[Receipt(variation_id="var_1", sku="S", quantity=9)])
    inventory.reserve(key="k", lines=[StockLine(variation_id="var_1", quantity=2)])


def test_sound_books_have_no_violations() -> None:
    stand()
    assert violations() == []


@pytest.mark.parametrize(
    "change", [{"reserved": -1}, {"reserved": 10}, {"on_hand": 1}, {"on_hand": F("on_hand") - 8}]
)
def test_the_database_itself_refuses_a_level_below_zero(change: dict[str, object]) -> None:
    stand()
    with pytest.raises(IntegrityError), transaction.atomic(using="inventory"):
        StockItem.objects.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic(using="inventory"):
        Shelf.objects.update(on_hand=-1)


CHECK = "stock_available_not_negative"
LOOKING_AWAY = {
    "SQLite": ("PRAGMA ignore_check_constraints = ON", "PRAGMA ignore_check_constraints = OFF"),
    "MariaDB": ("SET check_constraint_checks = OFF", "SET check_constraint_checks = ON"),
    "PostgreSQL": (
        f"ALTER TABLE inventory_stockitem DROP CONSTRAINT {CHECK}",
        "SELECT 1",
    ),  # rolled back with the test
}


def test_a_level_below_zero_is_found_should_the_database_ever_let_it_in() -> None:
    stand()
    if connections["inventory"].display_name == "MySQL":
        pytest.skip("MySQL looks away by ALTER TABLE alone, which commits what the test has written")
    look_away, look_again = LOOKING_AWAY[connections["inventory"].display_name]
    with connections["inventory"].cursor() as cursor:
        cursor.execute(look_away)
        StockItem.objects.update(reserved=10)
        cursor.execute(look_again)
    assert violations()[0] == "1: var_1 has 9 on hand, but 10 are reserved"


def test_a_level_that_its_movements_do_not_explain_is_found() -> None:
    stand()
    StockItem.objects.update(on_hand=10)
    assert violations() == ["2: var_1 has 10 on hand, its movements say 9, its shelves hold 9"]


def test_a_shelf_that_differs_from_the_level_is_found() -> None:
    stand()
    Shelf.objects.update(on_hand=8)
    assert violations() == ["2: var_1 has 9 on hand, its movements say 9, its shelves hold 8"]


def test_a_lost_movement_is_found() -> None:
    stand()
    Movement.objects.filter(kind="reserved").delete()
    assert violations() == ["3: var_1 has 2 reserved, live reservations hold 2, movements say 0"]


def test_units_reserved_for_nobody_are_found() -> None:
    stand()
    ReservationLine.objects.all().delete()
    assert violations() == ["3: var_1 has 2 reserved, live reservations hold 0, movements say 2"]


def test_a_forgotten_hold_is_found() -> None:
    stand()
    with clock.shifted(900 + 60):
        assert violations() == []
    with clock.shifted(900 + 180):
        (found,) = violations()
        assert found.startswith("3: reservation k is still held")


def test_the_facts_name_the_reservations_that_hold_units_now() -> None:
    stand()
    for key in ("paid", "cancelled"):
        inventory.reserve(key=key, lines=[StockLine(variation_id="var_1", quantity=1)])
        inventory.keep(key=key)
    inventory.release(key="cancelled")
    inventory.release(key="never-reserved")
    assert facts() == {"live_reservations": ["k", "paid"]}
