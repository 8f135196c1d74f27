"""Requests go to the house that answers them, and come back as they were answered."""

from __future__ import annotations

import gzip

from aiohttp import web

from tests.services.gateway.gate import House, gate, open_house, run


@run
async def test_a_path_with_two_houses_goes_to_the_one_that_knows_the_method() -> None:
    search, products, pages = House("search"), House("products"), House("web")
    async with (
        open_house(search) as one,
        open_house(products) as two,
        open_house(pages) as three,
        gate({"search": one, "products": two, "web": three}) as at,
    ):
        assert (await at.get("/api/products?limit=3")).json()["house"] == "search"
        assert (await at.request("POST", "/api/products", json={})).json()["house"] == "products"
        assert (await at.get("/api/products/lamp")).json()["house"] == "products"
        assert (await at.get("/explore/lamps")).json()["house"] == "web"
        assert search.heard[0].target == "/api/products?limit=3"


@run
async def test_pages_of_other_houses_and_the_keys_have_their_own_doors() -> None:
    houses = {name: House(name) for name in ("payments", "notifications", "users", "web")}
    async with (
        open_house(houses["payments"]) as payments,
        open_house(houses["notifications"]) as notifications,
        open_house(houses["users"]) as users,
        open_house(houses["web"]) as pages,
        gate({"payments": payments, "notifications": notifications, "users": users, "web": pages}) as at,
    ):
        for path, house in (
            ("/payments/return/att_1", "payments"),
            ("/sandbox/pay/ch_1", "payments"),
            ("/dev/mailbox", "notifications"),
            ("/dev/mailbox/msg_1/body", "notifications"),
            ("/.well-known/jwks.json", "users"),
            ("/static/web/shop.css", "web"),
            ("/media/products/ab/abc-800.webp", "web"),
            ("/payments", "web"),
            ("/", "web"),
        ):
            assert (await at.get(path)).json()["house"] == house, path
        assert (await at.request("POST", "/sandbox/confirm/ch_1", data={})).json()["house"] == "payments"


@run
async def test_nothing_is_lost_on_the_way() -> None:
    async def answer(request: web.Request) -> web.Response:
        told = web.Response(
            status=201,
            body=gzip.compress(b'{"a": 1}'),
            headers={"Content-Encoding": "gzip", "X-Cart-Token": "t"},
        )
        told.headers.add("Set-Cookie", "a=1; Path=/")
        told.headers.add("Set-Cookie", "b=2; Path=/")
        told.headers["Connection"] = "X-Private"
        told.headers["X-Private"] = "only for the next hop"
        return told

    cart = House("cart", answer)
    async with open_house(cart) as url, gate({"cart": url}) as at:
        answered = await at.request(
            "POST", "/api/cart/items?a=%2Fb&a=c+d", data=b'{"x": "\xc3\xa9"}',
            headers={"X-Cart-Token": "tok", "Content-Type": "application/json", "Cookie": "a=1; b=2",
                     "Idempotency-Key": "k", "User-Agent": "Ä", "traceparent": "00-" + "1" * 32 + "-" + "2" * 16 + "-01"},
        )  # fmt: skip
        heard = cart.heard[0]
        assert heard.method == "POST"
        assert heard.target == "/api/cart/items?a=%2Fb&a=c+d"
        assert heard.body == b'{"x": "\xc3\xa9"}'
        assert heard["x-cart-token"] == "tok"
        assert heard["cookie"] == "a=1; b=2"
        assert heard["idempotency-key"] == "k"
        assert heard["traceparent"].split("-")[1] == "1" * 32
        assert heard["host"] == f"127.0.0.1:{at.port}"
        assert answered.status == 201
        assert gzip.decompress(answered.body) == b'{"a": 1}'
        assert answered.headers.getall("Set-Cookie") == ["a=1; Path=/", "b=2; Path=/"]
        assert answered.headers["X-Cart-Token"] == "t"
        assert "X-Private" not in answered.headers
        assert answered.headers["X-Request-ID"] == heard["x-request-id"]
        assert len(answered.headers.getall("Date", [])) <= 1


@run
async def test_a_redirection_is_for_the_client() -> None:
    async def away(request: web.Request) -> web.Response:
        return web.Response(status=303, headers={"Location": "/elsewhere"})

    async with open_house(House("web", away)) as url, gate({"web": url}) as at:
        answered = await at.get("/cart")
        assert (answered.status, answered.headers["Location"]) == (303, "/elsewhere")


@run
async def test_head_has_the_headers_of_get_and_no_body() -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(body=b"x" * 300, content_type="application/json")

    async with open_house(House("products", answer)) as url, gate({"products": url}) as at:
        answered = await at.request("HEAD", "/api/categories")
        assert (answered.status, answered.body, answered.headers["Content-Length"]) == (200, b"", "300")


@run
async def test_options_says_what_every_house_of_the_path_knows() -> None:
    async with gate({}) as at:
        answered = await at.request("OPTIONS", "/api/products")
        assert (answered.status, answered.headers["Allow"]) == (204, "GET, HEAD, OPTIONS, POST")


@run
async def test_a_method_or_an_address_that_nobody_knows_is_a_problem_said_here() -> None:
    async with gate({}) as at:
        wrong = await at.request("DELETE", "/api/products")
        assert (wrong.status, wrong.json()["code"]) == (405, "method-not-allowed")
        assert wrong.headers["Allow"] == "GET, HEAD, OPTIONS, POST"
        assert (await at.request("TRACE", "/api/products")).status == 405
        for path in ("/api", "/api/", "/api/nothing", "/api/orders/1/2/3", "/api/products/"):
            nothing = await at.get(path)
            assert (nothing.status, nothing.json()["code"]) == (404, "no-such-address"), path
            assert nothing.headers["Content-Type"] == "application/problem+json"


@run
async def test_a_request_has_one_id_from_the_front_door_to_the_house() -> None:
    house = House("products")
    async with open_house(house) as url, gate({"products": url}) as at:
        given = await at.get("/api/categories", X_Request_ID="req_given.1")
        assert given.headers["X-Request-ID"] == house.heard[0]["x-request-id"] == "req_given.1"
        made = await at.get("/api/categories", X_Request_ID="not fit; for a log")
        assert made.headers["X-Request-ID"] == house.heard[1]["x-request-id"]
        assert made.headers["X-Request-ID"].startswith("req_")
        refused = await at.get("/api/nothing", X_Request_ID="req_given.2")
        assert refused.headers["X-Request-ID"] == "req_given.2"


@run
async def test_replicas_are_asked_in_turn() -> None:
    first, second = House("one"), House("two")
    async with (
        open_house(first) as one,
        open_house(second) as two,
        gate({"products": f"{one},{two}"}) as at,
    ):
        answers = [(await at.get("/api/categories")).json()["house"] for _ in range(4)]
        assert answers in (["one", "two"] * 2, ["two", "one"] * 2)
