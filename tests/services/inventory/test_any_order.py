"""Receive, reserve, keep, release, ship, expire, write off: in any order, repeated, and the books still agree."""

from __future__ import annotations

import itertools
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from souk.contracts.inventory.calls import (
    OutOfStock,
    Receipt,
    ReservationGone,
    ReservationNotFound,
    StockItemNotFound,
    StockLine,
)
from souk.kernel import clock
from souk.services.inventory.models import Reservation, ReservationLine, Shelf, StockItem
from souk.services.inventory.service import InventoryService
from souk.services.inventory.use_cases.auditing import violations
from souk.services.inventory.use_cases.expiry import expire_reservations
from souk.vocabulary.problems import Conflict
from tests.examples import examples

VARIATIONS = st.sampled_from(["var_a", "var_b", "var_c"])
KEYS = st.sampled_from(["k1", "k2", "k3", "k4"])
UNITS = st.integers(1, 4)
WANTED = st.dictionaries(VARIATIONS, UNITS, min_size=1)


class Shelves(RuleBasedStateMachine):
    """A second, naive bookkeeping of what has come and gone for good; the house must agree with it after every step."""

    def __init__(self) -> None:
        super().__init__()
        self.inventory = InventoryService()
        self.later = 0.0
        self.numbers = itertools.count()
        self.on_hand: dict[str, int] = {}
        self.block: Any = transaction.atomic(using="inventory")
        self.block._from_testcase = True
        self.block.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True, using="inventory")
        self.block.__exit__(None, None, None)

    @rule(
        variation=VARIATIONS,
        quantity=UNITS,
        again=st.booleans(),
        warehouse=st.sampled_from(["main", "north"]),
    )
    def receive(self, variation: str, quantity: int, again: bool, warehouse: str) -> None:
        key = f"r{next(self.numbers)}"
        receipts = [Receipt(variation_id=variation, sku="S", quantity=quantity, warehouse=warehouse)]
        for _ in range(1 + again):
            self.inventory.receive(key=key, receipts=receipts)
        self.on_hand[variation] = self.on_hand.get(variation, 0) + quantity

    @rule(key=KEYS, wanted=WANTED)
    def reserve(self, key: str, wanted: dict[str, int]) -> None:
        lines = [StockLine(variation_id=v, quantity=q) for v, q in wanted.items()]
        with clock.shifted(self.later):
            try:
                answer = self.inventory.reserve(key=key, lines=lines, hold_seconds=100)
            except (OutOfStock, ReservationGone):
                return
        assert answer.status in ("held", "kept", "shipped")

    @rule(key=KEYS)
    def release(self, key: str) -> None:
        self.inventory.release(key=key)
        status = Reservation.objects.get(key=key).status
        assert status in ("released", "shipped")

    @rule(key=KEYS)
    def keep(self, key: str) -> None:
        before = Reservation.objects.filter(key=key).values_list("status", flat=True).first()
        try:
            assert self.inventory.keep(key=key).status in ("kept", "shipped")
        except ReservationNotFound:
            assert before is None
        except ReservationGone:
            assert before == "released"
        except OutOfStock:
            assert before == "expired"

    @rule(key=KEYS, wanted=WANTED, again=st.booleans())
    def ship(self, key: str, wanted: dict[str, int], again: bool) -> None:
        lines = [StockLine(variation_id=v, quantity=q) for v, q in wanted.items()]
        number = f"s{next(self.numbers)}"
        try:
            for _ in range(1 + again):
                self.inventory.ship(key=number, reservation_key=key, lines=lines)
        except (Conflict, ReservationNotFound):
            return
        for variation, quantity in wanted.items():
            self.on_hand[variation] -= quantity

    @rule(variation=VARIATIONS, quantity=UNITS)
    def write_off(self, variation: str, quantity: int) -> None:
        line = StockLine(variation_id=variation, quantity=quantity)
        try:
            self.inventory.write_off(
                key=f"w{next(self.numbers)}", line=line, warehouse="main", reason="broken"
            )
        except (OutOfStock, StockItemNotFound):
            return
        self.on_hand[variation] -= quantity

    @rule(seconds=st.sampled_from([10, 60, 101]))
    def wait(self, seconds: int) -> None:
        self.later += seconds

    @rule()
    def expire(self) -> None:
        kept = set(Reservation.objects.filter(status="kept").values_list("key", flat=True))
        with clock.shifted(self.later):
            expire_reservations()
            assert not Reservation.objects.filter(status="held", expires_at__lte=clock.now()).exists()
        assert kept == set(Reservation.objects.filter(status="kept").values_list("key", flat=True))

    @invariant()
    def the_books_agree(self) -> None:
        items = {item.variation_id: item for item in StockItem.objects.all()}
        assert {v: item.on_hand for v, item in items.items()} == self.on_hand
        assert all(item.available >= 0 and item.reserved >= 0 for item in items.values())
        live = ReservationLine.objects.filter(reservation__status__in=["held", "kept"])
        for variation, item in items.items():
            mine = live.filter(item_id=variation).values_list("quantity", "shipped")
            assert item.reserved == sum(held - gone for held, gone in mine)
            assert item.on_hand == sum(
                Shelf.objects.filter(item_id=variation).values_list("on_hand", flat=True)
            )
        with clock.shifted(
            -1_000_000
        ):  # so that no hold counts as forgotten: here expiry runs when the machine says so
            assert violations() == []


def test_the_books_agree_whatever_happens_in_whatever_order(databases: None) -> None:
    run_state_machine_as_test(
        Shelves,
        settings=settings(
            max_examples=examples(40),
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
