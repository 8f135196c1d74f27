"""What staff type at the edges of what can be said is answered, never with a fault of ours."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from souk.kernel import clock
from souk.kernel.access.identity import issue_access_token
from souk.kernel.ids import new_id
from souk.services.web.pages.office.filters import Between, OrderFilters
from tests.street.office import text_of

pytestmark = pytest.mark.usefixtures("databases")

DAYS = ("9999-12-31", "9999-12-30", "0001-01-01", "1969-12-31", "2026-02-30", "NaN", "1e3")
MOMENTS = (
    *DAYS,
    "2026-11-27T10:00:00",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "253402300800",
    "-1",
)
NUMBERS = (
    "1e3",
    "1E+3",
    "NaN",
    "sNaN",
    "Infinity",
    "-Infinity",
    "-1",
    "-0",
    "1e-9",
    "1e30",
    "1" + "0" * 30,
    "1e999999",
)


@pytest.mark.parametrize("room", ["orders", "users", "shops", "audit"])
def test_days_at_the_edges_filter_or_are_refused(desk, orders, room):
    for day in DAYS:
        for name in ("since", "until"):
            for file in ("", ".csv"):
                answer = desk.get(f"/office/{room}{file}?{name}={day}")
                assert answer.status_code in (200, 422), (name, day, file)
                text_of(answer)


def test_the_last_of_all_days_leaves_nothing_out(desk, orders):
    everything = desk.get("/office/orders")
    assert text_of(desk.get("/office/orders?until=9999-12-31")).count("ORD-") >= text_of(everything).count(
        "ORD-"
    )
    assert "ORD-" not in text_of(desk.get("/office/orders.csv?until=1969-12-31"))
    form = Between({"until": "2026-11-26"})
    assert form.is_valid()
    assert form.cleaned_data["until"] == datetime(2026, 11, 27, tzinfo=UTC)


@pytest.mark.parametrize(
    "path", ["/office/orders?least={}", "/office/orders?most={}", "/office/orders?number={}"]
)
def test_amounts_at_the_edges_filter_or_are_refused(desk, orders, path):
    for number in NUMBERS:
        assert desk.get(path.format(number.replace("+", "%2B"))).status_code in (200, 422), number


@pytest.mark.parametrize("number", NUMBERS)
def test_a_refund_is_of_an_amount_of_money_however_it_is_written(desk, orders, number):
    given = {"refund-key": "1", "refund-amount": number, "refund-reason": "Late"}
    assert desk.post("/office/orders/ORD-00000005/refund", given).status_code in (303, 422)


def test_what_is_on_its_way_back_is_not_given_back_again(desk, orders):
    """Its news may take a moment; until then the form offered the whole of it once more."""
    from souk.services.orders.models import RefundAsked

    facts = {"order_id": orders[5].order_id, "currency": "USD", "asked_at": clock.now()}
    RefundAsked.objects.create(key_hash="a", amount=400, **facts)
    page = text_of(desk.get("/office/orders/ORD-00000005"))
    assert "Up to $6.00" in page
    assert "$4.00 on its way back" in page
    assert "and $6.00 to the buyer" in page
    RefundAsked.objects.create(key_hash="b", amount=700, **facts)
    page = text_of(desk.get("/office/orders/ORD-00000005"))
    assert "Give a part back" not in page
    assert "$10.00 on its way back" in page


@pytest.mark.parametrize("number", NUMBERS)
def test_other_numbers_of_staff_are_refused_beside_their_field(desk, ada, number):
    from souk.contracts.inventory.calls import Receipt
    from souk.services.inventory.service import InventoryService

    InventoryService().receive(key="r", receipts=[Receipt(variation_id="var_1", sku="BLUE-L", quantity=10)])
    stock = desk.post("/office/stock/var_1/correct", {"key": "1", "by": number, "reason": "lost"})
    points = {"key": "1", "points": number, "reason": "late"}
    assert stock.status_code in (303, 422)
    assert desk.post(f"/office/customers/{ada.user_id}/points", points).status_code in (303, 404, 422)


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/users", ("since", "until")),
        ("/shops/all", ("since", "until")),
        ("/orders/all", ("since", "until")),
        ("/audit-trail", ("from", "to")),
    ],
)
def test_moments_of_the_api_are_looked_for_or_refused(client, grace, path, names):
    token = issue_access_token(grace.user_id, ["administrator"], new_id("tok"))
    for moment in MOMENTS:
        for name in names:
            answer = client.get(f"/api{path}", {name: moment}, headers={"Authorization": f"Bearer {token}"})
            assert answer.status_code in (200, 400, 422), (name, moment, answer.content)


def test_a_moment_without_an_offset_is_in_utc():
    assert clock.within_reach(datetime(2026, 11, 27, 10)) == datetime(2026, 11, 27, 10, tzinfo=UTC)
    assert clock.within_reach(datetime(1, 1, 1)) == clock.FIRST
    assert clock.within_reach(datetime.max) == clock.LAST


def test_an_amount_in_exponents_is_the_amount(desk):
    form = OrderFilters({"least": "1e3"})
    assert form.is_valid()
    assert int(form.cleaned_data["least"]) == 1000
