"""Asking: the same contract together, in rehearsal and over the wire."""

import pytest

from souk.contracts.inventory.calls import Inventory, OutOfStock, Reservation, StockLevel, StockLine
from souk.kernel.neighbours.asking import ask, methods_of
from souk.kernel.neighbours.calling import Rehearsal, answer_call, wires
from souk.kernel.settings import settings
from souk.vocabulary.problems import Unavailable


class Shelf:
    def __init__(self):
        self.calls = 0

    def levels(self, *, variation_ids):
        return [StockLevel(variation_id=v, on_hand=3, reserved=0, available=3) for v in variation_ids]

    def reserve(self, *, key, lines, hold_seconds=900):
        self.calls += 1
        if lines[0].quantity > 3:
            raise OutOfStock(
                "Only 3 are left.", shortages=[{"variation_id": lines[0].variation_id, "available": 3}]
            )
        return Reservation(key=key, lines=lines, status="held", expires_at=None)


class Gone:
    def levels(self, *, variation_ids):
        raise Unavailable("away")


def test_a_refusal_crosses_the_wire_as_the_same_class_with_its_facts():
    far = Rehearsal(Inventory, Shelf())
    with pytest.raises(OutOfStock) as refused:
        far.reserve(key="k", lines=[StockLine(variation_id="var_1", quantity=4)])
    assert refused.value.extra["shortages"] == [{"variation_id": "var_1", "available": 3}]


def test_rehearsal_delivers_every_retriable_call_twice():
    shelf = Shelf()
    Rehearsal(Inventory, shelf).reserve(key="k", lines=[StockLine(variation_id="var_1", quantity=1)])
    assert shelf.calls == 2


def test_an_unavailable_neighbour_is_replaced_by_what_was_said_otherwise(neighbours):
    neighbours.replace(Inventory, Gone())
    assert ask(Inventory, otherwise=[]).levels(variation_ids=["var_1"]) == []
    with pytest.raises(Unavailable):
        ask(Inventory).levels(variation_ids=["var_1"])


def test_the_internal_door_opens_only_for_who_knows_the_token(neighbours):
    neighbours.replace(Inventory, Shelf())
    body = wires(Inventory)["levels"].encode({"variation_ids": ["var_1"]})
    assert answer_call("inventory", "Inventory", "levels", body, {})[0] == 401
    key = {"Authorization": f"Bearer {settings().service_secret}"}
    assert answer_call("inventory", "Inventory", "levels", body, key)[0] == 200
    assert answer_call("inventory", "Inventory", "levels", b"{", key)[0] == 400
    assert answer_call("inventory", "Inventory", "nothing", body, key)[0] == 404


def test_every_contract_can_travel():
    import importlib
    import pkgutil

    import souk.contracts
    from souk.process import contracts_of

    names = [module.name for module in pkgutil.iter_modules(souk.contracts.__path__)]
    for name in names:
        importlib.import_module(f"souk.contracts.{name}.events")
        for contract in contracts_of(name):
            assert set(wires(contract)) == set(methods_of(contract))
            assert len(methods_of(contract)) <= 12, f"{contract.__name__} promises too much"
