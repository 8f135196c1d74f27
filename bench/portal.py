"""What the portal's pages cost a shop of 5,000 products: `python -m bench.portal`. The time is that of the server, without the network.

The whole street is in this process, with SQLite files, as `souk run` has it.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

from rich.console import Console
from rich.table import Table

PRODUCTS = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
ROUNDS = 15
TARGET_MS = 50
LIST = "/portal/products"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="souk-bench-") as folder:
        os.environ |= {
            "SOUK_DATA": folder,
            "SOUK_PUBLIC_URL": "http://testserver",
            "SOUK_LOG_LEVEL": "CRITICAL",
        }
        subprocess.run([sys.executable, "-m", "souk.cli", "prepare"], check=True)
        from souk.process import compose

        compose()
        from bench.catalogue import fill

        fill(PRODUCTS, shop_count=1, low_every=20)
        Console(width=120).print(measured(signed_in()))


def signed_in() -> Any:
    from django.test import Client

    browser = Client()
    browser.post("/sign-in", {"email": "bench@souk.example", "password": "measuring is knowing"})
    assert browser.get(LIST).status_code == 200
    return browser


def measured(browser: Any) -> Table:
    first = browser.get(LIST).content.decode()
    product_id = re.search(r'href="/portal/products/(prd_\w+)"', first)[1]  # type: ignore[index]
    later = first
    for _ in range(3):
        later = browser.get(
            re.findall(r'href="(/portal/products\?[^"]*cursor[^"]*)"', later)[-1].replace("&amp;", "&")
        ).content.decode()
    following = re.findall(r'href="(/portal/products\?[^"]*cursor[^"]*)"', later)[-1].replace("&amp;", "&")
    turns = iter(range(10**6))

    def half_of_a_thousand() -> Any:
        """All of them change: to drafts, back again, …"""
        turn = next(turns)
        said = {"token": f"bench-{turn}", "everything": "1", "status": ("draft", "published")[turn % 2]}
        return browser.post(f"{LIST}/many", said)

    table = Table(title=f"The portal of a shop with {PRODUCTS:,} products", title_justify="left")
    for column in ("page", "median ms", "worst ms", f"target {TARGET_MS} ms"):
        table.add_column(column, justify="left" if column == "page" else "right")
    pages = {
        "overview": lambda: browser.get("/portal"),
        "products": lambda: browser.get(LIST),
        "products, four pages on": lambda: browser.get(following),
        "products, drafts": lambda: browser.get(f"{LIST}?status=draft"),
        "products, by words": lambda: browser.get(f"{LIST}?search=quiet"),
        "products, by SKU": lambda: browser.get(f"{LIST}?search=T4711-Red-S"),
        "products that run low": lambda: browser.get(f"{LIST}?stock=low"),
        "products that are out": lambda: browser.get(f"{LIST}?stock=out"),
        "a product to edit": lambda: browser.get(f"{LIST}/{product_id}"),
        "low stock": lambda: browser.get("/portal/stock"),
        "orders": lambda: browser.get("/portal/orders"),
        "500 changed at once": half_of_a_thousand,
    }
    for name, ask in pages.items():
        rounds = 4 if "at once" in name else ROUNDS
        told = sorted(_ms(ask) for _ in range(rounds))
        median = statistics.median(told)
        table.add_row(name, f"{median:.1f}", f"{told[-1]:.1f}", "met" if median <= TARGET_MS else "missed")
    return table


def _ms(ask: Callable[[], Any]) -> float:
    began = time.perf_counter()
    answer = ask()
    took = (time.perf_counter() - began) * 1000
    assert answer.status_code == 200, (answer.status_code, answer.content[:300])
    return took


if __name__ == "__main__":
    main()
