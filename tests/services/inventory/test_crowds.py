"""Many at once, with real threads and real commits: nothing is sold twice, nothing is lost."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connections

from souk.contracts.inventory.calls import OutOfStock, Receipt, ReservationGone, StockLine
from souk.kernel import clock
from souk.services.inventory.models import Reservation
from souk.services.inventory.service import InventoryService
from souk.services.inventory.use_cases.auditing import violations
from souk.services.inventory.use_cases.expiry import expire_reservations
from souk.vocabulary.problems import Problem

inventory = InventoryService()


def receipt(variation_id: str, quantity: int) -> Receipt:
    return Receipt(variation_id=variation_id, sku=variation_id, quantity=quantity)


def line(variation_id: str, quantity: int = 1) -> StockLine:
    return StockLine(variation_id=variation_id, quantity=quantity)


def at_once(works: list[Callable[[], object]]) -> list[object]:
    """Starts all at the same moment; answers what each returned or the problem it raised."""
    gate = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        try:
            gate.wait(timeout=30)
            return work()
        except Problem as problem:
            return problem
        finally:
            connections["inventory"].close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_fifty_buyers_of_the_last_ten_units_get_exactly_ten(real_databases: None) -> None:
    inventory.receive(key="r", receipts=[receipt("var_last", 10)])
    answers = at_once([
        lambda key=f"k{n}": inventory.reserve(key=key, lines=[line("var_last")]) for n in range(50)
    ])  # fmt: skip
    assert Counter(type(answer).__name__ for answer in answers) == {"Reservation": 10, "OutOfStock": 40}
    (level,) = inventory.levels(variation_ids=["var_last"])
    assert (level.on_hand, level.reserved, level.available) == (10, 10, 0)
    assert violations() == []


def test_carts_with_the_same_goods_in_opposite_order_do_not_lock_each_other_out(real_databases: None) -> None:
    inventory.receive(key="r", receipts=[receipt("var_1", 8), receipt("var_2", 8)])
    one, two = [line("var_1"), line("var_2")], [line("var_2"), line("var_1")]
    answers = at_once([
        lambda key=f"k{n}", lines=(one, two)[n % 2]: inventory.reserve(key=key, lines=lines) for n in range(12)
    ])  # fmt: skip
    assert sum(isinstance(answer, OutOfStock) for answer in answers) == 4
    assert violations() == []


def test_the_same_reserve_arriving_eight_times_at_once_holds_once(real_databases: None) -> None:
    inventory.receive(key="r", receipts=[receipt("var_1", 8)])
    answers = at_once([lambda: inventory.reserve(key="same", lines=[line("var_1", 3)])] * 8)
    assert all(answer == answers[0] for answer in answers)
    (level,) = inventory.levels(variation_ids=["var_1"])
    assert level.reserved == 3


def test_a_payment_and_the_end_of_the_hold_at_the_same_moment(real_databases: None) -> None:
    """Whoever comes first, each order ends up kept, and the units are counted once."""
    inventory.receive(key="r", receipts=[receipt("var_1", 20)])
    keys = [f"k{n}" for n in range(10)]
    for key in keys:
        inventory.reserve(key=key, lines=[line("var_1", 2)], hold_seconds=1)
    with clock.shifted(5):
        works: list[Callable[[], object]] = [lambda key=key: inventory.keep(key=key) for key in keys]
        answers = at_once([*works[:5], expire_reservations, *works[5:], expire_reservations])
    assert not [answer for answer in answers if isinstance(answer, Problem)]
    assert set(Reservation.objects.values_list("status", flat=True)) == {"kept"}
    (level,) = inventory.levels(variation_ids=["var_1"])
    assert level.reserved == 20
    assert violations() == []


def test_a_reserve_and_its_own_release_at_the_same_moment_leave_nothing_held(real_databases: None) -> None:
    inventory.receive(key="r", receipts=[receipt("var_1", 10)])
    works: list[Callable[[], object]] = []
    for n in range(8):
        works.append(lambda key=f"k{n}": inventory.reserve(key=key, lines=[line("var_1")]))
        works.append(lambda key=f"k{n}": inventory.release(key=key))
    answers = at_once(works)
    assert all(answer is None for answer in answers[1::2])
    assert all(isinstance(answer, ReservationGone) or answer.status == "held" for answer in answers[::2])
    (level,) = inventory.levels(variation_ids=["var_1"])
    assert level.reserved == 0
    assert violations() == []


def test_stock_edited_while_a_crowd_shops_loses_no_unit(real_databases: None) -> None:
    inventory.receive(key="r", receipts=[receipt("var_1", 12)])
    works: list[Callable[[], object]] = [
        lambda key=f"k{n}": inventory.reserve(key=key, lines=[line("var_1")]) for n in range(12)
    ]
    works += [
        lambda key=f"in{n}": inventory.receive(key=key, receipts=[receipt("var_1", 3)]) for n in range(4)
    ]
    works += [
        lambda key=f"out{n}": inventory.write_off(
            key=key, line=line("var_1", 3), warehouse="main", reason="counted"
        )
        for n in range(4)
    ]
    answers = at_once(works)
    lost = sum(isinstance(answer, OutOfStock) for answer in answers[16:])
    sold = sum(not isinstance(answer, OutOfStock) for answer in answers[:12])
    (level,) = inventory.levels(variation_ids=["var_1"])
    assert (level.on_hand, level.reserved) == (12 + 12 - 3 * (4 - lost), sold)
    assert violations() == []
