"""Everybody's orders by API: found as the back office's table finds them, by who may read them."""

from __future__ import annotations

import pytest

from souk.services.orders.models import OrderItem
from tests.street.office import text_of

pytestmark = pytest.mark.usefixtures("databases")

ALL = "/api/orders/all"


def numbers(answer) -> list[str]:
    assert answer.status_code == 200, text_of(answer)
    return [one["number"] for one in answer.json()["items"]]


@pytest.fixture
def staff(signed_in):
    return signed_in("usr_s", ["staff"])


def test_staff_list_everybodys_orders_newest_first_and_go_on(client, orders, staff):
    first = client.get(f"{ALL}?limit=50", headers=staff)
    assert numbers(first) == [f"ORD-{n:08d}" for n in range(69, 19, -1)]
    assert first.json()["items"][0]["email"] == "buyer69@example.org"
    rest = client.get(f"{ALL}?limit=50&cursor={first.json()['next']}", headers=staff)
    assert (len(numbers(rest)), rest.json()["next"]) == (20, None)
    assert client.get(f"{ALL}?sort=total&cursor={first.json()['next']}", headers=staff).status_code == 400


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("number=ord-00000005", ["ORD-00000005"]),
        ("email=buyer12@", ["ORD-00000012"]),
        ("status=cancelled", ["ORD-00000003"]),
        ("payment_status=refunded", ["ORD-00000003"]),
        ("least=5000", ["ORD-00000005"]),
        ("most=500", []),
        ("shop=shp_1", ["ORD-00000009"]),
    ],
)
def test_orders_are_found_by_what_is_known_of_them(client, orders, staff, query, found):
    OrderItem.objects.create(
        item_id="i", order=orders[9], position=0, shop_id="shp_1", shop_name="S", product_id="p", product_slug="p",
        variation_id="v", sku="s", title="t", options={}, quantity=1, unit_price=1, line_total=1, discount=0, tax=0,
    )  # fmt: skip
    assert numbers(client.get(f"{ALL}?{query}", headers=staff)) == found


def test_nobody_else_lists_them_and_their_own_list_stays_theirs(client, orders, signed_in):
    assert client.get(ALL).status_code == 401
    for roles in (["shopper"], ["shop_owner"]):
        assert client.get(ALL, headers=signed_in("usr_1", roles)).status_code == 403
    assert client.get("/api/orders", headers=signed_in("usr_1")).json()["items"] == []
    assert client.get(f"{ALL}?status=nonsense", headers=signed_in("usr_s", ["staff"])).status_code == 400
