"""The doors through which a shop moves its items: its owner and staff, nobody else; garbage is named and moves nothing."""

from __future__ import annotations

from typing import Any

import pytest

from souk.contracts.shops.calls import Shop, Shops
from souk.kernel import clock
from souk.services.orders.models import OrderItem
from tests.services.orders.conftest import Street
from tests.services.orders.test_shop_moves import items, packed_order, shop_of

SENT = {"carrier": "Blue Van", "tracking_number": "1Z 999"}


class Doors:
    """Shops of two owners: Ada's is the one that sold something."""

    def __init__(self, shop_id: str) -> None:
        self.rows = [self._shop(shop_id, "usr_ada", "adas"), self._shop("shp_eve", "usr_eve", "eves")]

    def _shop(self, shop_id: str, owner_id: str, slug: str) -> Shop:
        return Shop(
            shop_id=shop_id, owner_id=owner_id, slug=slug, name=slug, tagline="", description="", city="", country="US",
            status="approved", created_at=clock.now(),
        )  # fmt: skip

    def shops(self, *, shop_ids: list[str]) -> list[Shop]:
        return [shop for shop in self.rows if shop.shop_id in shop_ids]

    def shop_by_slug(self, *, slug: str) -> Shop:
        return next(shop for shop in self.rows if shop.slug == slug)

    def shops_of(self, *, owner_id: str) -> list[Shop]:
        return [shop for shop in self.rows if shop.owner_id == owner_id]


@pytest.fixture
def knock(street: Street, client: Any, signed_in: Any, neighbours: Any) -> Any:
    """`knock("usr_ada", "shipments", SENT)`: the answer, for the first item of a packed order."""
    order = packed_order(street)
    neighbours.replace(Shops, Doors(shop_of(order)))
    item_ids = [item.item_id for item in items(order)]
    count = iter(range(100))

    def at(
        who: str,
        door: str,
        body: Any,
        *,
        shop: str = "adas",
        item: str = "",
        role: str = "shop_owner",
        key: str = "",
    ) -> Any:
        return client.post(
            f"/api/shops/{shop}/order-items/{item or item_ids[0]}/{door}", data=body, content_type="application/json",
            headers=signed_in(who, roles=[role]) | {"Idempotency-Key": key or f"k{next(count)}"},
        )  # fmt: skip

    at.items = item_ids
    at.shop_id = shop_of(order)
    return at


def states() -> list[str]:
    return list(OrderItem.objects.order_by("position").values_list("status", flat=True))


def test_an_owner_ships_two_items_in_one_parcel_and_delivers_them(knock: Any) -> None:
    body = SENT | {"with_items": [knock.items[1]]}
    answer = knock("usr_ada", "shipments", body, key="same")
    assert answer.status_code == 201, answer.content
    assert [(each["status"], each["tracking_number"]) for each in answer.json()["items"]] == [
        ("shipped", "1Z 999")
    ] * 2
    assert knock("usr_ada", "shipments", body, key="same").json() == answer.json()
    assert knock("usr_ada", "shipments", SENT).status_code == 409
    assert knock("usr_ada", "deliveries", {}).status_code == 201
    assert states() == ["delivered", "delivered"]
    assert knock("usr_ada", "cancellations", {"reason": "sold_out"}).status_code == 409


def test_an_item_is_cancelled_with_its_money(knock: Any) -> None:
    answer = knock("usr_ada", "cancellations", {"reason": "cannot_send", "note": "A crack"})
    assert (answer.status_code, answer.json()["status"]) == (201, "cancelled")
    assert answer.json()["refunded"]["amount"] == "54.00"


@pytest.mark.parametrize(
    ("door", "body"), [("shipments", SENT), ("deliveries", {}), ("cancellations", {"reason": "sold_out"})]
)
def test_nobody_else_moves_it(knock: Any, door: str, body: Any) -> None:
    assert knock("usr_eve", door, body).status_code == 404, "another owner, by the shop's name"
    assert knock("usr_eve", door, body, shop=knock.shop_id).status_code == 404, "by its id"
    assert knock("usr_eve", door, body, shop="eves").status_code == 404, "through her own shop"
    assert knock("usr_ada", door, body, role="shopper").status_code == 403
    assert knock("usr_ada", door, body, item="itm_nowhere").status_code == 404
    assert states() == ["processing", "processing"]


FIXED = {"carrier": "Red Van", "tracking_number": "1Z 998"}


def put(client: Any, headers: Any, item_id: str, body: Any = FIXED, shop: str = "adas") -> Any:
    return client.put(
        f"/api/shops/{shop}/order-items/{item_id}/tracking", data=body, content_type="application/json", headers=headers
    )  # fmt: skip


def test_a_mistyped_tracking_number_is_corrected_for_all_of_its_parcel(
    knock: Any, client: Any, signed_in: Any
) -> None:
    ada, first = signed_in("usr_ada", roles=["shop_owner"]), knock.items[0]
    assert put(client, ada, first).status_code == 409, "nothing was sent yet"
    assert knock("usr_ada", "shipments", SENT | {"with_items": [knock.items[1]]}).status_code == 201
    for _ in range(2):
        answer = put(client, ada, first)
        assert answer.status_code == 200, answer.content
        told = [(each["carrier"], each["tracking_number"]) for each in answer.json()["items"]]
        assert told == [("Red Van", "1Z 998")] * 2
    for who, role, code in (
        ("usr_eve", "shop_owner", 404),
        ("usr_ada", "shopper", 403),
        ("usr_tom", "staff", 200),
    ):
        assert put(client, signed_in(who, roles=[role]), first).status_code == code
    assert put(client, ada, "itm_nowhere").status_code == 404
    assert put(client, ada, first, FIXED | {"tracking_number": ""}).status_code == 422
    assert knock("usr_ada", "deliveries", {}).status_code == 201
    late = put(client, ada, first, SENT)
    assert (late.status_code, late.json()["code"]) == (409, "tracking-not-corrected")


def test_whose_shop_has_closed_still_sends_what_it_sold(street: Street, knock: Any, neighbours: Any) -> None:
    doors = Doors(knock.shop_id)
    doors.rows = [shop.model_copy(update={"status": "closed"}) for shop in doors.rows]
    neighbours.replace(Shops, doors)
    assert knock("usr_eve", "shipments", SENT, role="shopper").status_code == 404, "another one's"
    assert knock("usr_eve", "shipments", SENT, role="shopper", shop="eves").status_code == 404
    assert knock("usr_bea", "shipments", SENT, role="shopper").status_code == 404, "who never had a shop"
    assert states() == ["processing", "processing"]
    assert knock("usr_ada", "shipments", SENT, role="shopper").status_code == 201
    assert knock("usr_ada", "deliveries", {}, role="shopper", shop=knock.shop_id).status_code == 201
    gone = knock("usr_ada", "cancellations", {"reason": "sold_out"}, role="shopper", item=knock.items[1])
    assert gone.status_code == 201
    assert states() == ["delivered", "cancelled"]


def test_staff_may(knock: Any) -> None:
    assert knock("usr_tom", "shipments", SENT, role="staff").status_code == 201
    assert knock("usr_tom", "deliveries", {}, role="staff", shop=knock.shop_id).status_code == 201
    assert states() == ["delivered", "processing"]


@pytest.mark.parametrize(
    ("door", "body"),
    [
        ("shipments", {}),
        ("shipments", {"carrier": "", "tracking_number": "x"}),
        ("shipments", {"carrier": "x" * 81, "tracking_number": "x"}),
        ("shipments", {"carrier": "a\nb", "tracking_number": "x"}),
        ("shipments", {"carrier": "a", "tracking_number": "a\u0007"}),
        ("shipments", SENT | {"status": "delivered"}),
        ("shipments", SENT | {"with_items": ["x"] * 201}),
        ("deliveries", {"at": "yesterday"}),
        ("cancellations", {}),
        ("cancellations", {"reason": "because"}),
        ("cancellations", {"reason": "sold_out", "amount": "9.00"}),
    ],
)
def test_garbage_is_named_and_moves_nothing(knock: Any, door: str, body: Any) -> None:
    answer = knock("usr_ada", door, body)
    assert answer.status_code == 422, answer.content
    assert answer.json()["errors"]
    assert states() == ["processing", "processing"]


@pytest.mark.parametrize(
    ("who", "role", "shop", "code"),
    [
        ("usr_ada", "shop_owner", "adas", 200),
        ("usr_tom", "staff", "adas", 200),
        ("usr_eve", "shop_owner", "adas", 404),
        ("usr_ada", "shop_owner", "nowhere", 404),
        ("usr_ada", "shopper", "adas", 403),
    ],
)
def test_only_its_owner_and_staff_say_who_sends(
    street: Street, client: Any, signed_in: Any, neighbours: Any, who: str, role: str, shop: str, code: int
) -> None:
    neighbours.replace(Shops, Doors("shp_ada"))
    headers = signed_in(who, roles=[role])
    path = f"/api/shops/{shop}/sending"
    assert client.get(path, headers=headers).status_code == code
    answer = client.put(path, data={"sent_by": "carrier"}, content_type="application/json", headers=headers)
    assert answer.status_code == code
    assert street.shipping.sender(shop_id="shp_ada") == ("carrier" if code == 200 else "shop")
    wrong = client.put(path, data={"sent_by": "pigeon"}, content_type="application/json", headers=headers)
    assert wrong.status_code == (403 if code == 403 else 422)


def test_staff_who_may_do_it_and_not_see_orders_are_told_that_it_is_done_and_nothing_of_it(
    knock: Any, client: Any, signed_in: Any
) -> None:
    clerk = signed_in("usr_clerk", given=["orders.move", "orders.cancel"])
    path = f"/api/shops/adas/order-items/{knock.items[0]}/cancellations"
    for _ in range(2):
        answer = client.post(
            path, {"reason": "sold_out"}, content_type="application/json", headers=clerk | {"Idempotency-Key": "k"}
        )  # fmt: skip
        assert (answer.status_code, answer.content) == (204, b"")
    assert states() == ["cancelled", "processing"]
    order_id = OrderItem.objects.values_list("order_id", flat=True)[0]
    whole = f"/api/orders/{order_id}/cancel"
    answer = client.post(
        whole, {"reason": "asked to"}, content_type="application/json", headers=clerk | {"Idempotency-Key": "c"}
    )  # fmt: skip
    assert (answer.status_code, answer.content) == (204, b"")
    assert states() == ["cancelled", "cancelled"]
    assert client.get(f"/api/orders/{order_id}", headers=clerk).status_code == 404
    reader = signed_in("usr_clerk", given=["orders.cancel", "orders.read"]) | {"Idempotency-Key": "r"}
    answer = client.post(whole, {"reason": "asked to"}, content_type="application/json", headers=reader)
    assert answer.json()["status"] == "cancelled"


def test_a_part_of_an_item_is_sent_and_another_cancelled(knock: Any) -> None:
    sent = knock("usr_ada", "shipments", SENT | {"quantity": 1}, key="same")
    assert sent.status_code == 201, sent.content
    (moved,) = sent.json()["items"]
    assert (moved["quantity"], moved["bought"], moved["part_of"]) == (1, 2, knock.items[0])
    assert moved["item_id"] not in knock.items
    assert knock("usr_ada", "shipments", SENT | {"quantity": 1}, key="same").json() == sent.json()
    assert knock("usr_ada", "shipments", SENT | {"quantity": 2}, key="same").status_code == 422
    assert states() == ["processing", "processing", "shipped"]
    gone = knock("usr_tom", "cancellations", {"reason": "sold_out", "quantity": 1}, role="staff")
    assert (gone.status_code, gone.json()["status"], gone.json()["quantity"]) == (201, "cancelled", 1)
    assert states() == ["cancelled", "processing", "shipped"]


def test_of_several_items_in_a_parcel_each_may_be_a_part(knock: Any) -> None:
    some = {"with_items": [knock.items[0]], "quantities": {knock.items[0]: 1}}
    answer = knock("usr_ada", "shipments", SENT | some, item=knock.items[1])
    assert answer.status_code == 201, answer.content
    assert sorted(each["quantity"] for each in answer.json()["items"]) == [1, 1]
    assert states() == ["processing", "shipped", "shipped"]


@pytest.mark.parametrize("quantity", [0, -1, 1.5, "two", "1", True, [], 10**40])
@pytest.mark.parametrize(("door", "body"), [("shipments", SENT), ("cancellations", {"reason": "sold_out"})])
def test_what_is_no_number_of_units_is_named(knock: Any, door: str, body: Any, quantity: Any) -> None:
    answer = knock("usr_ada", door, body | {"quantity": quantity})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/quantity")
    if door == "shipments":
        some = {"quantities": {knock.items[0]: quantity}}
        assert knock("usr_ada", door, body | some).status_code == 422
    assert states() == ["processing", "processing"]


@pytest.mark.parametrize(("door", "body"), [("shipments", SENT), ("cancellations", {"reason": "sold_out"})])
def test_more_than_is_left_is_refused_and_nothing_changes(knock: Any, door: str, body: Any) -> None:
    answer = knock("usr_ada", door, body | {"quantity": 3})
    assert (answer.status_code, answer.json()["code"]) == (409, "item-move-refused")
    assert "Only 2 of" in answer.json()["detail"]
    other = SENT | {"quantities": {"itm_elsewhere": 1}}
    assert knock("usr_ada", "shipments", other).status_code == 422
    assert states() == ["processing", "processing"]
    assert knock("usr_eve", door, body | {"quantity": 1}, shop="eves").status_code == 404
    assert states() == ["processing", "processing"]
