"""What comes from outside is believed only as far as it must be, and the doors inside stay inside."""

from __future__ import annotations

import pytest

from souk.kernel.settings import settings as process_settings
from souk.kernel.telemetry.metrics import start_metrics, stop_metrics
from tests.services.gateway.gate import House, gate, open_house, run

TRICKS = [
    "//internal/calls/orders/Orders/show",
    "/api//orders",
    "/api/../internal/calls/orders/Orders/show",
    "/api/%2e%2e/internal/calls/orders/Orders/show",
    "/api/.%2E/orders",
    "/./api/orders",
    "/api/orders/.",
    "/api/orders/..",
    "/api/orders%2f1",
    "/api/orders%5c1",
    "/api\\orders",
    "/api/orders%00",
    "/api/orders%0d%0aX-User-ID:%201",
    "/api/orders/%zz",
    "/api/orders/%",
]
INSIDE = [
    "/internal",
    "/internal/",
    "/internal/calls/orders/Orders/show",
    "/INTERNAL/calls/orders/Orders/show",
    "/%69nternal/calls/orders/Orders/show",
    "/health/anything",
    "/metrics/",
    "/metrics/x",
]


def test_no_trick_reaches_a_house() -> None:
    @run
    async def scene() -> None:
        house = House()
        async with open_house(house) as url, gate({"web": url, "orders": url}) as at:
            for path in TRICKS:
                told = await at.raw(
                    b"GET %s HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n" % path.encode()
                )
                assert told.split(b" ")[1] == b"400", (path, told[:200])
            assert house.heard == []

    scene()


def test_the_doors_inside_are_not_there() -> None:
    @run
    async def scene() -> None:
        house = House()
        urls = ("web", "orders", "users", "products")
        async with open_house(house) as url, gate(dict.fromkeys(urls, url)) as at:
            for path in INSIDE:
                for method in (b"GET", b"POST"):
                    told = await at.raw(
                        b"%s %s HTTP/1.1\r\nHost: shop\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                        % (method, path.encode())
                    )
                    assert told.split(b" ")[1] == b"404", (path, told[:200])
            assert house.heard == []

    scene()


@run
async def test_a_target_with_an_address_of_its_own_changes_nothing() -> None:
    house = House()
    async with open_house(house) as url, gate({"web": url}) as at:
        told = await at.raw(
            b"GET http://inventory:8000/internal/calls/x HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n"
        )
        assert told.split(b" ")[1] in (b"400", b"404")
        assert house.heard == []


@run
async def test_headers_that_only_we_may_set_are_taken_off() -> None:
    house = House()
    async with open_house(house) as url, gate({"products": url}) as at:
        await at.raw(
            b"GET /api/categories HTTP/1.1\r\nHost: shop.example\r\nX-User-ID: usr_1\r\nx-user-roles: administrator\r\n"
            b"X_User_ID: usr_1\r\nX-Souk-Identity: {}\r\nX_Souk_Identity: {}\r\nX-Souk-Deadline: 99\r\n"
            b"X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: evil\r\nForwarded: for=6.6.6.6\r\n"
            b"X-Real-IP: 6.6.6.6\r\nX-Original-URL: /internal\r\nX-HTTP-Method-Override: DELETE\r\nProxy: http://evil\r\n"
            b"X-Cart-Token: stays\r\nConnection: close\r\n\r\n"
        )
        (heard,) = house.heard
        names = {name.lower() for name, _ in heard.headers}
        assert not {name for name in names if name.startswith(("x-user", "x-souk", "x_"))}
        assert not names & {"forwarded", "x-real-ip", "x-original-url", "x-http-method-override", "proxy"}
        assert heard["x-forwarded-for"] == "127.0.0.1"
        assert heard["x-forwarded-proto"] == "http"
        assert heard["x-forwarded-host"] == heard["host"] == "shop.example"
        assert heard["x-cart-token"] == "stays"


@run
async def test_connection_cannot_take_away_what_we_say() -> None:
    house = House()
    async with open_house(house) as url, gate({"products": url}) as at:
        await at.raw(
            b"POST /api/categories HTTP/1.1\r\nHost: shop\r\nContent-Length: 2\r\nX-Souk-Identity: {}\r\nX-Mine: 1\r\n"
            b"Connection: close, X-Souk-Identity, X-Forwarded-For, X-Request-ID, Content-Length, X-Mine, Host\r\n\r\n{}"
        )
        (heard,) = house.heard
        assert heard.body == b"{}"
        assert heard["x-forwarded-for"] == "127.0.0.1"
        assert heard["x-request-id"]
        assert heard["host"] == "shop"
        assert heard["x-souk-identity"] is heard["x-mine"] is heard["connection"] is None


@run
async def test_behind_a_proxy_that_we_trust_houses_see_the_client() -> None:
    """Two proxies are between a client and a house: the one in front of us, and we."""
    house = House()
    async with open_house(house) as url, gate({"products": url}, proxies=2) as at:
        await at.get("/api/categories", X_Forwarded_For="6.6.6.6, 203.0.113.7", X_Forwarded_Proto="https")
        await at.get("/api/categories", X_Forwarded_For="6.6.6.6, not an address")
        await at.get("/api/categories", X_Forwarded_For="203.0.113.8:4711")
        await at.get("/api/categories", X_Forwarded_For="[2001:db8::1]:4711")
        assert [heard["x-forwarded-for"] for heard in house.heard] == [
            "203.0.113.7, 127.0.0.1", "127.0.0.1", "203.0.113.8, 127.0.0.1", "2001:db8::1, 127.0.0.1",
        ]  # fmt: skip
        assert [heard["x-forwarded-proto"] for heard in house.heard][:2] == ["https", "http"]


@run
async def test_a_house_that_counts_as_many_proxies_finds_the_client() -> None:
    from django.test import RequestFactory

    from souk.kernel.web import front

    for proxies, sent in ((1, "6.6.6.6"), (2, "6.6.6.6, 203.0.113.7"), (3, "6.6.6.6, 203.0.113.7, 10.0.0.1")):
        house = House()
        async with open_house(house) as url, gate({"products": url}, proxies=proxies) as at:
            await at.get("/api/categories", X_Forwarded_For=sent)
            heard = RequestFactory().get("/", headers={"X-Forwarded-For": house.heard[0]["x-forwarded-for"]})
            assert front.address_behind(heard, proxies) == ("127.0.0.1" if proxies == 1 else "203.0.113.7")


SMUGGLED = [
    b"POST /api/categories HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcde",
    b"POST /api/categories HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 6\r\n\r\nabcde",
    b"POST /api/categories HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\nabcde",
    b"POST /api/categories HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\nabcde",
    b"POST /api/categories HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    b"POST /api/categories HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    b"GET /api/categories HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"GET /api/categories HTTP/1.1\r\n\r\n",
    b"GET /api/categories HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n",
    b"GET /api/categories HTTP/1.1\r\nHost: a\r\n folded: b\r\n\r\n",
    b"GET /api/cate gories HTTP/1.1\r\nHost: a\r\n\r\n",
]


@pytest.mark.parametrize("text", SMUGGLED)
def test_a_request_that_can_be_read_in_two_ways_is_not_carried_on(text: bytes) -> None:
    @run
    async def scene() -> None:
        house = House()
        async with open_house(house) as url, gate({"products": url}) as at:
            told = await at.raw(text + b"GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n", seconds=1)
            assert told.split(b" ")[1:2] in ([b"400"], []), told[:300]
            assert house.heard == []

    scene()


@run
async def test_chunks_and_a_length_together_cannot_hide_a_second_request() -> None:
    house = House()
    async with open_house(house) as url, gate({"products": url, "web": url}) as at:
        await at.raw(
            b"POST /api/categories HTTP/1.1\r\nHost: a\r\nContent-Length: 60\r\nTransfer-Encoding: chunked\r\n\r\n"
            b"0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\nX: yyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n\r\n",
            seconds=1,
        )
        for heard in house.heard:
            assert heard["transfer-encoding"] is None
        assert all(heard.target in ("/api/categories", "/smuggled") for heard in house.heard)
        first = [heard for heard in house.heard if heard.target == "/api/categories"]
        assert all(heard.body == b"" for heard in first)


@run
async def test_what_is_counted_is_shown_to_those_who_watch() -> None:
    start_metrics()
    house = House()
    try:
        async with open_house(house) as url, gate({"orders": url, "web": url}) as at:
            await at.get("/api/orders/ord_1")
            through_a_proxy = await at.get("/metrics", X_Forwarded_For="203.0.113.7")
            assert (through_a_proxy.status, through_a_proxy.json()["code"]) == (401, "unauthenticated")
            token = process_settings().service_secret
            shown = await at.get("/metrics", X_Forwarded_For="203.0.113.7", Authorization=f"Bearer {token}")
            assert shown.status == 200
            counted = 'souk_request_seconds_count{house="gateway",method="GET",route="/api/orders/{order_id}",status="2xx"} 1.0'
            assert counted in shown.body.decode()
            assert len(house.heard) == 1
    finally:
        stop_metrics()
