"""From packing to the door: what the carrier says, on time, twice, late, and in the wrong order."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import orjson
import pytest

from souk.contracts.shipping.calls import Parcel, ParcelLine, ShipmentRefused, TooLateToCancel
from souk.kernel import clock
from souk.kernel.crashes import Crash, crash_at
from souk.kernel.models import OutboxEvent
from souk.services.shipping import ports
from souk.services.shipping.adapters.sandbox_carrier import SandboxCarrier
from souk.services.shipping.models import Shipment, ShipmentLine, ShipmentStep
from souk.services.shipping.ports import CarrierNews, CarrierParcel, use_carrier
from souk.services.shipping.rules.progress import WAY
from souk.services.shipping.rules.tracking_numbers import is_tracking_number
from souk.services.shipping.service import ShippingService
from souk.services.shipping.settings import ShippingSettings, settings
from souk.services.shipping.use_cases.auditing import facts, violations
from souk.services.shipping.use_cases.following import believe, follow_parcels
from souk.vocabulary.addresses import PostalAddress
from souk.vocabulary.problems import Unavailable

shipping = ShippingService()
ADDRESS = PostalAddress(
    name="Ada Byron", line1="1 Main St", city="Springfield", postal_code="12345", country="US"
)


def send(key: str = "k", *shops: str) -> list[Any]:
    parcels = [
        Parcel(
            shop_id=shop, shop_name=shop, weight_grams=500,
            lines=[ParcelLine(item_id=f"itm_{key}_{shop}", variation_id="var_1", title="Cup", quantity=2)],
        )
        for shop in shops or ("shp_1",)
    ]  # fmt: skip
    return shipping.ship(
        key=key, order_id="ord_1", order_number="ORD-1", method="standard", address=ADDRESS, parcels=parcels
    )


def said(kind: str = "shipment.status.updated") -> list[dict[str, Any]]:
    rows = OutboxEvent.objects.using("shipping").filter(type=f"souk.{kind}.v1").order_by("id")
    return [orjson.loads(envelope)["data"] for envelope in rows.values_list("envelope", flat=True)]


def status(index: int = 0) -> str:
    return str(shipping.shipments(order_id="ord_1")[index].status)


def news(word: str, minutes: int = 0) -> CarrierNews:
    return CarrierNews(word, word, "Sorting centre", clock.now() + timedelta(minutes=minutes))


@pytest.fixture
def walk() -> Callable[[float], None]:
    """Lets the time pass in small steps, the job running at each."""
    later = itertools.count(0, 4)

    def until(seconds: float) -> None:
        for moment in later:
            with clock.shifted(moment):
                follow_parcels()
            if moment >= seconds:
                return

    return until


@pytest.fixture
def other_carrier() -> Iterator[Callable[[Any], None]]:
    before = ports.carrier()
    yield use_carrier
    use_carrier(before)


def test_a_new_shipment_is_told_with_its_lines() -> None:
    (shipment,) = send()
    (told,) = said("shipment.created")
    assert told["shipment_id"] == shipment.shipment_id
    assert (told["order_id"], told["shop_id"], told["status"]) == ("ord_1", "shp_1", "preparing")
    line = {"item_id": "itm_k_shp_1", "variation_id": "var_1", "quantity": 2, "part_of": ""}
    assert told["lines"] == [line]


def test_a_parcel_gets_a_number_and_walks_to_the_door_by_the_clock(walk: Callable[[float], None]) -> None:
    send()
    seen = []
    for seconds in (4, 30, 50, 70, 100):
        walk(seconds)
        seen.append(status())
    assert seen == ["preparing", "handed_over", "in_transit", "out_for_delivery", "delivered"]
    (shipment,) = shipping.shipments(order_id="ord_1")
    assert shipment.tracking_number is not None
    assert is_tracking_number(shipment.tracking_number)
    assert [step.status for step in shipment.steps] == list(WAY)
    times = [step.at for step in shipment.steps]
    assert times == sorted(times)
    assert [told["status"] for told in said()] == list(WAY[1:])
    assert {told["tracking_number"] for told in said()} == {shipment.tracking_number}
    assert violations() == []


def test_a_parcel_that_arrived_is_left_alone(walk: Callable[[float], None]) -> None:
    send()
    walk(120)
    with clock.shifted(10_000):
        assert follow_parcels() == 0
    assert len(said()) == 4


def test_a_job_that_slept_tells_every_stage_it_missed_in_order() -> None:
    send()
    follow_parcels()
    with clock.shifted(500):
        follow_parcels()
    assert [told["status"] for told in said()] == list(WAY[1:])
    assert status() == "delivered"


@pytest.mark.parametrize("order", list(itertools.permutations(WAY[1:]))[::5])
def test_news_in_any_order_and_twice_never_moves_a_parcel_backwards(order: tuple[str, ...]) -> None:
    (shipment,) = send()
    ranks = []
    for word in (*order, *order):
        believe(shipment.shipment_id, [news(word)])
        ranks.append(WAY.index(status()))
    assert ranks == sorted(ranks)
    assert status() == "delivered"
    assert len(said()) == len({told["status"] for told in said()})
    assert ShipmentStep.objects.filter(shipment_id=shipment.shipment_id).count() == len(WAY)
    assert violations() == []


def test_news_nobody_understands_changes_nothing(other_carrier: Callable[[Any], None]) -> None:
    class Babbler(SandboxCarrier):
        def news_of(self, tracking_number: str, parcel: CarrierParcel, taken_on_at: Any) -> list[CarrierNews]:
            return [news("lost in thought"), news("cancelled"), news("preparing")]

    other_carrier(Babbler())
    send()
    follow_parcels()
    believe("shm_nobody_has", [news("delivered")])
    (shipment,) = shipping.shipments(order_id="ord_1")
    assert [step.status for step in shipment.steps] == ["preparing"]
    assert shipment.status == "preparing"
    assert said() == []
    assert violations() == []


def test_a_carrier_that_is_away_is_asked_again_later(other_carrier: Callable[[Any], None]) -> None:
    class Moody(SandboxCarrier):
        is_away = True

        def take_on(self, parcel: CarrierParcel) -> str:
            if self.is_away:
                raise Unavailable("closed")
            return super().take_on(parcel)

    carrier = Moody()
    other_carrier(carrier)
    send("k", "shp_1", "shp_2")
    assert follow_parcels() == 2
    assert follow_parcels() == 0
    assert {s.tracking_number for s in shipping.shipments(order_id="ord_1")} == {None}
    carrier.is_away = False
    with clock.shifted(settings().look_seconds + 1):
        assert follow_parcels() == 2
    assert None not in {s.tracking_number for s in shipping.shipments(order_id="ord_1")}


def test_the_sandbox_gives_the_same_parcel_the_same_number_and_others_another() -> None:
    carrier = SandboxCarrier()
    numbers = [carrier.take_on(CarrierParcel(f"shm_{n % 200}", "standard", "US", 1)) for n in range(400)]
    assert numbers[:200] == numbers[200:]
    assert len(set(numbers)) == 200
    assert all(map(is_tracking_number, numbers))


def test_the_stages_of_the_sandbox_must_follow_each_other() -> None:
    with pytest.raises(ValueError, match="follow each other"):
        ShippingSettings(in_transit_after=5, handed_over_after=10)


def test_a_parcel_called_off_hears_no_more_from_the_carrier(walk: Callable[[float], None]) -> None:
    (shipment,) = send()
    follow_parcels()
    shipping.call_off(key="k")
    walk(200)
    believe(shipment.shipment_id, [news("handed_over")])
    assert status() == "cancelled"
    assert [told["status"] for told in said()] == ["cancelled"]
    assert [step.status for step in shipping.shipments(order_id="ord_1")[0].steps] == [
        "preparing",
        "cancelled",
    ]
    assert violations() == []


def test_one_parcel_on_its_way_keeps_all_of_the_key() -> None:
    first, second = send("k", "shp_1", "shp_2")
    believe(second.shipment_id, [news("handed_over")])
    with pytest.raises(TooLateToCancel):
        shipping.call_off(key="k")
    assert (status(0), status(1)) == ("preparing", "handed_over")
    assert first.shipment_id != second.shipment_id
    assert [told["status"] for told in said()] == ["handed_over"]
    assert violations() == []


def test_dying_while_packing_leaves_nothing_and_the_next_try_sends_all() -> None:
    with pytest.raises(Crash), crash_at(0):
        send("k", "shp_1", "shp_2")
    assert not Shipment.objects.exists()
    assert said("shipment.created") == []
    assert len(send("k", "shp_1", "shp_2")) == 2
    assert len(said("shipment.created")) == 2


def test_dying_while_calling_off_leaves_the_parcel_to_be_sent() -> None:
    send()
    with pytest.raises(Crash), crash_at(0):
        shipping.call_off(key="k")
    assert status() == "preparing"
    shipping.call_off(key="k")
    assert status() == "cancelled"


def test_the_audit_counts_the_lines_of_parcels_that_were_not_called_off() -> None:
    send("k")
    send("gone")
    shipping.call_off(key="gone")
    assert facts() == {"lines_per_item": {"itm_k_shp_1": 1}, "units_per_item": {"itm_k_shp_1": 2}}
    assert violations() == []


def test_the_audit_finds_what_is_wrong() -> None:
    (one,) = send("k1")
    (two,) = send("k2")
    (three,) = send("k3")
    ShipmentLine.objects.filter(shipment_id=two.shipment_id).update(item_id="itm_k1_shp_1")
    believe(one.shipment_id, [news("handed_over")])
    Shipment.objects.filter(shipment_id=one.shipment_id).update(status="preparing")
    shipping.call_off(key="k2")
    Shipment.objects.filter(shipment_id=two.shipment_id).update(status="preparing")
    Shipment.objects.filter(shipment_id=three.shipment_id).update(status="delivered")
    assert violations() == [
        "8: item itm_k1_shp_1 is in 2 parcels",
        f"8: shipment {two.shipment_id} was called off but is preparing",
        f"8: shipment {three.shipment_id} is delivered, but nobody said so",
        f"8: shipment {one.shipment_id} is preparing, though more was said of it",
    ]


def test_a_ship_and_its_own_call_off_at_the_same_moment_leave_nothing_to_send(real_databases: None) -> None:
    import threading
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    gate = threading.Barrier(12)

    def run(number: int) -> object:
        try:
            gate.wait(timeout=30)
            return send(f"k{number // 2}") if number % 2 else shipping.call_off(key=f"k{number // 2}")
        except ShipmentRefused as refused:
            return refused
        finally:
            connections["shipping"].close()

    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(run, range(12)))
    assert all(isinstance(answer, (list, ShipmentRefused, type(None))) for answer in answers)
    assert set(Shipment.objects.values_list("status", flat=True)) <= {"cancelled"}
    assert violations() == []


def test_sending_two_parcels_is_cheap(count_queries: Callable[[str], Any]) -> None:
    with count_queries("shipping") as queries:
        send("k", "shp_1", "shp_2")
    assert len([q for q in queries if "SAVEPOINT" not in q["sql"]]) <= 9
