"""What the contract of shipping promises, asked of the house and of its fake alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from souk.contracts.shipping.calls import (
    CountryNotServed,
    Parcel,
    ParcelLine,
    ShipmentRefused,
    Shipping,
    TooLateToCancel,
)
from souk.kernel import clock
from souk.kernel.calling import Rehearsal
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
