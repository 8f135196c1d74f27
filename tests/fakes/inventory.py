"""A fake of inventory: the contract's behaviour in memory; it can be told to refuse, or to be unavailable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any

from souk.contracts.inventory.calls import (
    Counted,
    LowStock,
    Movement,
    OutOfStock,
    ProductStock,
    Receipt,
    Reservation,
    ReservationGone,
    ReservationNotFound,
    StockCount,
    StockItemNotFound,
    StockLevel,
    StockLine,
)
from souk.kernel import clock
from souk.vocabulary.pages import Page, read_cursor, write_cursor
from souk.vocabulary.problems import Conflict, Problem, Unavailable


@dataclass
class _Held:
    wanted: dict[str, int]
    status: Any
    expires_at: datetime | None
    shipped: dict[str, int] = field(default_factory=dict)

    def left(self) -> dict[str, int]:
        return {v: q - self.shipped.get(v, 0) for v, q in self.wanted.items() if q > self.shipped.get(v, 0)}


def _asked(call: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(call)
    def answer(self: FakeInventory, **arguments: Any) -> Any:
        self.calls.append((call.__name__, arguments))
        if self.is_away:
            raise Unavailable("inventory does not answer")
        if (refusal := self.refusals.get(call.__name__)) is not None:
            raise refusal
        self._expire()
        return call(self, **arguments)

    return answer


class FakeInventory:
    """`stock({"var_1": 5})`, then ask it; `is_away = True` makes it unavailable, `refuse("reserve", problem)` makes it refuse."""

    def __init__(self, stock: dict[str, int] | None = None) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.is_away = False
        self.refusals: dict[str, Problem] = {}
        self._shelves: dict[tuple[str, str], int] = {}
        self._held: dict[str, _Held] = {}
        self._deeds: set[str] = set()
        self._movements: list[Movement] = []
        self.products: dict[str, list[str]] = {}  # product → its variations, for tests to say
        self._limits: dict[str, int] = {}
        self.shops: dict[str, list[str]] = {}  # whose the variations are
        self.stock(stock or {})

    def stock(self, units: dict[str, int]) -> None:
        for variation_id, quantity in units.items():
            key = f"fake:{len(self._movements)}:{variation_id}"
            self._shelves.setdefault((variation_id, "main"), 0)
            if quantity:
                self._put(variation_id, "main", quantity, key)

    def refuse(self, call: str, problem: Problem | None) -> None:
        """From now on `call` raises `problem`; None makes it answer again."""
        self.refusals.pop(call, None)
        if problem is not None:
            self.refusals[call] = problem

    def available(self, variation_id: str) -> int:
        return self._level(variation_id).available

    def status(self, key: str) -> str | None:
        return self._held[key].status if key in self._held else None

    @_asked
    def levels(self, *, variation_ids: list[str]) -> list[StockLevel]:
        known = {variation_id for variation_id, _ in self._shelves}
        return [self._level(variation_id) for variation_id in sorted(known & set(variation_ids))]

    @_asked
    def reserve(self, *, key: str, lines: list[StockLine], hold_seconds: int = 900) -> Reservation:
        if key in self._held:
            return self._answer(key)
        wanted = _summed(lines)
        self._hold(key, wanted)
        self._held[key] = _Held(wanted, "held", clock.in_seconds(hold_seconds))
        return self._answer(key)

    @_asked
    def release(self, *, key: str) -> None:
        held = self._held.setdefault(key, _Held({}, "released", None))
        if held.status in ("held", "kept"):
            self._free(key, held)
        if held.status != "shipped":
            held.status, held.expires_at = "released", None

    @_asked
    def keep(self, *, key: str) -> Reservation:
        if key not in self._held:
            raise ReservationNotFound(key)
        held = self._held[key]
        if held.status == "expired":
            self._hold(key, held.wanted)
        if held.status in ("held", "expired"):
            held.status, held.expires_at = "kept", None
        return self._answer(key)

    @_asked
    def ship(self, *, key: str, reservation_key: str, lines: list[StockLine]) -> None:
        if key in self._deeds:
            return
        if reservation_key not in self._held:
            raise ReservationNotFound(reservation_key)
        held = self._held[reservation_key]
        if held.status in ("released", "expired"):
            raise ReservationGone(reservation_key)
        leaving, left = _summed(lines), held.left()
        if held.status != "kept" or any(quantity > left.get(v, 0) for v, quantity in leaving.items()):
            raise Conflict(f"{reservation_key} is {held.status} and holds {left}")
        self._deeds.add(key)
        for variation_id, quantity in leaving.items():
            self._take(variation_id, quantity, key)
            held.shipped[variation_id] = held.shipped.get(variation_id, 0) + quantity
        if not held.left():
            held.status = "shipped"

    @_asked
    def let_go(self, *, key: str, reservation_key: str, lines: list[StockLine], lost: bool) -> None:
        if key in self._deeds:
            return
        if reservation_key not in self._held:
            raise ReservationNotFound(reservation_key)
        held = self._held[reservation_key]
        if held.status in ("released", "expired"):
            raise ReservationGone(reservation_key)
        freed, left = _summed(lines), held.left()
        if held.status != "kept" or any(quantity > left.get(v, 0) for v, quantity in freed.items()):
            raise Conflict(f"{reservation_key} is {held.status} and holds {left}")
        self._deeds.add(key)
        for variation_id, quantity in freed.items():
            held.shipped[variation_id] = held.shipped.get(variation_id, 0) + quantity
            self._note(variation_id, "*", "released", quantity, reservation_key)
            if lost:
                self._take(variation_id, quantity, key, "written_off")
        if not held.left():
            held.status = "shipped"

    @_asked
    def low_stock(self, *, shop_id: str, cursor: str | None = None, limit: int = 50) -> Page[LowStock]:
        low = []
        for variation_id in self.shops.get(shop_id, []):
            level, at = self._level(variation_id), self._limits.get(variation_id, 5)
            if level.available <= at:
                low.append(
                    LowStock(
                        variation_id=variation_id, product_id="", sku="", on_hand=level.on_hand, reserved=level.reserved,
                        available=level.available, amount_limit=at,
                    )
                )  # fmt: skip
        low.sort(key=lambda row: (row.available, row.variation_id))
        if cursor is not None:
            after = read_cursor(cursor, (int, str))
            low = [row for row in low if (row.available, row.variation_id) > after]
        last = low[limit - 1] if len(low) > limit else None
        return Page(items=low[:limit], next=write_cursor(last.available, last.variation_id) if last else None)

    @_asked
    def limit(self, *, key: str, variation_id: str, amount_limit: int) -> None:
        if all(known != variation_id for known, _ in self._shelves):
            raise StockItemNotFound(variation_id)
        self._limits[variation_id] = amount_limit

    @_asked
    def receive(self, *, key: str, receipts: list[Receipt]) -> list[StockLevel]:
        if key not in self._deeds:
            self._deeds.add(key)
            for receipt in receipts:
                self._put(receipt.variation_id, receipt.warehouse, receipt.quantity, key)
        return [self._level(v) for v in sorted({receipt.variation_id for receipt in receipts})]

    @_asked
    def write_off(self, *, key: str, line: StockLine, warehouse: str, reason: str) -> StockLevel:
        if key in self._deeds:
            return self._level(line.variation_id)
        if all(variation_id != line.variation_id for variation_id, _ in self._shelves):
            raise StockItemNotFound(line.variation_id)
        standing = self._shelves.get((line.variation_id, warehouse), 0)
        free = min(standing, self._level(line.variation_id).available)
        if free < line.quantity:
            raise _short({line.variation_id: (line.quantity, free)})
        self._deeds.add(key)
        self._shelves[line.variation_id, warehouse] -= line.quantity
        self._note(line.variation_id, warehouse, "written_off", line.quantity, key)
        return self._level(line.variation_id)

    @_asked
    def product_levels(self, *, product_ids: list[str]) -> list[ProductStock]:
        found = []
        for product_id in sorted(set(product_ids) & self.products.keys()):
            levels = [self._level(each) for each in self.products[product_id]]
            sums = {
                what: sum(getattr(level, what) for level in levels)
                for what in ("on_hand", "reserved", "available")
            }
            found.append(ProductStock(product_id=product_id, **sums))
        return found

    @_asked
    def count(self, *, key: str, counts: list[StockCount]) -> list[Counted]:
        is_new = key not in self._deeds
        self._deeds.add(key)
        return [self._count(key, each, is_new) for each in counts]

    def _count(self, key: str, each: StockCount, is_new: bool) -> Counted:
        known = any(variation_id == each.variation_id for variation_id, _ in self._shelves)
        delta, level = each.counted - each.seen, self._level(each.variation_id)
        if is_new and known and delta > 0:
            self._put(each.variation_id, "main", delta, key)
        elif is_new and known and 0 < -delta <= level.available:
            self._take(each.variation_id, -delta, key, kind="written_off")
        changed = any(m.key == key and m.variation_id == each.variation_id for m in self._movements)
        return Counted(
            variation_id=each.variation_id,
            on_hand=self._level(each.variation_id).on_hand,
            is_changed=changed,
            refusal="" if changed or (known and not delta) else "Not so many are missing.",
        )

    @_asked
    def movements(self, *, variation_id: str, cursor: str | None = None, limit: int = 50) -> Page[Movement]:
        if all(known != variation_id for known, _ in self._shelves):
            raise StockItemNotFound(variation_id)
        before = read_cursor(cursor, (int,))[0] if cursor else len(self._movements) + 1
        found = [
            m for m in reversed(self._movements) if m.variation_id == variation_id and m.movement_id < before
        ]
        more = len(found) > limit
        return Page(items=found[:limit], next=write_cursor(found[limit - 1].movement_id) if more else None)

    def _expire(self) -> None:
        for key, held in self._held.items():
            if held.status == "held" and held.expires_at is not None and held.expires_at <= clock.now():
                self._free(key, held)
                held.status, held.expires_at = "expired", None

    def _hold(self, key: str, wanted: dict[str, int]) -> None:
        free = {variation_id: self._level(variation_id).available for variation_id in wanted}
        short = {v: (quantity, free[v]) for v, quantity in wanted.items() if quantity > free[v]}
        if short:
            raise _short(short)
        for variation_id, quantity in wanted.items():
            self._note(variation_id, "*", "reserved", quantity, key)

    def _free(self, key: str, held: _Held) -> None:
        for variation_id, quantity in held.left().items():
            self._note(variation_id, "*", "released", quantity, key)

    def _put(self, variation_id: str, warehouse: str, quantity: int, key: str) -> None:
        shelf = variation_id, warehouse
        self._shelves[shelf] = self._shelves.get(shelf, 0) + quantity
        self._note(variation_id, warehouse, "received", quantity, key)

    def _take(self, variation_id: str, quantity: int, key: str, kind: str = "shipped") -> None:
        shelves = sorted(
            (s for s in self._shelves if s[0] == variation_id), key=lambda s: (s[1] != "main", s[1])
        )
        for shelf in shelves:
            part = min(self._shelves[shelf], quantity)
            if part:
                self._shelves[shelf] -= part
                self._note(variation_id, shelf[1], kind, part, key)
                quantity -= part

    def _note(self, variation_id: str, warehouse: str, kind: Any, quantity: int, key: str) -> None:
        movement = Movement(
            movement_id=len(self._movements) + 1, variation_id=variation_id, warehouse=warehouse, kind=kind,
            quantity=quantity, key=key, at=clock.now(),
        )  # fmt: skip
        self._movements.append(movement)

    def _level(self, variation_id: str) -> StockLevel:
        on_hand = sum(units for (known, _), units in self._shelves.items() if known == variation_id)
        ways = {"reserved": 1, "released": -1, "shipped": -1}
        mine = (m for m in self._movements if m.variation_id == variation_id)
        reserved = sum(ways.get(m.kind, 0) * m.quantity for m in mine)
        return StockLevel(
            variation_id=variation_id, on_hand=on_hand, reserved=reserved, available=on_hand - reserved
        )

    def _answer(self, key: str) -> Reservation:
        held = self._held[key]
        if held.status in ("released", "expired"):
            raise ReservationGone(key)
        lines = [StockLine(variation_id=v, quantity=quantity) for v, quantity in held.wanted.items()]
        return Reservation(key=key, lines=lines, status=held.status, expires_at=held.expires_at)


def _summed(lines: list[StockLine]) -> dict[str, int]:
    total: dict[str, int] = {}
    for line in sorted(lines, key=lambda line: line.variation_id):
        total[line.variation_id] = total.get(line.variation_id, 0) + line.quantity
    return total


def _short(lines: dict[str, tuple[int, int]]) -> OutOfStock:
    return OutOfStock(
        "not enough is left",
        shortages=[
            {"variation_id": v, "wanted": wanted, "available": left} for v, (wanted, left) in lines.items()
        ],
    )
