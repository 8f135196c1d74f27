"""A shopper buys by API: as a guest and signed in, with every card, twice, at the same time, and with things going wrong."""

from __future__ import annotations

import re
import threading
import time
import uuid

import pytest

from tests.journeys.market import Market, checkout_body

#: A paid order may have moved on by the time it is looked at.
PAID = ("confirmed", "processing", "shipped", "delivered")


def fresh() -> str:
    return uuid.uuid4().hex


def filled_cart(market: Market, slug: str = "lamp", quantity: int = 1, **headers: str) -> str:
    answer = market.post(
        "/api/cart/items", {"variation_id": market.variations[slug], "quantity": quantity}, **headers
    )
    assert answer.status == 200, answer.data
    return answer.headers.get("X-Cart-Token", "")


def order_of(market: Market, order: dict) -> dict:
    return market.get(f"/api/orders/{order['order_id']}", X_Order_Token=order["token"]).json()


def wait_for(what, seconds: float = 20):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := what():
            return found
        time.sleep(0.1)
    raise AssertionError("it never came")


def test_a_guest_buys(market: Market) -> None:
    cart = filled_cart(market, quantity=2)
    answer = market.post("/api/checkout", checkout_body(), X_Cart_Token=cart, Idempotency_Key=fresh())
    order = answer.json()
    assert answer.status == 201, answer.data
    assert order["status"] in PAID
    assert order["total"]["amount"] == "64.00"  # 2 × 25.00, 10.00 shipping, 8 % tax
    assert answer.headers["X-Order-Token"] == order["token"]
    wait_for(lambda: market.get("/api/cart", X_Cart_Token=cart).json()["lines"] == [])
    tracked = wait_for(
        lambda: market.get(f"/api/orders/{order['number']}/track", X_Order_Token=order["token"]).json()[
            "parcels"
        ]
    )
    assert tracked[0]["titles"] == ["Lamp"]


def test_a_double_click_is_one_order(market: Market) -> None:
    cart, key = filled_cart(market), fresh()
    answers = []
    threads = [
        threading.Thread(
            target=lambda: answers.append(
                market.post("/api/checkout", checkout_body(), X_Cart_Token=cart, Idempotency_Key=key)
            )
        )
        for _ in range(5)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    again = market.post("/api/checkout", checkout_body(), X_Cart_Token=cart, Idempotency_Key=key)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert {a.json()["order_id"] for a in [*answers, again] if a.status == 201} == {again.json()["order_id"]}
    assert {a.status for a in answers} <= {201, 409}


def test_the_same_key_for_another_body_is_refused(market: Market) -> None:
    cart, key = filled_cart(market), fresh()
    market.post("/api/checkout", checkout_body(), X_Cart_Token=cart, Idempotency_Key=key)
    other = market.post(
        "/api/checkout", checkout_body(email="other@example.com"), X_Cart_Token=cart, Idempotency_Key=key
    )
    assert (other.status, other.json()["code"]) == (422, "idempotency-key-reused")


def test_a_declined_card_leaves_an_order_that_can_be_paid_again(market: Market) -> None:
    cart = filled_cart(market)
    declined = market.post(
        "/api/checkout", checkout_body("pm_card_declined"), X_Cart_Token=cart, Idempotency_Key=fresh()
    )
    problem = declined.json()
    assert (declined.status, problem["code"]) == (402, "payment-declined")
    path = f"/api/orders/{problem['order_id']}"
    assert market.get(path, X_Order_Token=problem["order_token"]).json()["status"] == "pending"
    paid = market.post(
        f"{path}/payments", {"payment_method": "pm_card_success"},
        X_Order_Token=problem["order_token"], Idempotency_Key=fresh(),
    )  # fmt: skip
    assert paid.status == 200, paid.data
    assert paid.json()["status"] in PAID


@pytest.mark.parametrize("card", ["pm_card_late", "pm_card_twice", "pm_card_timeout"])
def test_an_order_is_confirmed_once_whenever_and_however_often_the_provider_answers(
    market: Market, card: str
) -> None:
    cart = filled_cart(market)
    key = fresh()
    answer = market.post("/api/checkout", checkout_body(card), X_Cart_Token=cart, Idempotency_Key=key)
    while answer.status == 503:
        time.sleep(0.5)
        answer = market.post("/api/checkout", checkout_body(card), X_Cart_Token=cart, Idempotency_Key=key)
    order = answer.json()
    confirmed = wait_for(lambda: (o := order_of(market, order))["status"] != "pending" and o, 30)
    assert confirmed["payment"]["paid"]["amount"] == confirmed["total"]["amount"]
    assert [change["status"] for change in confirmed["history"]].count("confirmed") == 1


def test_a_card_that_must_be_confirmed_waits_for_the_shopper(market: Market) -> None:
    cart = filled_cart(market)
    order = market.post(
        "/api/checkout", checkout_body("pm_card_confirm"), X_Cart_Token=cart, Idempotency_Key=fresh()
    ).json()
    assert order["status"] == "pending"
    assert order["payment"]["action_url"].startswith(market.url)


def test_without_a_token_the_answer_has_a_page_to_pay_on(market: Market) -> None:
    cart = filled_cart(market)
    order = market.post(
        "/api/checkout", checkout_body(None), X_Cart_Token=cart, Idempotency_Key=fresh()
    ).json()
    page = market.get(order["payment"]["action_url"].removeprefix(market.url))
    assert page.status == 200
    assert b"4242" in page.data


def test_a_cancelled_order_gives_money_and_stock_back(market: Market) -> None:
    cart = filled_cart(market, "last-clock")
    order = market.post("/api/checkout", checkout_body(), X_Cart_Token=cart, Idempotency_Key=fresh()).json()
    token = order["token"]
    full = market.post("/api/cart/items", {"variation_id": market.variations["last-clock"], "quantity": 1})
    assert full.status == 409
    path = f"/api/orders/{order['order_id']}/cancel"
    cancelled = market.post(path, {"reason": "changed my mind"}, X_Order_Token=token, Idempotency_Key=fresh())
    assert cancelled.json()["status"] == "cancelled", cancelled.data
    assert cancelled.json()["payment"]["refunded"] == order["total"]
    again = market.post(path, {}, X_Order_Token=token, Idempotency_Key=fresh())
    assert again.json()["payment"]["refunded"] == order["total"]
    assert filled_cart(market, "last-clock")


def test_somebody_elses_order_does_not_exist(market: Market) -> None:
    cart = filled_cart(market)
    order = market.post("/api/checkout", checkout_body(), X_Cart_Token=cart, Idempotency_Key=fresh()).json()
    for headers in ({}, {"X_Order_Token": "0" * 40}, {"X-User-ID": "usr_1", "X_User_Role": "administrator"}):
        for path in ("", "/track"):
            assert market.get(f"/api/orders/{order['order_id']}{path}", **headers).status == 404
        cancel = market.post(
            f"/api/orders/{order['order_id']}/cancel", {}, Idempotency_Key=fresh(), **headers
        )
        assert cancel.status == 404


def test_a_signed_in_shopper_finds_their_orders(market: Market) -> None:
    email, password = f"{fresh()}@example.com", "a street with many shops"
    guest = filled_cart(market, "vase")
    assert (
        market.post("/api/auth/signup", {"email": email, "password": password, "name": "Ada"}).status == 201
    )
    tokens = market.post("/api/auth/login", {"email": email, "password": password}).json()
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    merged = market.post("/api/cart/merge", {"token": guest}, **bearer)
    assert [line["title"] for line in merged.json()["lines"]] == ["Vase"]
    order = market.post("/api/checkout", checkout_body(email=email), Idempotency_Key=fresh(), **bearer).json()
    assert order["token"] is None
    assert [o["number"] for o in market.get("/api/orders", **bearer).json()["items"]] == [order["number"]]
    assert market.get(f"/api/orders/{order['order_id']}").status == 404
    market.post("/api/auth/logout", {"refresh_token": tokens["refresh_token"]}, **bearer)
    assert market.get("/api/orders", **bearer).status == 401


def test_every_letter_reaches_the_mailbox(market: Market) -> None:
    email = f"{fresh()}@example.com"
    cart = filled_cart(market)
    order = market.post(
        "/api/checkout", checkout_body(email=email), X_Cart_Token=cart, Idempotency_Key=fresh()
    ).json()
    page = wait_for(lambda: (found := market.get("/dev/mailbox").data.decode()).count(email) and found)
    assert re.search(order["number"], page)


def test_nothing_was_lost_or_done_twice(market: Market) -> None:
    fine, report = market.audit_until_quiet(60)
    assert fine, report
