"""What the contract of inventory promises, asked of the house and of its fake alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from souk.contracts.inventory.calls import (
    Inventory,
    OutOfStock,
    Receipt,
    ReservationGone,
    ReservationNotFound,
    StockCount,
    StockItemNotFound,
    StockLine,
    Stocktaking,
)
from souk.kernel import clock
from souk.kernel.neighbours.calling import Rehearsal
from souk.services.inventory.service import InventoryService, StocktakingService
from souk.services.inventory.use_cases.expiry import expire_reservations
from souk.vocabulary.pages import BadCursor
from souk.vocabulary.problems import Conflict
from tests.fakes.inventory import FakeInventory


@pytest.fixture(params=["the house", "the house, each call delivered twice", "its fake"])
def inventory(request: pytest.FixtureRequest) -> Any:
    house: Any = FakeInventory() if request.param == "its fake" else InventoryService()
    if request.param == "the house, each call delivered twice":
        house = Rehearsal(Inventory, house)
    house.receive(key="opening", receipts=[receipt("var_a", 5), receipt("var_b", 3)])
    return house


@pytest.fixture
def stocktaking(inventory: Any) -> Any:
    if isinstance(inventory, Rehearsal):
        return Rehearsal(Stocktaking, StocktakingService())
    return inventory if isinstance(inventory, FakeInventory) else StocktakingService()


@pytest.fixture
def time_runs_out(inventory: Any) -> Callable[[], Any]:
    return (lambda: None) if isinstance(inventory, FakeInventory) else expire_reservations


def receipt(variation_id: str, quantity: int, warehouse: str = "main") -> Receipt:
    return Receipt(
        variation_id=variation_id, sku=variation_id.upper(), quantity=quantity, warehouse=warehouse
    )


def lines(**wanted: int) -> list[StockLine]:
    return [StockLine(variation_id=f"var_{name}", quantity=quantity) for name, quantity in wanted.items()]


def free(inventory: Any, name: str) -> int:
    (level,) = inventory.levels(variation_ids=[f"var_{name}"])
    assert level.available == level.on_hand - level.reserved
    return int(level.available)


def test_reserved_units_are_free_for_nobody_else(inventory: Any) -> None:
    held = inventory.reserve(key="k", lines=lines(a=4, b=1))
    assert held.status == "held"
    assert held.expires_at is not None
    assert (free(inventory, "a"), free(inventory, "b")) == (1, 2)
    with pytest.raises(OutOfStock):
        inventory.reserve(key="other", lines=lines(a=2))


def test_all_lines_are_held_or_none(inventory: Any) -> None:
    with pytest.raises(OutOfStock) as refused:
        inventory.reserve(key="k", lines=lines(a=1, b=4, unknown=1))
    assert refused.value.extra["shortages"] == [
        {"variation_id": "var_b", "wanted": 4, "available": 3},
        {"variation_id": "var_unknown", "wanted": 1, "available": 0},
    ]
    assert (free(inventory, "a"), free(inventory, "b")) == (5, 3)


def test_two_lines_of_the_same_variation_are_counted_together(inventory: Any) -> None:
    twice = [*lines(b=2), *lines(b=2)]
    with pytest.raises(OutOfStock):
        inventory.reserve(key="k", lines=twice)
    held = inventory.reserve(key="k2", lines=[*lines(b=2), *lines(b=1)])
    assert held.lines == lines(b=3)


def test_a_refused_reservation_may_be_tried_again_under_its_key(inventory: Any) -> None:
    with pytest.raises(OutOfStock):
        inventory.reserve(key="k", lines=lines(b=4))
    inventory.receive(key="more", receipts=[receipt("var_b", 1)])
    assert inventory.reserve(key="k", lines=lines(b=4)).status == "held"


def test_reserving_twice_holds_once_and_answers_the_same(inventory: Any) -> None:
    first = inventory.reserve(key="k", lines=lines(a=2))
    assert inventory.reserve(key="k", lines=lines(a=2)) == first
    assert free(inventory, "a") == 3


def test_releasing_twice_gives_back_once(inventory: Any) -> None:
    inventory.reserve(key="k", lines=lines(a=2))
    inventory.release(key="k")
    inventory.release(key="k")
    assert free(inventory, "a") == 5


def test_a_release_that_overtakes_its_reserve_leaves_a_tombstone(inventory: Any) -> None:
    inventory.release(key="k")
    with pytest.raises(ReservationGone):
        inventory.reserve(key="k", lines=lines(a=2))
    with pytest.raises(ReservationGone):
        inventory.keep(key="k")
    assert free(inventory, "a") == 5


def test_a_released_key_cannot_reserve_again(inventory: Any) -> None:
    inventory.reserve(key="k", lines=lines(a=2))
    inventory.release(key="k")
    with pytest.raises(ReservationGone):
        inventory.reserve(key="k", lines=lines(a=2))


def test_keeping_twice_is_keeping_once(inventory: Any) -> None:
    inventory.reserve(key="k", lines=lines(a=2))
    kept = inventory.keep(key="k")
    assert (kept.status, kept.expires_at) == ("kept", None)
    assert inventory.keep(key="k") == kept
    assert inventory.reserve(key="k", lines=lines(a=2)) == kept
    assert free(inventory, "a") == 3


def test_a_key_nobody_reserved_under_cannot_be_kept(inventory: Any) -> None:
    with pytest.raises(ReservationNotFound):
        inventory.keep(key="never")


def test_a_hold_ends_with_its_time(inventory: Any, time_runs_out: Callable[[], Any]) -> None:
    inventory.reserve(key="k", lines=lines(a=2), hold_seconds=900)
    with clock.shifted(840):
        time_runs_out()
        assert free(inventory, "a") == 3
    with clock.shifted(901):
        time_runs_out()
        time_runs_out()
        assert free(inventory, "a") == 5
        with pytest.raises(ReservationGone):
            inventory.reserve(key="k", lines=lines(a=2))


def test_a_kept_reservation_never_expires(inventory: Any, time_runs_out: Callable[[], Any]) -> None:
    inventory.reserve(key="k", lines=lines(a=2))
    inventory.keep(key="k")
    with clock.shifted(100_000):
        time_runs_out()
        assert free(inventory, "a") == 3


def test_what_just_expired_is_held_again_when_it_is_paid(
    inventory: Any, time_runs_out: Callable[[], Any]
) -> None:
    inventory.reserve(key="k", lines=lines(a=2))
    with clock.shifted(901):
        time_runs_out()
        assert inventory.keep(key="k").status == "kept"
        assert free(inventory, "a") == 3


def test_what_expired_and_was_sold_meanwhile_is_out_of_stock(
    inventory: Any, time_runs_out: Callable[[], Any]
) -> None:
    inventory.reserve(key="late", lines=lines(a=2, b=2))
    with clock.shifted(901):
        time_runs_out()
        inventory.reserve(key="quick", lines=lines(b=3))
        with pytest.raises(OutOfStock):
            inventory.keep(key="late")
        assert free(inventory, "a") == 5
        inventory.release(key="late")
        inventory.release(key="quick")
        with pytest.raises(ReservationGone):
            inventory.keep(key="late")
        assert (free(inventory, "a"), free(inventory, "b")) == (5, 3)


def test_kept_units_of_a_cancelled_order_come_back(inventory: Any) -> None:
    inventory.reserve(key="k", lines=lines(a=2))
    inventory.keep(key="k")
    inventory.release(key="k")
    assert free(inventory, "a") == 5
    with pytest.raises(ReservationGone):
        inventory.keep(key="k")


def test_shipped_units_leave_both_the_shelf_and_the_reservation(inventory: Any) -> None:
    inventory.reserve(key="k", lines=lines(a=2, b=1))
    inventory.keep(key="k")
    inventory.ship(key="parcel-1", reservation_key="k", lines=lines(a=2))
    inventory.ship(key="parcel-1", reservation_key="k", lines=lines(a=2))
    a, b = inventory.levels(variation_ids=["var_a", "var_b"])
    assert (a.on_hand, a.reserved, b.on_hand, b.reserved) == (3, 0, 3, 1)
    assert inventory.keep(key="k").status == "kept"
    inventory.ship(key="parcel-2", reservation_key="k", lines=lines(b=1))
    assert inventory.keep(key="k").status == "shipped"


def test_what_has_left_is_not_given_back(inventory: Any) -> None:
    inventory.reserve(key="k", lines=lines(a=2, b=1))
    inventory.keep(key="k")
    inventory.ship(key="parcel", reservation_key="k", lines=lines(a=1))
    inventory.release(key="k")
    assert (free(inventory, "a"), free(inventory, "b")) == (4, 3)
    with pytest.raises(ReservationGone):
        inventory.ship(key="parcel-2", reservation_key="k", lines=lines(a=1))


def test_releasing_what_was_shipped_changes_nothing(inventory: Any) -> None:
    inventory.reserve(key="k", lines=lines(a=2))
    inventory.keep(key="k")
    inventory.ship(key="parcel", reservation_key="k", lines=lines(a=2))
    inventory.release(key="k")
    assert free(inventory, "a") == 3
    assert inventory.keep(key="k").status == "shipped"


def test_only_kept_units_may_leave_and_no_more_than_are_held(inventory: Any) -> None:
    with pytest.raises(ReservationNotFound):
        inventory.ship(key="p", reservation_key="k", lines=lines(a=1))
    inventory.reserve(key="k", lines=lines(a=2))
    with pytest.raises(Conflict):
        inventory.ship(key="p", reservation_key="k", lines=lines(a=1))
    inventory.keep(key="k")
    for too_much in (lines(a=3), lines(b=1), [*lines(a=1), *lines(a=2)]):
        with pytest.raises(Conflict):
            inventory.ship(key="p", reservation_key="k", lines=too_much)
    (level,) = inventory.levels(variation_ids=["var_a"])
    assert (level.on_hand, level.reserved) == (5, 2)


def test_a_receipt_counts_once(inventory: Any) -> None:
    arriving = [receipt("var_a", 2), receipt("var_new", 7), receipt("var_a", 1, "north")]
    first = inventory.receive(key="r", receipts=arriving)
    assert inventory.receive(key="r", receipts=arriving) == first
    assert (free(inventory, "a"), free(inventory, "new")) == (8, 7)


def test_only_free_units_that_stand_there_are_written_off(inventory: Any) -> None:
    inventory.receive(key="r", receipts=[receipt("var_a", 2, "north")])
    inventory.reserve(key="k", lines=lines(a=4))
    (broken,) = lines(a=3)
    level = inventory.write_off(key="w", line=broken, warehouse="main", reason="broken")
    assert (level.on_hand, level.available) == (4, 0)
    assert inventory.write_off(key="w", line=broken, warehouse="main", reason="broken") == level
    with pytest.raises(OutOfStock):
        inventory.write_off(key="w2", line=lines(a=1)[0], warehouse="main", reason="broken")
    inventory.release(key="k")
    with pytest.raises(OutOfStock):
        inventory.write_off(key="w3", line=lines(a=3)[0], warehouse="north", reason="lost")
    with pytest.raises(StockItemNotFound):
        inventory.write_off(key="w4", line=lines(unknown=1)[0], warehouse="main", reason="lost")


def test_the_main_warehouse_is_emptied_first(inventory: Any) -> None:
    inventory.receive(key="r", receipts=[receipt("var_a", 2, "annex")])
    inventory.reserve(key="k", lines=lines(a=6))
    inventory.keep(key="k")
    inventory.ship(key="p", reservation_key="k", lines=lines(a=6))
    newest = inventory.movements(variation_id="var_a").items[:2]
    assert {(m.kind, m.warehouse, m.quantity) for m in newest} == {
        ("shipped", "main", 5),
        ("shipped", "annex", 1),
    }


def test_movements_tell_the_whole_story_newest_first(inventory: Any) -> None:
    inventory.reserve(key="k", lines=lines(a=2))
    inventory.release(key="k")
    page = inventory.movements(variation_id="var_a", limit=2)
    assert [(m.kind, m.quantity, m.key) for m in page.items] == [("released", 2, "k"), ("reserved", 2, "k")]
    rest = inventory.movements(variation_id="var_a", cursor=page.next, limit=2)
    assert [(m.kind, m.warehouse) for m in rest.items] == [("received", "main")]
    assert rest.next is None
    with pytest.raises(StockItemNotFound):
        inventory.movements(variation_id="var_unknown")
    with pytest.raises(BadCursor):
        inventory.movements(variation_id="var_a", cursor="nonsense")


def test_what_is_unknown_has_no_level(inventory: Any) -> None:
    assert inventory.levels(variation_ids=["var_unknown"]) == []
    assert inventory.levels(variation_ids=[]) == []


def counts(**seen_and_counted: tuple[int, int]) -> list[StockCount]:
    return [
        StockCount(variation_id=f"var_{name}", seen=seen, counted=counted)
        for name, (seen, counted) in seen_and_counted.items()
    ]


def test_what_was_counted_is_put_down_as_a_movement(inventory: Any, stocktaking: Any) -> None:
    more, less = stocktaking.count(key="count", counts=counts(a=(5, 9), b=(3, 1)))
    assert (more.on_hand, more.is_changed, more.refusal) == (9, True, "")
    assert (less.on_hand, less.is_changed, less.refusal) == (1, True, "")
    newest = inventory.movements(variation_id="var_b", limit=1).items[0]
    assert (newest.kind, newest.quantity) == ("written_off", 2)
    newest = inventory.movements(variation_id="var_a", limit=1).items[0]
    assert (newest.kind, newest.quantity) == ("received", 4)


def test_who_counts_undoes_nothing_that_was_sold_meanwhile(inventory: Any, stocktaking: Any) -> None:
    inventory.reserve(key="k", lines=lines(a=2))
    inventory.keep(key="k")
    inventory.ship(key="parcel", reservation_key="k", lines=lines(a=2))
    (counted,) = stocktaking.count(key="count", counts=counts(a=(5, 4)))  # seen before the parcel left
    assert counted.on_hand == 2
    assert free(inventory, "a") == 2


def test_more_cannot_be_missing_than_is_free_and_the_other_lines_count_all_the_same(
    inventory: Any, stocktaking: Any
) -> None:
    inventory.reserve(key="k", lines=lines(a=4))
    refused, taken, unknown = stocktaking.count(key="count", counts=counts(a=(5, 3), b=(3, 2), nobody=(0, 1)))
    assert (refused.on_hand, refused.is_changed) == (5, False)
    assert refused.refusal
    assert (taken.on_hand, taken.is_changed) == (2, True)
    assert unknown.refusal


def test_a_count_that_changes_nothing_is_no_refusal(inventory: Any, stocktaking: Any) -> None:
    (counted,) = stocktaking.count(key="count", counts=counts(a=(5, 5)))
    assert (counted.on_hand, counted.is_changed, counted.refusal) == (5, False, "")


def test_a_count_arrives_twice_and_is_put_down_once(inventory: Any, stocktaking: Any) -> None:
    first = stocktaking.count(key="count", counts=counts(a=(5, 6)))
    assert stocktaking.count(key="count", counts=counts(a=(5, 6))) == first
    assert free(inventory, "a") == 6


@pytest.mark.parametrize("lost", [False, True])
def test_units_that_will_not_be_sent_are_let_go_and_the_rest_is_sent(inventory: Any, lost: bool) -> None:
    inventory.reserve(key="k", lines=lines(a=3, b=1))
    inventory.keep(key="k")
    for _ in range(2):
        inventory.let_go(key="g", reservation_key="k", lines=lines(a=1), lost=lost)
    (level,) = inventory.levels(variation_ids=["var_a"])
    assert (level.on_hand, level.reserved, level.available) == ((4, 2, 2) if lost else (5, 2, 3))
    inventory.ship(key="s", reservation_key="k", lines=lines(a=2))
    with pytest.raises(Conflict):
        inventory.let_go(key="h", reservation_key="k", lines=lines(a=1), lost=lost)
    inventory.let_go(key="i", reservation_key="k", lines=lines(b=1), lost=lost)
    inventory.release(key="k")
    levels = inventory.levels(variation_ids=["var_a", "var_b"])
    assert [level.reserved for level in levels] == [0, 0]
    assert [level.on_hand for level in levels] == ([2, 2] if lost else [3, 3])


def test_what_was_given_back_as_a_whole_cannot_be_let_go_in_part(inventory: Any) -> None:
    inventory.reserve(key="k", lines=lines(a=3))
    inventory.keep(key="k")
    inventory.release(key="k")
    with pytest.raises(ReservationGone):
        inventory.let_go(key="g", reservation_key="k", lines=lines(a=1), lost=True)
    assert free(inventory, "a") == 5


def test_a_limit_can_be_set_for_what_is_known(inventory: Any) -> None:
    inventory.limit(key="l", variation_id="var_a", amount_limit=9)
    with pytest.raises(StockItemNotFound):
        inventory.limit(key="m", variation_id="var_nowhere", amount_limit=9)
