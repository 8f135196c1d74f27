"""Shop, buyer and carrier at the same parcel in the same moment: whoever was first decides, and each thing is in one parcel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from souk.contracts.shipping.calls import (
    Parcel,
    ParcelCalledOff,
    ParcelHasLeft,
    ParcelLine,
    TooLateToCancel,
)
from souk.kernel import clock
from souk.services.shipping.models import Shipment, ShipmentLine
from souk.services.shipping.ports import CarrierNews
from souk.services.shipping.service import ShippingService
from souk.services.shipping.use_cases.auditing import violations
from souk.services.shipping.use_cases.following import believe
from souk.vocabulary.addresses import PostalAddress
from tests.kernel.in_between import while_uncommitted

shipping = ShippingService()
ADDRESS = PostalAddress(name="Ada", line1="1 Main St", city="Springfield", postal_code="12345", country="US")


@pytest.fixture
def packed(real_databases: None) -> str:
    """Two things in one parcel that is being packed."""
    lines = [ParcelLine(item_id=f"itm_{n}", variation_id="var_1", title="Cup", quantity=1) for n in (1, 2)]
    (shipment,) = shipping.ship(
        key="k", order_id="ord_1", order_number="ORD-1", method="standard", address=ADDRESS,
        parcels=[Parcel(shop_id="shp_1", shop_name="Kiln", weight_grams=500, lines=lines)],
    )  # fmt: skip
    return str(shipment.shipment_id)


def send(*items: str, key: str = "s") -> Any:
    return shipping.send_items(
        key=key, order_id="ord_1", shop_id="shp_1", item_ids=list(items), carrier="Blue Van", tracking_number="1Z"
    )  # fmt: skip


def call_off_one(key: str = "o") -> None:
    shipping.call_items_off(key=key, order_id="ord_1", item_ids=["itm_1"])


def call_all_off() -> None:
    shipping.call_off(key="k")


def states() -> dict[str, str]:
    rows = list(ShipmentLine.objects.values_list("item_id", "shipment__status"))
    assert len(rows) == 2, "each thing is in one parcel"
    assert violations() == []
    return dict(rows)


Deed = Callable[[], Any]
RACES: list[tuple[Deed, Deed, type[Exception] | None, dict[str, str]]] = [
    (lambda: send("itm_1"), call_all_off, TooLateToCancel, {"itm_1": "handed_over", "itm_2": "preparing"}),
    (call_all_off, lambda: send("itm_1"), ParcelCalledOff, {"itm_1": "cancelled", "itm_2": "cancelled"}),
    (lambda: send("itm_1"), call_off_one, TooLateToCancel, {"itm_1": "handed_over", "itm_2": "preparing"}),
    (call_off_one, lambda: send("itm_1"), ParcelCalledOff, {"itm_1": "cancelled", "itm_2": "preparing"}),
    (call_off_one, call_all_off, None, {"itm_1": "cancelled", "itm_2": "cancelled"}),
    (call_all_off, call_off_one, ParcelCalledOff, {"itm_1": "cancelled", "itm_2": "cancelled"}),
    (lambda: send("itm_1"), lambda: send("itm_2", key="t"), None, {"itm_1": "handed_over", "itm_2": "handed_over"}),
    (lambda: send("itm_1"), lambda: send("itm_1", "itm_2", key="t"), ParcelHasLeft, {"itm_1": "handed_over", "itm_2": "preparing"}),
    (lambda: send("itm_1"), lambda: send("itm_1"), None, {"itm_1": "handed_over", "itm_2": "preparing"}),
    (call_off_one, call_off_one, None, {"itm_1": "cancelled", "itm_2": "preparing"}),
]  # fmt: skip


@pytest.mark.parametrize("place", range(len(RACES)))
def test_whoever_was_first_decides(packed: str, place: int) -> None:
    first, second, refusal, after = RACES[place]
    answer = while_uncommitted("shipping", first, second)
    assert isinstance(answer, refusal) if refusal else not isinstance(answer, Exception), answer
    assert states() == after


def news(parcel: str, status: str = "handed_over") -> None:
    believe(parcel, [CarrierNews(status, status, "Depot", clock.now())])


def test_what_the_carrier_has_just_taken_the_shop_cannot_send(packed: str) -> None:
    answer = while_uncommitted("shipping", lambda: news(packed), lambda: send("itm_1", "itm_2"))
    assert isinstance(answer, ParcelHasLeft)
    assert set(states().values()) == {"handed_over"}
    assert Shipment.objects.get().sent_by == "carrier"


def test_the_carrier_is_not_believed_of_what_the_shop_has_just_sent(packed: str) -> None:
    while_uncommitted("shipping", lambda: send("itm_1", "itm_2"), lambda: news(packed, "in_transit"))
    assert set(states().values()) == {"handed_over"}
    assert Shipment.objects.get().carrier == "Blue Van"
