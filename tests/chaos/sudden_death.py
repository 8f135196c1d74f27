"""Sudden death: the market is killed at random moments while people check out, and opened again. The audit must hold after."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import urllib3

from tests.journeys.market import Market, checkout_body

#: Success, decline, late and double webhooks mixed; weights.
METHODS = {
    "pm_card_success": 5,
    "pm_card_declined": 2,
    "pm_card_late": 2,
    "pm_card_twice": 2,
    "pm_card_timeout": 1,
}

PATIENCE_SECONDS = 240


class Shoppers:
    """Threads that check out until so many checkouts have an answer, through any number of deaths."""

    def __init__(self, market: Market, checkouts: int, seed: int) -> None:
        self._market, self._left, self._random = market, checkouts, random.Random(seed)
        self._lock = threading.Lock()
        self.begun = 0
        self.answers: list[tuple[str, int, dict[str, Any]]] = []
        self.strange: list[str] = []

    def run(self, threads: int) -> list[threading.Thread]:
        workers = [
            threading.Thread(target=self._shop, args=(number,), daemon=True) for number in range(threads)
        ]
        for worker in workers:
            worker.start()
        return workers

    def stop(self) -> None:
        """No further checkout is begun; those that were begun get their answer."""
        with self._lock:
            self._left = 0

    @property
    def done(self) -> int:
        return len(self.answers)

    def _shop(self, worker: int) -> None:
        while True:
            with self._lock:
                if self._left == 0:
                    return
                self._left -= 1
                self.begun += 1
                number = self._left
                method = self._random.choices(list(METHODS), list(METHODS.values()))[0]
                variation = self._random.choice(list(self._market.variations.values()))
                quantity = self._random.randint(1, 3)
            token = self._fill(variation, quantity)
            answer = self._until_answered(
                "/api/checkout", checkout_body(method, f"shopper{number}@example.com"), {
                    "X_Cart_Token": token, "Idempotency_Key": f"death-{number}",
                },
            )  # fmt: skip
            with self._lock:
                self.answers.append((method, answer.status, answer.json()))
                if answer.status not in (201, 402, 409):
                    self.strange.append(f"{method}: {answer.status} {answer.data[:300]!r}")

    def _fill(self, variation: str, quantity: int) -> str:
        while True:
            answer = self._until_answered(
                "/api/cart/items", {"variation_id": variation, "quantity": quantity}, {}
            )
            if answer.status < 300:
                return answer.headers["X-Cart-Token"]
            time.sleep(0.2)

    def _until_answered(self, path: str, body: Any, headers: dict[str, str]) -> urllib3.BaseHTTPResponse:
        """As a patient client: the same request with the same key until there is an answer that is not 'try again'."""
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                answer = self._market.post(path, body, **headers)
                in_flight = answer.status == 409 and answer.json().get("code") == "request-in-flight"
                if answer.status < 500 and not in_flight:
                    return answer
            except (urllib3.exceptions.HTTPError, ValueError):  # nobody, or half an answer
                answer = None
            if time.monotonic() > until:
                raise RuntimeError(f"no answer for {path}: {answer and answer.data}")
            time.sleep(0.1)


def survive(
    folder: Path, *, kills: int, checkouts: int, seed: int = 7, threads: int = 8, say: Any = print
) -> list[str]:
    """Kills the market `kills` times during `checkouts`; answers what went wrong."""
    goods = [{"slug": f"vase-{number}", "stock": 100_000, "price": "19.90"} for number in range(12)]
    moment, wrong = random.Random(seed + 1), []
    settings = {"SOUK_ORDERS_PAY_WITHIN_SECONDS": "200", "SOUK_ORDERS_HOLD_SECONDS": "240"}
    with Market(folder, goods, **settings) as market:
        shoppers = Shoppers(market, checkouts, seed)
        workers = shoppers.run(threads)
        for number in range(kills):
            target = checkouts * (number + 1) // (kills + 1)
            while shoppers.done < target and any(worker.is_alive() for worker in workers):
                time.sleep(0.02)
            time.sleep(moment.random() * 0.2)
            market.kill()
            say(f"killed {number + 1:2} after {shoppers.done} checkouts")
            market.start()
        for worker in workers:
            worker.join(PATIENCE_SECONDS)
        wrong += shoppers.strange[:5]
        if shoppers.done != checkouts:
            wrong.append(f"only {shoppers.done} of {checkouts} checkouts were answered")
        say(f"answers: {dict(Counter((method, status) for method, status, _ in shoppers.answers))}")
        numbers = [body["number"] for _, status, body in shoppers.answers if status == 201]
        if len(numbers) != len(set(numbers)):
            wrong.append("two checkouts were answered with the same order")
        fine, report = market.audit_until_quiet(120)
        say(report)
        if not fine:
            wrong.append(report)
        wrong += broken_promises(market, shoppers)
    return wrong


def broken_promises(market: Market, shoppers: Shoppers) -> list[str]:
    """Whoever was told of an order finds it, paid if the money was taken; a card that answers late is waited for."""
    wrong, until = [], time.monotonic() + 120
    for method, status, body in shoppers.answers:
        if status != 201:
            continue
        order = _when_settled(market, body, until)
        if order["status"] in ("pending", "cancelled") or order["payment"]["status"] != "captured":
            wrong.append(
                f"{method}: {order['number']} is {order['status']}, its payment {order['payment']['status']}"
            )
    return wrong[:5]


def _when_settled(market: Market, body: dict[str, Any], until: float) -> dict[str, Any]:
    while True:
        order = market.get(f"/api/orders/{body['order_id']}", X_Order_Token=body["token"]).json()
        if order["status"] != "pending" or time.monotonic() > until:
            return order
        time.sleep(0.2)
