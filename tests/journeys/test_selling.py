"""Somebody opens a shop on a running market and closes it again: who hears of it, and what comes back. And what a shop sends of what it sold."""

from __future__ import annotations

import subprocess
import sys
import uuid
from typing import Any

from tests.journeys.market import Market, checkout_body
from tests.journeys.test_buying import filled_cart, order_of, wait_for


def fresh() -> str:
    return uuid.uuid4().hex


def staff(market: Market) -> dict[str, str]:
    """The headers of somebody on the staff, by a token made with the market's own key."""
    code = (
        "from souk.kernel.access.identity import issue_access_token as i; from souk.kernel.ids import new_id as n;"
        "print(i('usr_00000000000000000000000009', ['staff'], n('tok'), 3600))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=market.environment, capture_output=True, text=True, check=True
    )
    return {"Authorization": f"Bearer {done.stdout.strip()}"}


class Seller:
    """A person with an account."""

    def __init__(self, market: Market) -> None:
        self.market, self.email = market, f"{fresh()}@example.com"
        self.password = "a shop of my own, at last"
        body = {"email": self.email, "password": self.password, "name": "Ingrid"}
        assert market.post("/api/auth/signup", body).status == 201

    @property
    def bearer(self) -> dict[str, str]:
        answer = self.market.post("/api/auth/login", {"email": self.email, "password": self.password}).json()
        return {"Authorization": f"Bearer {answer['access_token']}"}

    def cart(self) -> Any:
        return self.market.get("/api/cart", **self.bearer).json()

    def roles(self) -> list[str]:
        return self.market.get("/api/users/me", **self.bearer).json()["roles"]


def test_a_shop_opens_is_found_and_closes(market: Market) -> None:
    seller, name = Seller(market), f"Kiln {fresh()[:8]}"
    item = {"variation_id": market.variations["lamp"], "quantity": 2}
    assert market.post("/api/cart/items", item, **seller.bearer).status == 200
    shop = market.post("/api/shops", {"name": name}, **seller.bearer, Idempotency_Key=fresh()).json()
    assert shop["status"] == "pending"
    assert len(seller.cart()["lines"]) == 1, "who waits still shops"

    assert market.post(f"/api/shops/{shop['shop_id']}/approve", {}, **staff(market)).status == 200
    wait_for(lambda: "shop_owner" in seller.roles())
    archived = wait_for(lambda: (cart := seller.cart())["is_archived"] and cart)
    assert (archived["lines"], archived["archived_quantity"]) == ([], 2)
    refused = market.post("/api/cart/items", item, **seller.bearer)
    assert (refused.status, refused.json()["code"]) == (409, "shop-owners-do-not-shop")

    def found() -> list[str]:
        return [one["slug"] for one in market.get(f"/api/search?query={name.split()[1]}").json()["shops"]]

    wait_for(lambda: found() == [shop["slug"]])
    branch = {"name": "Harbour", "latitude": 60.395, "longitude": 5.321, "city": "Bergen", "country": "NO"}
    url = f"/api/shops/{shop['shop_id']}"
    assert market.post(f"{url}/branches", branch, **seller.bearer, Idempotency_Key=fresh()).status == 201
    near = market.get("/api/branches?near=60.39,5.32&radius_km=5").json()["items"]
    assert shop["slug"] in [one["shop"]["slug"] for one in near]

    assert market.request("DELETE", url, **seller.bearer).status == 204
    wait_for(lambda: not seller.cart()["is_archived"])
    assert [line["quantity"] for line in seller.cart()["lines"]] == [2]
    wait_for(lambda: "shop_owner" not in seller.roles())
    wait_for(lambda: found() == [])
    assert market.get(f"/api/shops/{shop['slug']}").status == 404

    def letters() -> list[str]:
        page = market.get("/dev/mailbox").data.decode()
        told = (f"We have your application for {name}", f"{name} is on the street", f"{name} is closed")
        return [subject for subject in told if page.count(subject)]

    wait_for(lambda: len(letters()) == 3)


def test_of_five_two_are_not_there_and_three_go_in_two_parcels(market: Market) -> None:
    cart = filled_cart(market, "vase", 5)
    placed = market.post("/api/checkout", checkout_body(), X_Cart_Token=cart, Idempotency_Key=fresh())
    order = placed.json()
    assert placed.status == 201, placed.data

    def sold() -> list[Any]:
        number = order["number"]
        return market.get(f"/api/shops/stall/order-items?number={number}", **staff(market)).json()["items"]

    (item,) = wait_for(sold)
    url = f"/api/shops/stall/order-items/{item['item_id']}"

    def move(door: str, **body: Any) -> Any:
        key, headers = fresh(), staff(market)

        def asked() -> Any:
            answer = market.post(f"{url}/{door}", body, **headers, Idempotency_Key=key)
            return answer if answer.status != 503 else None

        answer = wait_for(asked)
        again = market.post(f"{url}/{door}", body, **headers, Idempotency_Key=key)
        assert again.json() == answer.json(), "the same key is the same move"
        return answer

    gone = move("cancellations", reason="sold_out", quantity=2)
    assert (gone.status, gone.json()["quantity"], gone.json()["bought"]) == (201, 2, 5)
    back = gone.json()["refunded"]
    assert back["amount"] == "42.98", "2 × 19.90 with 8 % tax"
    sent = move("shipments", carrier="Blue Van", tracking_number="1Z 1", quantity=1).json()["items"]
    assert [(each["quantity"], each["tracking_number"]) for each in sent] == [(1, "1Z 1")]
    assert move("shipments", carrier="Blue Van", tracking_number="1Z 9", quantity=3).status == 409
    rest = move("shipments", carrier="Blue Van", tracking_number="1Z 2").json()["items"]
    assert [(each["item_id"], each["quantity"]) for each in rest] == [(item["item_id"], 2)]

    def units() -> list[tuple[str, int, int]]:
        return sorted((each["status"], each["quantity"], each["bought"]) for each in sold())

    there = [("cancelled", 2, 5), ("shipped", 1, 5), ("shipped", 2, 5)]
    wait_for(lambda: units() == there)
    after = order_of(market, order)
    assert after["status"] == "shipped"
    assert after["payment"]["refunded"] == back
    lines = [line for shop in after["shops"] for line in shop["items"]]
    assert sorted((line["status"], line["quantity"], line["bought"]) for line in lines) == there
    tracked = market.get(f"/api/orders/{order['number']}/track", X_Order_Token=order["token"]).json()
    numbers = {
        parcel["tracking_number"]: [(line["quantity"], line["bought"]) for line in parcel["lines"]]
        for parcel in tracked["parcels"]
        if parcel["status"] != "cancelled"
    }
    assert numbers == {"1Z 1": [(1, 5)], "1Z 2": [(2, 5)]}


def test_the_market_is_in_order_afterwards(market: Market) -> None:
    fine, report = market.audit_until_quiet(60)
    assert fine, report
