"""Fulfilment: what follows when a shop's parcel is handed over: its units leave the warehouse's books.

ship the stock
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from souk.contracts.inventory.calls import Inventory, StockLine
from souk.kernel.neighbours.asking import ask
from souk.kernel.work.stories import Step, Story
from souk.services.orders.stories.checkout import step_key
from souk.vocabulary.ids import Key

inventory = ask(Inventory)


class Fulfilment(BaseModel):
    model_config = ConfigDict(frozen=True)

    shipment_id: str
    checkout_key: Key
    lines: list[StockLine]


def ship_stock(f: Fulfilment, key: Key) -> Fulfilment:
    inventory.ship(key=key, reservation_key=step_key(f.checkout_key, "reserve_stock"), lines=f.lines)
    return f


fulfilment = Story(
    "fulfilment",
    house="orders",
    state=Fulfilment,
    called=lambda f: f"Parcel {f.shipment_id}",
    steps=[Step(ship_stock, pivot=True, give_up_after=10_000)],
)


def plan_fulfilment(shipment_id: str, checkout_key: Key, lines: list[StockLine]) -> None:
    """Inside the transaction that heard of it; once per shipment."""
    fulfilment.plan(shipment_id, Fulfilment(shipment_id=shipment_id, checkout_key=checkout_key, lines=lines))
