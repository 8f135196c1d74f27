"""What an order and a product weigh: `python -m bench.weight` buys in a market of its own and counts what that left behind.

Prints JSON: bytes in the databases, events said and heard, and calls between houses, each per order of one line; bytes per
product. `scripts/scale_model.py` reckons with these figures, and with the processor times of docs/performance.md.
"""

from __future__ import annotations

import json
import re
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

from bench.load import cpu_seconds
from tests.journeys.market import Market, checkout_body

ORDERS = 400
PRODUCTS = 2000
#: Written once for the whole market or kept for a while only, so that they say nothing about one more order.
_BESIDES = {"cache.db"}


def main() -> None:
    orders = int(sys.argv[1]) if len(sys.argv) > 1 else ORDERS
    with tempfile.TemporaryDirectory(prefix="souk-weight-") as name:
        found = {**of_orders(Path(name) / "orders", orders), **of_products(Path(name) / "products")}
    print(json.dumps(found, indent=2))


def of_orders(folder: Path, count: int) -> dict[str, object]:
    folder.mkdir()
    with Market(folder, [{"slug": "lamp", "stock": 1_000_000}], SOUK_WORKERS="1") as market:
        _buy(market, 0, 20)
        _settled(market)
        before, calls, cpu = _sizes(folder / "var"), _calls(market), cpu_seconds(market.pid)
        said, bytes_said, heard = _events(folder / "var")
        _buy(market, 20, count)
        _settled(market)
        after = _sizes(folder / "var")
        said_after, bytes_after, heard_after = _events(folder / "var")
        return {
            "orders": count,
            "bytes_by_house": {
                house: round((after[house] - before[house]) / count) for house in sorted(after)
            },
            "bytes": round(sum(after[house] - before[house] for house in after) / count),
            "events": round((said_after - said) / count, 2),
            "event_bytes": round((bytes_after - bytes_said) / max(1, said_after - said)),
            "deliveries": round((heard_after - heard) / count, 2),
            "calls": round((_calls(market) - calls) / count, 2),
            "cpu_ms": round((cpu_seconds(market.pid) - cpu) / count * 1000, 1),
        }


def of_products(folder: Path) -> dict[str, object]:
    folder.mkdir()
    market = Market(folder)
    market._run("souk.cli", "prepare")
    before = _sizes(folder / "var")
    market._run("bench.catalogue", str(PRODUCTS))
    after = _sizes(folder / "var")
    return {
        "product_bytes": round(sum(after[house] - before[house] for house in after) / PRODUCTS),
        "product_bytes_by_house": {
            house: round((after[house] - before[house]) / PRODUCTS)
            for house in after
            if after[house] - before[house] > PRODUCTS
        },
    }


def _buy(market: Market, first: int, count: int) -> None:
    line = {"variation_id": market.variations["lamp"], "quantity": 1}
    for number in range(first, first + count):
        token = market.post("/api/cart/items", line).headers["X-Cart-Token"]
        answer = market.post(
            "/api/checkout", checkout_body(), X_Cart_Token=token, Idempotency_Key=f"weight-{number}"
        )
        assert answer.status < 300, answer.data[:400]


def _settled(market: Market) -> None:
    """Until the carrier's sandbox has brought everything and nothing is on its way."""
    last, until = -1, time.monotonic() + 120
    while time.monotonic() < until:
        said = _events(market.data / "var")[0]
        if said == last:
            return
        last = said
        time.sleep(4)


def _sizes(data: Path) -> dict[str, int]:
    """Bytes of each house's database without its gaps."""
    found = {}
    for path in sorted(data.glob("*.db")):
        if path.name not in _BESIDES:
            copy = path.with_suffix(".copy")
            with sqlite3.connect(path, timeout=30) as database:
                database.execute("VACUUM INTO ?", (str(copy),))
            found[path.stem] = copy.stat().st_size
            copy.unlink()
    return found


def _events(data: Path) -> tuple[int, int, int]:
    """Said, the bytes of their envelopes, and how often one took effect."""
    said = weight = heard = 0
    for path in data.glob("*.db"):
        if path.name not in _BESIDES:
            with sqlite3.connect(path, timeout=30) as database:
                ours = database.execute(
                    "SELECT count(*), coalesce(sum(length(envelope)), 0) FROM kernel_outboxevent"
                )
                (count, length), *_ = ours.fetchall()
                (taken,), *_ = database.execute("SELECT count(*) FROM kernel_inboxevent").fetchall()
            said, weight, heard = said + count, weight + length, heard + taken
    return said, weight, heard


def _calls(market: Market) -> float:
    told = market.get("/metrics").data.decode()
    return sum(float(value) for value in re.findall(r"^souk_call_seconds_count\{[^}]*\} (\S+)$", told, re.M))


if __name__ == "__main__":
    main()
