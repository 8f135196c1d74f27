"""What the contract of shipping promises, asked of the house and of its fake alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from souk.contracts.shipping.calls import (
    CountryNotServed,
    Parcel,
    ParcelCalledOff,
    ParcelHasArrived,
    ParcelHasLeft,
    ParcelLine,
    ParcelNotFound,
    ParcelNotSent,
    ShipmentRefused,
    Shipping,
    TooLateToCancel,
)
from souk.kernel import clock
from souk.kernel.neighbours.calling import Rehearsal
from souk.services.shipping.ports import CarrierNews
from souk.services.shipping.service import ShippingService
from souk.services.shipping.use_cases.following import believe
from souk.vocabulary.addresses import PostalAddress
from souk.vocabulary.money import Money
from tests.fakes.shipping import FakeShipping

ADDRESS = PostalAddress(
    name="Ada Byron", line1="1 Main St", city="Springfield", postal_code="12345", country="US"
)
TEN_DOLLARS = Money.of(1000, "USD")


@pytest.fixture(params=["the house", "the house, each call delivered twice", "its fake"])
def shipping(request: pytest.FixtureRequest) -> Any:
    house: Any = FakeShipping() if request.param == "its fake" else ShippingService()
    for shop in ("kiln", "loom"):
        house.choose_sender(key=shop, shop_id=f"shp_{shop}", sender="carrier")
    return Rehearsal(Shipping, house) if request.param == "the house, each call delivered twice" else house


@pytest.fixture
def carrier_says(shipping: Any) -> Callable[[str, str], None]:
    def say(order_id: str, status: str) -> None:
        if isinstance(shipping, FakeShipping):
            shipping.advance(order_id, status)
            return
        for shipment in shipping.shipments(order_id=order_id):
            believe(shipment.shipment_id, [CarrierNews(status, status, "somewhere", clock.now())])

    return say


def parcels(*shops: str) -> list[Parcel]:
    return [
        Parcel(
            shop_id=f"shp_{shop}", shop_name=shop.capitalize(), weight_grams=500,
            lines=[ParcelLine(item_id=f"itm_{shop}", variation_id=f"var_{shop}", title="Cup", quantity=2)],
        )
        for shop in shops
    ]  # fmt: skip


def send(shipping: Any, key: str, order_id: str = "ord_1", *shops: str) -> Any:
    return shipping.ship(
        key=key, order_id=order_id, order_number="ORD-1", method="standard", address=ADDRESS,
        parcels=parcels(*(shops or ("kiln", "loom"))),
    )  # fmt: skip


def test_every_country_served_can_be_shipped_to(shipping: Any) -> None:
    served = shipping.countries()
    assert {"US", "CA", "GB", "DE", "FR"} <= set(served)
    assert served == sorted(set(served))
    for country in served:
        assert shipping.options(country=country, weight_grams=400, subtotal=TEN_DOLLARS)


def test_a_country_we_do_not_serve_is_said_so(shipping: Any) -> None:
    with pytest.raises(CountryNotServed):
        shipping.options(country="AQ", weight_grams=400, subtotal=TEN_DOLLARS)


def test_options_come_cheapest_first_and_standard_at_home_is_ten_dollars(shipping: Any) -> None:
    found = shipping.options(country="US", weight_grams=1_000, subtotal=TEN_DOLLARS)
    prices = [option.price.minor for option in found]
    assert prices == sorted(prices)
    by_method = {option.method: option for option in found}
    assert set(by_method) == {"economy", "standard", "express"}
    assert by_method["standard"].price == Money.of(1000, "USD")
    assert (
        by_method["express"].latest_days
        < by_method["standard"].latest_days
        < by_method["economy"].latest_days
    )
    assert all(option.earliest_days <= option.latest_days for option in found)


def test_standard_is_free_from_a_subtotal_on(shipping: Any) -> None:
    (first, *_) = shipping.options(country="US", weight_grams=1_000, subtotal=Money.of(15_000, "USD"))
    assert (first.method, first.price) == ("standard", Money.zero("USD"))


def test_each_shop_sends_one_parcel(shipping: Any) -> None:
    sent = send(shipping, "k")
    assert [(s.shop_id, s.status, s.tracking_number) for s in sent] == [
        ("shp_kiln", "preparing", None),
        ("shp_loom", "preparing", None),
    ]
    assert sent[0].lines == parcels("kiln")[0].lines
    assert [step.status for step in sent[0].steps] == ["preparing"]
    assert shipping.shipments(order_id="ord_1") == sent
    assert shipping.shipments(order_id="ord_2") == []


def test_asked_twice_it_is_sent_once(shipping: Any) -> None:
    assert send(shipping, "k") == send(shipping, "k")
    assert len(shipping.shipments(order_id="ord_1")) == 2


def test_what_is_called_off_in_time_is_not_sent(shipping: Any, carrier_says: Callable[..., None]) -> None:
    send(shipping, "k")
    shipping.call_off(key="k")
    shipping.call_off(key="k")
    assert {s.status for s in shipping.shipments(order_id="ord_1")} == {"cancelled"}
    with pytest.raises(ShipmentRefused):
        send(shipping, "k")


def test_a_call_off_that_overtakes_its_ship_leaves_a_tombstone(shipping: Any) -> None:
    shipping.call_off(key="k")
    shipping.call_off(key="k")
    with pytest.raises(ShipmentRefused):
        send(shipping, "k")
    assert shipping.shipments(order_id="ord_1") == []


@pytest.mark.parametrize("status", ["handed_over", "in_transit", "delivered"])
def test_a_parcel_on_its_way_cannot_be_called_off(
    shipping: Any, carrier_says: Callable[[str, str], None], status: str
) -> None:
    send(shipping, "k")
    carrier_says("ord_1", status)
    for _ in range(2):
        with pytest.raises(TooLateToCancel):
            shipping.call_off(key="k")
    assert {s.status for s in shipping.shipments(order_id="ord_1")} == {status}


def pack(shipping: Any, key: str = "k", order_id: str = "ord_1") -> None:
    """The kiln has three things to send, the loom one."""
    things = [
        ParcelLine(item_id=f"itm_{n}", variation_id=f"var_{n}", title=f"Cup {n}", quantity=n)
        for n in (1, 2, 3)
    ]
    kiln = Parcel(shop_id="shp_kiln", shop_name="Kiln", weight_grams=600, lines=things)
    shipping.ship(
        key=key, order_id=order_id, order_number="ORD-1", method="standard", address=ADDRESS,
        parcels=[kiln, *parcels("loom")],
    )  # fmt: skip


def hand_in(shipping: Any, *items: str, key: str = "h", shop: str = "kiln", number: str = "1Z 999") -> Any:
    return shipping.send_items(
        key=key, order_id="ord_1", shop_id=f"shp_{shop}", item_ids=list(items), carrier="Blue Van", tracking_number=number
    )  # fmt: skip


def where(shipping: Any) -> dict[str, str]:
    """Thing → what became of its parcel; each thing is in one parcel."""
    lines = [
        (line.item_id, parcel.status)
        for parcel in shipping.shipments(order_id="ord_1")
        for line in parcel.lines
    ]
    assert len(lines) == len(dict(lines)) == 4
    return dict(lines)


def test_a_shop_hands_in_a_part_of_what_it_packs(shipping: Any) -> None:
    pack(shipping)
    for _ in range(2):
        sent = hand_in(shipping, "itm_1", "itm_3")
        assert (sent.status, sent.carrier, sent.tracking_number, sent.sent_by) == (
            "handed_over",
            "Blue Van",
            "1Z 999",
            "shop",
        )
        assert {line.item_id for line in sent.lines} == {"itm_1", "itm_3"}
    assert where(shipping) == {
        "itm_1": "handed_over",
        "itm_2": "preparing",
        "itm_3": "handed_over",
        "itm_loom": "preparing",
    }
    assert hand_in(shipping, "itm_2", key="h2", number="1Z 999").status == "handed_over", (
        "numbers are the shop's"
    )


def test_what_has_left_cannot_be_sent_again(shipping: Any, carrier_says: Callable[[str, str], None]) -> None:
    pack(shipping)
    hand_in(shipping, "itm_1")
    with pytest.raises(ParcelHasLeft):
        hand_in(shipping, "itm_1", key="again")
    carrier_says("ord_1", "in_transit") if not isinstance(shipping, FakeShipping) else None
    if not isinstance(shipping, FakeShipping):
        assert where(shipping)["itm_1"] == "handed_over", "the carrier does not carry this one"
        with pytest.raises(ParcelHasLeft):
            hand_in(shipping, "itm_2", key="late")


def test_another_shops_things_are_not_found(shipping: Any) -> None:
    pack(shipping)
    for items in (["itm_loom"], ["itm_1", "itm_loom"], ["itm_nowhere"]):
        with pytest.raises(ParcelNotFound):
            hand_in(shipping, *items, key=f"h{len(items)}{items[0]}")
    assert set(where(shipping).values()) == {"preparing"}


def test_what_a_shop_sent_arrives_when_the_shop_says_so(shipping: Any) -> None:
    pack(shipping)
    tell = {"key": "a", "order_id": "ord_1", "shop_id": "shp_kiln"}
    with pytest.raises(ParcelNotSent):
        shipping.arrived(**tell, item_ids=["itm_1"])
    hand_in(shipping, "itm_1", "itm_2")
    for _ in range(2):
        (parcel,) = shipping.arrived(**tell, item_ids=["itm_1"])
        assert parcel.status == "delivered"
    assert [step.status for step in parcel.steps] == ["preparing", "handed_over", "delivered"]
    assert where(shipping)["itm_2"] == "delivered", "it was in the same parcel"
    with pytest.raises(ParcelNotFound):
        shipping.arrived(**tell, item_ids=["itm_loom"])


def test_of_what_the_carrier_carries_the_carrier_tells(
    shipping: Any, carrier_says: Callable[[str, str], None]
) -> None:
    pack(shipping)
    carrier_says("ord_1", "handed_over")
    with pytest.raises(ParcelNotSent):
        shipping.arrived(key="a", order_id="ord_1", shop_id="shp_kiln", item_ids=["itm_1"])


def test_things_are_called_off_and_the_others_go(shipping: Any) -> None:
    pack(shipping)
    for _ in range(2):
        shipping.call_items_off(key="c", order_id="ord_1", item_ids=["itm_2"])
    assert where(shipping)["itm_2"] == "cancelled"
    with pytest.raises(ParcelCalledOff):
        hand_in(shipping, "itm_2")
    hand_in(shipping, "itm_1", "itm_3")
    with pytest.raises(TooLateToCancel):
        shipping.call_items_off(key="d", order_id="ord_1", item_ids=["itm_1"])
    shipping.call_items_off(key="e", order_id="ord_1", item_ids=["itm_loom"])
    assert where(shipping)["itm_loom"] == "cancelled"


def test_an_order_called_off_stays_so(shipping: Any) -> None:
    pack(shipping)
    shipping.call_items_off(key="c", order_id="ord_1", item_ids=["itm_2"])
    shipping.call_off(key="k")
    assert set(where(shipping).values()) == {"cancelled"}
    with pytest.raises(ParcelCalledOff):
        hand_in(shipping, "itm_1")
    with pytest.raises(ParcelCalledOff):
        shipping.call_items_off(key="d", order_id="ord_1", item_ids=["itm_1"])
    shipping.call_items_off(key="c", order_id="ord_1", item_ids=["itm_2"])


def test_what_was_handed_in_keeps_the_whole_order_from_being_called_off(shipping: Any) -> None:
    pack(shipping)
    hand_in(shipping, "itm_1")
    with pytest.raises(TooLateToCancel):
        shipping.call_off(key="k")
    assert where(shipping)["itm_2"] == "preparing"


def test_a_shop_chooses_who_hands_in_its_parcels(shipping: Any) -> None:
    assert shipping.sender(shop_id="shp_kiln") == "carrier"
    assert shipping.choose_sender(key="x", shop_id="shp_kiln", sender="shop") == "shop"
    assert shipping.sender(shop_id="shp_kiln") == "shop"
    pack(shipping)
    assert [p.sent_by for p in shipping.shipments(order_id="ord_1")] == ["shop", "carrier"]


def corrected(shipping: Any, key: str, number: str, item_id: str = "itm_kiln", shop: str = "shp_kiln") -> Any:
    return shipping.correct(
        key=key, order_id="ord_1", shop_id=shop, item_id=item_id, carrier="Blue Van", tracking_number=number
    )


def test_a_mistyped_number_is_corrected_until_the_parcel_has_arrived(shipping: Any) -> None:
    send(shipping, "a")
    with pytest.raises(ParcelNotSent):
        corrected(shipping, "c0", "1Z 998")
    hand_in = {"order_id": "ord_1", "shop_id": "shp_kiln", "item_ids": ["itm_kiln"]}
    shipping.send_items(key="s", **hand_in, carrier="Blue Vn", tracking_number="1Z 999")
    parcel = corrected(shipping, "c1", "1Z 998")
    assert (parcel.carrier, parcel.tracking_number, parcel.status) == ("Blue Van", "1Z 998", "handed_over")
    corrected(shipping, "c2", "1Z 997")
    assert corrected(shipping, "c1", "1Z 998").tracking_number == "1Z 997", "a late try turns nothing back"
    assert {s.tracking_number for s in shipping.shipments(order_id="ord_1")} == {"1Z 997", None}
    shipping.arrived(key="d", **hand_in)
    with pytest.raises(ParcelHasArrived):
        corrected(shipping, "c3", "1Z 996")


def test_only_the_shop_that_handed_it_in_corrects_it(shipping: Any, carrier_says: Any) -> None:
    send(shipping, "a")
    for shop, item_id in (("shp_loom", "itm_kiln"), ("shp_kiln", "itm_loom"), ("shp_kiln", "itm_nowhere")):
        with pytest.raises(ParcelNotFound):
            corrected(shipping, f"{shop}{item_id}", "1Z 998", item_id, shop)
    carrier_says("ord_1", "in_transit")
    with pytest.raises(ParcelNotSent):
        corrected(shipping, "c", "1Z 998")


def test_nobody_is_offered_a_slower_way_that_costs_more(shipping: Any) -> None:
    found = shipping.options(country="US", weight_grams=5_000, subtotal=Money.of(20_000, "USD"))
    assert [option.method for option in found] == ["standard", "express"]
