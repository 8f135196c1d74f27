"""Levels said again for who lost them."""

from __future__ import annotations

import orjson

from souk.contracts.inventory.calls import Inventory, Receipt
from souk.kernel.models import OutboxEvent
from souk.kernel.neighbours.asking import ask
from souk.services.inventory.use_cases import rebuilding


def test_every_level_is_told_again_at_its_revision(monkeypatch):
    monkeypatch.setattr(rebuilding, "BATCH", 2)
    receipts = [
        Receipt(variation_id=f"var_{number}", sku=f"S{number}", quantity=number + 1) for number in range(3)
    ]
    ask(Inventory).receive(key="r", receipts=receipts)
    OutboxEvent.objects.using("inventory").all().delete()
    assert rebuilding.tell_again() == 3
    said = [
        orjson.loads(row.envelope)["data"] for row in OutboxEvent.objects.using("inventory").order_by("id")
    ]
    assert [(told["variation_id"], told["available"]) for told in said] == [
        ("var_0", 1),
        ("var_1", 2),
        ("var_2", 3),
    ]
    assert all(told["revision"] >= 1 for told in said)
