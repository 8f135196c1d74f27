"""The public door of shipping: prices for everybody, parcels for who holds the number, the rest for staff."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest

from souk.contracts.shipping.calls import Parcel, ParcelLine
from souk.kernel import clock
from souk.services.shipping.models import Method, WeightStep, Zone, ZoneTariff
from souk.services.shipping.service import ShippingService
from souk.services.shipping.use_cases.following import follow_parcels
from souk.vocabulary.addresses import PostalAddress

shipping = ShippingService()
Headers = dict[str, str]


def send(number: int) -> Any:
    address = PostalAddress(
        name="Ada Byron",
        line1="7 Secret Lane",
        city="Hidden Hills",
        postal_code="90210",
        country="US",
        phone="5551234",
    )
    line = ParcelLine(item_id=f"itm_{number}", variation_id="var_1", title="Intimate gift", quantity=1)
    parcel = Parcel(shop_id="shp_1", shop_name="Kiln", weight_grams=400, lines=[line])
    (shipment,) = shipping.ship(
        key=f"k{number}", order_id=f"ord_{number}", order_number=f"ORD-{number}", method="standard",
        address=address, parcels=[parcel],
    )  # fmt: skip
    return shipment


@pytest.fixture
def staff(signed_in: Callable[..., Headers]) -> Headers:
    return signed_in("usr_staff", roles=["staff"])


def test_everybody_may_ask_what_sending_costs(client: Any) -> None:
    answer = client.get("/api/shipping/methods?country=US&weight_grams=1500&subtotal=10.00")
    assert answer.status_code == 200
    body = answer.json()
    assert body["next"] is None
    assert [(item["method"], item["price"]["amount"]) for item in body["items"]] == [
        ("economy", "6.00"),
        ("standard", "10.00"),
        ("express", "19.00"),
    ]


def test_the_heavier_the_dearer_the_farther_the_dearer_and_the_heaviest_not_by_economy(client: Any) -> None:
    def costs(country: str, grams: int) -> dict[str, float]:
        items = client.get(f"/api/shipping/methods?country={country}&weight_grams={grams}").json()["items"]
        return {item["method"]: float(item["price"]["amount"]) for item in items}

    assert costs("US", 35_000) == {"standard": 20.0, "express": 64.0}
    assert costs("DE", 1_000)["standard"] > costs("CA", 1_000)["standard"] > costs("US", 1_000)["standard"]
    assert costs("DE", 9_000)["express"] > costs("DE", 1_000)["express"]


def test_a_price_that_the_owner_changes_in_the_table_is_the_price(client: Any) -> None:
    WeightStep.objects.filter(tariff__zone_id="home", tariff__method_id="standard").update(price=1234)
    items = client.get("/api/shipping/methods?country=US&weight_grams=100").json()["items"]
    assert {item["method"]: item["price"]["amount"] for item in items}["standard"] == "12.34"


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("country=us", 400),
        ("country=USA", 400),
        ("country=%00%00", 400),
        ("country=AQ", 422),
        ("country=US&weight_grams=-1", 400),
        ("country=US&weight_grams=1.5", 400),
        ("country=US&weight_grams=x", 400),
        ("country=US&weight_grams=99999999999999999999999", 400),
        ("country=US&subtotal=ten", 400),
        ("country=US&subtotal=NaN", 400),
        ("country=US&subtotal=1.005", 400),
        ("country=US&subtotal=-1", 400),
        ("country=US&colour=red", 400),
    ],
)
def test_a_senseless_question_is_refused_with_a_problem(client: Any, query: str, status: int) -> None:
    answer = client.get(f"/api/shipping/methods?{query}")
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"]


def test_everybody_may_ask_where_we_ship_to(client: Any) -> None:
    body = client.get("/api/shipping/countries").json()
    assert "US" in body["items"]
    assert body["items"] == sorted(body["items"])
    assert body["next"] is None


def test_who_holds_the_number_sees_where_the_parcel_is_and_nothing_about_people(client: Any) -> None:
    send(1)
    follow_parcels()
    with clock.shifted(45):
        follow_parcels()
    number = shipping.shipments(order_id="ord_1")[0].tracking_number
    for typed in (number, number.lower(), f"{number[:6]}%20{number[6:]}"):
        answer = client.get(f"/api/shipping/track/{typed}")
        assert answer.status_code == 200
        body = answer.json()
        assert (body["tracking_number"], body["status"]) == (number, "in_transit")
        assert [step["status"] for step in body["steps"]] == ["preparing", "handed_over", "in_transit"]
        assert set(body) == {"tracking_number", "carrier", "status", "steps"}
        for private in ("Ada", "Secret", "Hidden", "90210", "5551234", "Intimate", "ord_1", "ORD-1", "Kiln"):
            assert private not in answer.content.decode()


@pytest.mark.parametrize(
    "number", ["SK0000000000000000", "SK0000000000000001", "x", "%00", "é", "SK" + "9" * 30]
)
def test_a_number_nobody_gave_is_not_found(client: Any, number: str) -> None:
    answer = client.get(f"/api/shipping/track/{number}")
    assert (answer.status_code, answer.json()["code"]) == (404, "tracking-number-not-found")


def test_staff_page_through_all_parcels_newest_first(client: Any, staff: Headers) -> None:
    for number in range(3):
        with clock.shifted(number * 10):
            send(number)
    first = client.get("/api/shipments?limit=2", headers=staff).json()
    rest = client.get(f"/api/shipments?limit=2&cursor={first['next']}", headers=staff).json()
    assert [item["order_id"] for item in first["items"] + rest["items"]] == ["ord_2", "ord_1", "ord_0"]
    assert rest["next"] is None


def test_staff_read_every_tariff(client: Any, staff: Headers) -> None:
    items = client.get("/api/shipping/tariffs", headers=staff).json()["items"]
    home = next(item for item in items if item["countries"] == ["US"] and item["method"] == "standard")
    assert home["free_from"] == {"amount": "150.00", "currency": "USD"}
    assert home["steps"][0] == {"up_to_grams": 20_000, "price": {"amount": "10.00", "currency": "USD"}}


def test_tariffs_in_a_currency_the_cart_is_not_in_do_not_count(client: Any) -> None:
    tariff = ZoneTariff.objects.create(
        zone=Zone.objects.get(code="home"), method=Method.objects.get(code="standard"), currency="EUR",
        earliest_days=1, latest_days=2,
    )  # fmt: skip
    WeightStep.objects.create(tariff=tariff, up_to_grams=50_000, price=1)
    items = client.get("/api/shipping/methods?country=US").json()["items"]
    assert [item["price"]["currency"] for item in items] == ["USD"] * 3


@pytest.mark.parametrize("path", ["/shipments", "/shipping/tariffs"])
def test_only_staff_see_everybodys_parcels(client: Any, signed_in: Callable[..., Headers], path: str) -> None:
    assert client.get(f"/api{path}").status_code == 401
    assert client.get(f"/api{path}", headers=signed_in("usr_1")).status_code == 403
    assert client.get(f"/api{path}", headers=signed_in("usr_2", roles=["shop_owner"])).status_code == 403


@pytest.mark.parametrize("position", ["[]", '["x"]', '["\\u0000"]', '["\\ud800"]', "[1]", "{}", "nonsense"])
def test_a_forged_cursor_is_refused(client: Any, staff: Headers, position: str) -> None:
    cursor = base64.urlsafe_b64encode(position.encode()).decode().rstrip("=")
    answer = client.get(f"/api/shipments?cursor={cursor}", headers=staff)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad-cursor")
