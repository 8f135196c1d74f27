"""Some units of an item go another way than the others: asked of the house and of its fake alike."""

from __future__ import annotations

from typing import Any

import pytest

from souk.contracts.shipping.calls import (
    ItemPart,
    NotSoMany,
    Parcel,
    ParcelCalledOff,
    ParcelHasLeft,
    ParcelLine,
    Shipping,
    TooLateToCancel,
)
from souk.kernel import clock
from souk.kernel.models import OutboxEvent
from souk.kernel.neighbours.calling import Rehearsal
from souk.services.shipping.models import Shipment, ShipmentLine
from souk.services.shipping.ports import CarrierNews
from souk.services.shipping.service import ShippingService
from souk.services.shipping.use_cases.auditing import facts, violations
from souk.services.shipping.use_cases.following import believe
from tests.fakes.shipping import FakeShipping
from tests.kernel.in_between import while_uncommitted
from tests.services.shipping.test_contract import ADDRESS


@pytest.fixture(params=["the house", "the house, each call delivered twice", "its fake"])
def shipping(request: pytest.FixtureRequest) -> Any:
    house: Any = FakeShipping() if request.param == "its fake" else ShippingService()
    pack(house)
    return Rehearsal(Shipping, house) if request.param == "the house, each call delivered twice" else house


def pack(house: Any) -> None:
    """Five cups and a bowl."""
    lines = [
        ParcelLine(item_id="itm_cup", variation_id="var_cup", title="Cup", quantity=5),
        ParcelLine(item_id="itm_bowl", variation_id="var_bowl", title="Bowl", quantity=1),
    ]
    house.ship(
        key="k", order_id="ord_1", order_number="ORD-1", method="standard", address=ADDRESS,
        parcels=[Parcel(shop_id="shp_kiln", shop_name="Kiln", weight_grams=600, lines=lines)],
    )  # fmt: skip


def part(quantity: int, of: int = 5, name: str = "a") -> ItemPart:
    return ItemPart(item_id="itm_cup", part_id=f"itm_{name}", quantity=quantity, of=of)


def send(house: Any, *parts: ItemPart, key: str = "s", items: tuple[str, ...] = ("itm_cup",)) -> Any:
    return house.send_items(
        key=key, order_id="ord_1", shop_id="shp_kiln", item_ids=list(items), carrier="Blue Van", tracking_number="1Z",
        parts=list(parts),
    )  # fmt: skip


def call_off(house: Any, *parts: ItemPart, key: str = "o") -> None:
    house.call_items_off(key=key, order_id="ord_1", item_ids=["itm_cup"], parts=list(parts))


def cups(house: Any) -> dict[str, tuple[int, str, str]]:
    """Item → how many, taken from which, and what became of the parcel."""
    found = {
        line.item_id: (line.quantity, line.part_of, parcel.status)
        for parcel in house.shipments(order_id="ord_1")
        for line in parcel.lines
        if line.variation_id == "var_cup"
    }
    assert sum(quantity for quantity, _, _ in found.values()) == 5
    return found


def test_three_now_and_two_later(shipping: Any) -> None:
    for _ in range(2):
        sent = send(shipping, part(3), items=("itm_cup", "itm_bowl"))
        assert {(x.item_id, x.quantity) for x in sent.lines} == {("itm_a", 3), ("itm_bowl", 1)}
    assert cups(shipping) == {"itm_cup": (2, "", "preparing"), "itm_a": (3, "itm_cup", "handed_over")}
    send(shipping, key="t")
    assert cups(shipping)["itm_cup"] == (2, "", "handed_over")


def test_all_of_it_stays_what_it_is(shipping: Any) -> None:
    send(shipping, part(5))
    assert cups(shipping) == {"itm_cup": (5, "", "handed_over")}


def test_some_are_called_off_and_the_others_go(shipping: Any) -> None:
    for _ in range(2):
        call_off(shipping, part(2))
    assert cups(shipping) == {"itm_cup": (3, "", "preparing"), "itm_a": (2, "itm_cup", "cancelled")}
    send(shipping)
    assert cups(shipping)["itm_cup"] == (3, "", "handed_over")
    with pytest.raises(TooLateToCancel):
        call_off(shipping, part(1, of=3, name="b"), key="late")


@pytest.mark.parametrize("move", [send, call_off])
@pytest.mark.parametrize(("quantity", "of"), [(6, 5), (6, 6), (2, 4), (3, 6)])
def test_more_than_there_are_or_than_was_thought_changes_nothing(
    shipping: Any, move: Any, quantity: int, of: int
) -> None:
    with pytest.raises(NotSoMany):
        move(shipping, part(quantity, of))
    assert cups(shipping) == {"itm_cup": (5, "", "preparing")}


def test_what_has_left_or_was_called_off_is_not_divided(shipping: Any) -> None:
    send(shipping)
    with pytest.raises(ParcelHasLeft):
        send(shipping, part(2), key="again")
    assert len(cups(shipping)) == 1


def test_with_the_whole_order_parts_are_called_off_as_well(shipping: Any) -> None:
    call_off(shipping, part(2))
    shipping.call_off(key="k")
    assert {status for _, _, status in cups(shipping).values()} == {"cancelled"}
    with pytest.raises(ParcelCalledOff):
        send(shipping, part(1, of=3, name="b"))


def test_what_is_said_of_a_part_names_what_it_was_taken_from() -> None:
    house = ShippingService()
    pack(house)
    send(house, part(3))
    told = OutboxEvent.objects.using("shipping").filter(type="souk.shipment.status.updated.v1")
    assert '"part_of":"itm_cup"' in told.get().envelope
    assert facts()["units_per_item"] == {"itm_a": 3, "itm_bowl": 1, "itm_cup": 2}
    assert sum(Shipment.objects.values_list("weight_grams", flat=True)) == 600
    assert violations() == []


@pytest.fixture
def house(real_databases: None) -> Any:
    made = ShippingService()
    pack(made)
    return made


def test_of_two_who_divide_at_once_the_second_sees_what_the_first_left(house: Any) -> None:
    answer = while_uncommitted(
        "shipping", lambda: send(house, part(3)), lambda: send(house, part(3, name="b"), key="b")
    )
    assert isinstance(answer, NotSoMany)
    assert cups(house) == {"itm_cup": (2, "", "preparing"), "itm_a": (3, "itm_cup", "handed_over")}


def test_the_same_key_at_the_same_moment_divides_once(house: Any) -> None:
    answer = while_uncommitted(
        "shipping", lambda: send(house, part(3)), lambda: send(house, part(3, name="b"))
    )
    assert not isinstance(answer, Exception)
    assert ShipmentLine.objects.filter(variation_id="var_cup").count() == 2


def test_a_carrier_who_takes_it_meanwhile_has_what_was_left(house: Any) -> None:
    house.choose_sender(key="x", shop_id="shp_kiln", sender="carrier")
    Shipment.objects.update(sent_by="carrier")
    (parcel,) = Shipment.objects.all()
    while_uncommitted(
        "shipping",
        lambda: send(house, part(3)),
        lambda: believe(parcel.shipment_id, [CarrierNews("handed_over", "", "", clock.now())]),
    )
    assert cups(house) == {"itm_cup": (2, "", "handed_over"), "itm_a": (3, "itm_cup", "handed_over")}
    assert violations() == []
