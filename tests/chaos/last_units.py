"""The last units: many buyers at once for a few pieces. Exactly so many are sold, and nobody else is charged."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path

import urllib3

from tests.journeys.market import Market, checkout_body


@dataclass
class Crowd:
    sold: int = 0
    turned_away: int = 0
    strange: list[str] = field(default_factory=list)


def rush(market: Market, variation_id: str, buyers: int, round_name: str) -> Crowd:
    """Every buyer has a cart with one piece; all check out in the same moment."""
    crowd, lock = Crowd(), threading.Lock()
    gate = threading.Barrier(buyers)

    def buy(number: int) -> None:
        token = ""
        cart = market.post("/api/cart/items", {"variation_id": variation_id, "quantity": 1})
        if cart.status < 300:
            token = cart.headers["X-Cart-Token"]
        gate.wait()
        answer = None
        for _ in range(40):
            try:
                answer = market.post(
                    "/api/checkout", checkout_body(email=f"buyer{number}@example.com"),
                    X_Cart_Token=token, Idempotency_Key=f"{round_name}-{number}",
                )  # fmt: skip
            except urllib3.exceptions.HTTPError:
                continue
            if answer.status != 503:
                break
        with lock:
            if answer is None:
                crowd.strange.append("no answer")
            elif answer.status == 201 and answer.json()["status"] != "pending":
                crowd.sold += 1
            elif answer.status == 409:
                crowd.turned_away += 1
            else:
                crowd.strange.append(f"{answer.status} {answer.data[:300]!r}")

    threads = [threading.Thread(target=buy, args=(number,)) for number in range(buyers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return crowd


def sell_last_units(folder: Path, *, rounds: int, buyers: int, units: int, say: object = print) -> list[str]:
    """Runs the rounds; answers what went wrong."""
    goods = [{"slug": f"lamp-{number}", "stock": units} for number in range(rounds)]
    wrong = []
    with Market(folder, goods) as market:
        for number in range(rounds):
            crowd = rush(market, market.variations[f"lamp-{number}"], buyers, f"round-{number}")
            line = f"round {number + 1:2}: {crowd.sold} sold, {crowd.turned_away} turned away"
            say(line)  # type: ignore[operator]
            if crowd.sold != units or crowd.turned_away != buyers - units or crowd.strange:
                wrong.append(f"{line} {crowd.strange[:5]}")
        fine, report = market.audit_until_quiet(60)
        if not fine:
            wrong.append(report)
    return wrong
