"""Counting: the statements that change a level, each conditional, each written down as a movement and told when it matters.

Levels are changed in the order of variation ids (`rules.levels.summed`), so that two carts with the same goods cannot wait
for each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import IntegrityError, connections
from django.db.models import Case, F, Value, When

from souk.contracts.inventory.calls import OutOfStock
from souk.contracts.inventory.events import StockChanged, StockLow, StockRecovered
from souk.kernel import clock
from souk.kernel.data.database import Change, changes
from souk.kernel.data.rows import find, insert
from souk.services.inventory.models import Deed, Movement, ReservationLine, Shelf, StockItem
from souk.services.inventory.rules.levels import has_recovered, has_run_low, summed, worth_telling
from souk.services.inventory.settings import settings

BUMP = F("revision") + 1


class Arrival(NamedTuple):
    variation_id: str
    quantity: int
    warehouse: str
    key: str


def once(key: str, kind: str, work: Callable[[Change], None]) -> None:
    """Does `work` in the transaction that records `key`; nothing if the key was recorded before."""
    try:
        with changes("inventory") as change:
            Deed(key=key, kind=kind, at=clock.now()).save(force_insert=True)
            work(change)
    except IntegrityError:
        if not Deed.objects.filter(key=key).exists():
            raise


#: The statement on which everything rests: whoever comes second sees what the first has left. Written out because every
#: checkout waits for it, once per line.
_HOLD = """
    UPDATE inventory_stockitem SET reserved = reserved + %s, revision = revision + 1
    WHERE variation_id = %s AND retired_at IS NULL AND on_hand - reserved >= %s
"""


def hold(change: Change, key: str, wanted: dict[str, int]) -> None:
    """All of `wanted` or none: raises OutOfStock, which undoes the transaction."""
    short = {}
    with connections["inventory"].cursor() as cursor:
        for variation_id, quantity in wanted.items():
            cursor.execute(_HOLD, (quantity, variation_id, quantity))
            if not cursor.rowcount:
                short[variation_id] = quantity
    if short:
        raise out_of_stock(short)
    write_down("reserved", key, wanted.items())
    tell(change, {variation_id: -quantity for variation_id, quantity in wanted.items()})


def give_back(
    change: Change, lines: list[tuple[str, str, int]], *, told: dict[str, int] | None = None
) -> None:
    """`lines`: (reservation key, variation, units) that are reserved no longer. `told`: how many of them are free, if not all."""
    freed = summed((variation_id, quantity) for _, variation_id, quantity in lines)
    for variation_id, quantity in freed.items():
        StockItem.objects.filter(variation_id=variation_id).update(
            reserved=F("reserved") - quantity, revision=BUMP
        )
    now = clock.now()
    Movement.objects.bulk_create(
        Movement(
            item_id=variation_id,
            warehouse=Movement.EVERYWHERE,
            kind="released",
            quantity=quantity,
            key=key,
            at=now,
        )
        for key, variation_id, quantity in lines
    )
    tell(change, freed if told is None else told)


def lose(key: str, gone: dict[str, int]) -> None:
    """Units that were reserved a moment ago turn out not to be there: free are as many as before, so nobody is told."""
    for variation_id, quantity in gone.items():
        StockItem.objects.filter(variation_id=variation_id).update(
            on_hand=F("on_hand") - quantity, revision=BUMP
        )
    now = clock.now()
    Movement.objects.bulk_create(
        Movement(
            item_id=variation_id,
            warehouse=warehouse,
            kind="written_off",
            quantity=taken,
            key=key,
            reason="Sold, but not there",
            at=now,
        )
        for variation_id, warehouse, taken in empty_shelves(gone)
    )


def shelve(change: Change, arrivals: list[Arrival]) -> None:
    """Puts units of known variations on their shelves.

    The items are locked first, and in order: a new shelf looks at its item, and MySQL would let two of them look at once and
    then neither change it.
    """
    arrivals = sorted(arrivals)
    for arrival in arrivals:
        StockItem.objects.filter(variation_id=arrival.variation_id).update(
            on_hand=F("on_hand") + arrival.quantity, revision=BUMP
        )
    Shelf.objects.bulk_create(
        [Shelf(item_id=arrival.variation_id, warehouse=arrival.warehouse) for arrival in arrivals],
        ignore_conflicts=True,
    )
    for arrival in arrivals:
        Shelf.objects.filter(item_id=arrival.variation_id, warehouse=arrival.warehouse).update(
            on_hand=F("on_hand") + arrival.quantity
        )
    write_down_arrivals(arrivals, clock.now())
    tell(change, summed((arrival.variation_id, arrival.quantity) for arrival in arrivals))


def write_down_arrivals(arrivals: list[Arrival], at: datetime) -> None:
    Movement.objects.bulk_create(
        Movement(
            item_id=arrival.variation_id, warehouse=arrival.warehouse, kind="received",
            quantity=arrival.quantity, key=arrival.key, at=at,
        )
        for arrival in arrivals
    )  # fmt: skip


def send_off(key: str, leaving: dict[str, int]) -> None:
    """Reserved units leave the building; what is free does not change, so nobody is told."""
    for variation_id, quantity in leaving.items():
        StockItem.objects.filter(variation_id=variation_id).update(
            on_hand=F("on_hand") - quantity, reserved=F("reserved") - quantity, revision=BUMP
        )
    now = clock.now()
    Movement.objects.bulk_create(
        Movement(item_id=variation_id, warehouse=warehouse, kind="shipped", quantity=taken, key=key, at=now)
        for variation_id, warehouse, taken in empty_shelves(leaving)
    )


def write_down(
    kind: str,
    key: str,
    lines: Iterable[tuple[str, int]],
    warehouse: str = Movement.EVERYWHERE,
    reason: str = "",
) -> None:
    now = clock.now()
    insert(
        *(
            Movement(
                item_id=variation_id, warehouse=warehouse, kind=kind, quantity=quantity, key=key, reason=reason, at=now
            )
            for variation_id, quantity in lines
        )
    )  # fmt: skip


def tell(change: Change, deltas: dict[str, int]) -> None:
    """Says what shoppers and shops should know, after the free units of each variation changed by its delta."""
    if not deltas:
        return
    for item in find(StockItem, where={"variation_id": list(deltas), "retired_at": None}):
        after = item.available
        before = after - deltas[item.variation_id]
        if worth_telling(before, after):
            change.say(StockChanged(variation_id=item.variation_id, available=after, revision=item.revision))
        if has_run_low(before, after, item.low_at):
            change.say(
                StockLow(
                    variation_id=item.variation_id,
                    sku=item.sku,
                    available=after,
                    low_at=item.low_at,
                    shop_id=item.shop_id,
                    title=item.title,
                )
            )
        elif has_recovered(before, after, item.low_at):
            change.say(StockRecovered(variation_id=item.variation_id, available=after, shop_id=item.shop_id))


def out_of_stock(wanted: dict[str, int]) -> OutOfStock:
    """The problem that names each line that cannot be had, and how many could."""
    rows = StockItem.objects.filter(variation_id__in=list(wanted), retired_at=None)
    free = {item.variation_id: item.available for item in rows}
    shortages = [
        {"variation_id": variation_id, "wanted": quantity, "available": free.get(variation_id, 0)}
        for variation_id, quantity in wanted.items()
    ]
    return OutOfStock(
        "; ".join(f"{s['wanted']} wanted, {s['available']} left" for s in shortages), shortages=shortages
    )


def live_lines(key: str) -> list[tuple[str, str, int]]:
    """(reservation key, variation, units not yet shipped) of a reservation."""
    lines = ReservationLine.objects.filter(reservation_id=key, quantity__gt=F("shipped")).order_by("item_id")
    return [
        (key, variation, held - gone)
        for variation, held, gone in lines.values_list("item_id", "quantity", "shipped")
    ]


def empty_shelves(leaving: dict[str, int]) -> list[tuple[str, str, int]]:
    """Takes units from the main warehouse first, then from the others by name. The rows of the items are locked by now."""
    main_first = Case(When(warehouse=settings().main_warehouse, then=Value(0)), default=Value(1))
    shelves = Shelf.objects.filter(item_id__in=list(leaving), on_hand__gt=0).order_by(
        "item_id", main_first, "warehouse"
    )
    missing, taken = dict(leaving), []
    for shelf_id, variation_id, warehouse, standing in shelves.values_list(
        "id", "item_id", "warehouse", "on_hand"
    ):
        part = min(standing, missing[variation_id])
        if part:
            Shelf.objects.filter(id=shelf_id).update(on_hand=F("on_hand") - part)
            missing[variation_id] -= part
            taken.append((variation_id, warehouse, part))
    if any(missing.values()):
        raise RuntimeError(f"the shelves hold fewer than the levels say: {missing}")
    return taken
