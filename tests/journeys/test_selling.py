"""Somebody opens a shop on a running market and closes it again: who hears of it, and what comes back."""

from __future__ import annotations

import subprocess
import sys
import uuid
from typing import Any

from tests.journeys.market import Market
from tests.journeys.test_buying import wait_for


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


def test_the_market_is_in_order_afterwards(market: Market) -> None:
    fine, report = market.audit_until_quiet(60)
    assert fine, report
