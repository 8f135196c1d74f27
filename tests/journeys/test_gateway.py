"""A shopper buys through the gateway, which is a process of its own, while what is behind it dies and comes back."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import urllib3

from tests.journeys.market import ROOT, Market, _free_port, checkout_body


class Gateway:
    """`souk serve gateway` in front of a market."""

    def __init__(self, folder: Path, market: Market) -> None:
        self.market, self.port = market, _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        environment = market.environment | {
            "SOUK_NEIGHBOURS": market.url,
            "SOUK_DATA": str(folder / "gateway"),
            "SOUK_PORT": str(self.port),
            "SOUK_WORKERS": "2",
            "SOUK_GATEWAY_REST_SECONDS": "0.5",
        }
        self.log = (folder / "gateway.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "souk.cli", "serve", "gateway"],
            cwd=ROOT, env=environment, stdout=self.log, stderr=self.log, stdin=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        self.http = urllib3.PoolManager(retries=False, timeout=30.0)

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> urllib3.BaseHTTPResponse:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        content = None if body is None else json.dumps(body)
        if content is not None:
            names["Content-Type"] = "application/json"
        return self.http.request(method, self.url + path, body=content, headers=names, redirect=False)

    def wait_until(self, path: str, status: int, seconds: float = 90) -> None:
        until = time.monotonic() + seconds
        while True:
            try:
                if self.ask("GET", path).status == status:
                    return
            except urllib3.exceptions.HTTPError:
                pass
            assert self.process.poll() is None, "the gateway ended"
            assert time.monotonic() < until, f"{path} never answered {status}"
            time.sleep(0.1)

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.log.close()


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    folder = tmp_path_factory.mktemp("front")
    goods = [{"slug": "lamp", "stock": 100, "price": "25.00"}]
    with Market(folder, goods, SOUK_TRUSTED_PROXIES="1") as market:
        opened = Gateway(folder, market)
        try:
            opened.wait_until("/readyz", 200)
            yield opened
        finally:
            opened.kill()


def test_a_guest_buys_through_the_gateway(gateway: Gateway) -> None:
    line = {"variation_id": gateway.market.variations["lamp"], "quantity": 1}
    cart = gateway.ask("POST", "/api/cart/items", line).headers["X-Cart-Token"]
    keys = {"X_Cart_Token": cart, "Idempotency_Key": "once"}
    placed = gateway.ask("POST", "/api/checkout", checkout_body(), **keys)
    assert placed.status == 201, placed.data
    again = gateway.ask("POST", "/api/checkout", checkout_body(), **keys)
    assert again.json()["order_id"] == placed.json()["order_id"]
    shown = gateway.ask(
        "GET", f"/api/orders/{placed.json()['order_id']}", X_Order_Token=placed.json()["token"]
    )
    assert shown.json()["payment"]["status"] == "captured"


def test_somebody_signs_up_and_in_and_out(gateway: Gateway) -> None:
    account = {"email": "ada@example.com", "password": "a fine long password", "name": "Ada"}
    assert gateway.ask("POST", "/api/auth/signup", account).status == 201
    tokens = gateway.ask(
        "POST", "/api/auth/login", {key: account[key] for key in ("email", "password")}
    ).json()
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    me = gateway.ask("GET", "/api/users/me", **bearer)
    assert (me.status, me.json()["email"]) == (200, "ada@example.com")
    forged = {"X_User_ID": me.json()["user_id"], "X_User_Roles": "administrator"}
    assert gateway.ask("GET", "/api/users/me", **forged).status == 401
    assert gateway.ask("GET", "/api/users/me", Authorization="Bearer forged").status == 401
    left = gateway.ask("POST", "/api/auth/logout", {"refresh_token": tokens["refresh_token"]}, **bearer)
    assert left.status < 300, left.data
    assert gateway.ask("GET", "/api/users/me", **bearer).status == 401


def test_pages_pictures_and_documents_are_there(gateway: Gateway) -> None:
    home = gateway.ask("GET", "/", Accept="text/html", Accept_Encoding="gzip")
    assert (home.status, home.headers["Content-Encoding"]) == (200, "gzip")
    style = next(part for part in home.data.decode().split('"') if part.endswith(".css"))
    assert gateway.ask("GET", style).status == 200
    assert gateway.ask("GET", "/products/lamp", Accept="text/html").status == 200
    assert gateway.ask("GET", "/docs").status == 200
    assert gateway.ask("GET", "/openapi.json").json()["servers"] == [{"url": gateway.market.url}]
    assert gateway.ask("GET", "/health/live").json()["status"] == "ok"
    inside = gateway.ask("POST", "/internal/calls/orders/Orders/show", {})
    assert (inside.status, inside.json()["code"]) == (404, "no-such-address")


def test_while_everything_behind_it_is_down_the_gateway_says_so_and_then_goes_on(gateway: Gateway) -> None:
    gateway.market.kill()
    gateway.wait_until("/readyz", 503)
    down = gateway.ask("GET", "/api/categories")
    assert (down.status, down.json()["code"]) == (503, "unavailable")
    assert int(down.headers["Retry-After"]) >= 1
    assert gateway.ask("GET", "/healthz").status == gateway.ask("GET", "/openapi.json").status == 200
    gateway.market.start()
    gateway.wait_until("/readyz", 200)
    gateway.wait_until("/api/categories", 200, seconds=35)
    gateway.wait_until("/products/lamp", 200, seconds=35)
