"""What is told of a correction: once, only when something changed, and into the trail when staff do it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from souk.kernel.access import identity
from souk.kernel.access.identity import Identity
from souk.kernel.models import OutboxEvent, TrailRow
from souk.services.shipping.service import ShippingService
from tests.services.shipping.test_contract import corrected, send


@pytest.fixture
def house() -> ShippingService:
    made = ShippingService()
    send(made, "a")
    made.send_items(
        key="s", order_id="ord_1", shop_id="shp_kiln", item_ids=["itm_kiln"], carrier="Blue Van", tracking_number="1Z 999"
    )  # fmt: skip
    return made


def said() -> list[dict[str, Any]]:
    rows = OutboxEvent.objects.using("shipping").filter(type="souk.shipment.tracking.corrected.v1")
    return [json.loads(row.envelope)["data"] for row in rows.order_by("id")]


def test_the_same_again_is_no_correction(house: ShippingService) -> None:
    corrected(house, "c0", "1Z 999")
    assert said() == []
    for key in ("c1", "c1", "c2"):
        corrected(house, key, "1Z 998")
    (told,) = said()
    assert (told["former_number"], told["tracking_number"], told["carrier"]) == (
        "1Z 999",
        "1Z 998",
        "Blue Van",
    )
    assert [line["item_id"] for line in told["lines"]] == ["itm_kiln"]


def test_what_staff_correct_is_in_the_trail(house: ShippingService) -> None:
    with identity.acting_as(Identity("usr_tom", frozenset({"staff"}))):
        corrected(house, "c1", "1Z 998")
    (row,) = TrailRow.objects.using("shipping").filter(deed="shipping.correct")
    assert "1Z 999" in str(row.before)
    assert "1Z 998" in str(row.after)
