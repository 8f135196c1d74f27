"""`make bench`: the table. `--quick` measures shorter and skips the catalogues of 1,000 and 100,000; `--large` adds the latter.

Absolute targets were set on a machine on which the bare Django view answers `REFERENCE` a second; where it answers fewer in this run,
they are judged at that pace, which the table says.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from operator import attrgetter
from pathlib import Path

import urllib3
from rich.console import Console
from rich.table import Table

from bench import baseline
from bench.load import Measured, need_wrk, read, resident_mb, resident_rss_mb, write
from tests.journeys.market import ROOT, Market, _free_port, checkout_body

#: Bare Django views a second on the reference machine (2 cores, November 2026).
REFERENCE = 8_991
SECONDS = 3 if "--quick" in sys.argv else 6
screen = Console(highlight=False, width=140)

LISTS = [
    "/api/products?limit=24",
    "/api/products?limit=24&sort=price",
    "/api/products?limit=24&colour=Blue&size=XL",
    "/api/products?limit=24&category=category-3",
    "/api/products?limit=24&shop=shop-4&sort=-price",
    "/api/products?limit=24&min_price=20&max_price=90&in_stock=true",
] + [
    f"/api/products?limit=24&category=category-{n % 30}&colour={c}"
    for n in range(30)
    for c in ("Red", "Green", "Sand")
]
SEARCHES = [
    f"/api/products?limit=24&search={word}%20{noun}"
    for word in ("quiet", "northern", "woven", "amber", "garden", "paper")
    for noun in ("jacket", "lamp", "kettle", "teapot", "mirror", "scarf")
]


@contextmanager
def filled(folder: Path, count: int) -> Iterator[Market]:
    """A market with a catalogue of `count` products."""
    folder.mkdir()
    market = Market(folder)
    market._run("souk.cli", "prepare")
    screen.print(market._run("bench.catalogue", str(count)).strip())
    market.start()
    try:
        time.sleep(3)
        yield market
    finally:
        market.kill()


@contextmanager
def bare_django(folder: Path, size: int) -> Iterator[tuple[str, int]]:
    """The baseline on a port of its own, served as Souk is."""
    path, port = folder / "baseline.db", _free_port()
    baseline.fill(str(path), 10_000)
    process = subprocess.Popen(
        [Path(sys.executable).with_name("granian"), "--interface", "wsgi", "--factory", "--port", str(port), "--workers", "2",
         "--blocking-threads", "4", "--runtime-threads", "1", "--no-ws", "--log-level", "error", "bench.baseline:application"],
        cwd=ROOT, env={**os.environ, "BASELINE_BYTES": str(size), "BASELINE_DATABASE": str(path)},
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(100):
            try:
                if urllib3.request("GET", f"{url}/row/row-1", timeout=1, retries=False).status == 200:
                    break
            except urllib3.exceptions.HTTPError:
                time.sleep(0.1)
        yield url, process.pid
    finally:
        process.terminate()
        process.wait(15)


def product_paths(market: Market) -> list[str]:
    paths: list[str] = []
    cursor = ""
    while len(paths) < 600:
        page = market.get(f"/api/products?limit=100&facets=false{cursor}").json()
        paths += [f"/api/products/{item['slug']}" for item in page["items"]]
        if not page["next"]:
            break
        cursor = f"&cursor={page['next']}"
    return paths


def alternately(
    first: Callable[[], Measured], second: Callable[[], Measured], rounds: int = 3
) -> tuple[Measured, Measured]:
    """Runs two measurements in turn and keeps each one's median by rate."""
    ones, others = [], []
    for _ in range(rounds):
        ones.append(first())
        others.append(second())
    ones.sort(key=lambda m: m.per_second)
    others.sort(key=lambda m: m.per_second)
    return ones[rounds // 2], others[rounds // 2]


def main() -> None:
    need_wrk()
    table = Table(title="Souk, embedded", title_justify="left")
    for column in ("what", "per second", "p50 ms", "p95 ms", "CPU ms each", "target", ""):
        table.add_column(column, justify="left" if column == "what" else "right")
    with tempfile.TemporaryDirectory(prefix="souk-bench-") as name:
        folder = Path(name)
        with filled(folder / "ten-thousand", 10_000) as market:
            pace = reads(table, market, folder)
            writes(table, market, pace)
            memory = f"{resident_mb(market.pid):.0f} MB, {resident_rss_mb(market.pid):.0f} MB with shared pages counted twice"
            market.kill()
            began = time.monotonic()
            market.start()
            market.get("/")
            opened = time.monotonic() - began
        row(table, "first page after souk run", None, f"{opened:.1f} s of 4 s", opened * pace <= 4)
        row(table, "memory", None, f"{memory} of 350 MB", True)
        if "--quick" not in sys.argv:
            growth(table, folder)
    screen.print(table)


def reads(table: Table, market: Market, folder: Path) -> float:
    """The pace of this machine: 1 for the reference, 0.5 for one on which the baseline is half as fast."""
    paths = product_paths(market)
    size = len(market.get(paths[0]).data)
    with bare_django(folder, size) as (url, pid):
        rows = [f"/row/row-{number}" for number in range(600)]
        bare, product = alternately(
            lambda: read(url, rows, folder, pid, seconds=SECONDS),
            lambda: read(market.url, paths, folder, market.pid, seconds=SECONDS),
        )
    ratio = product.per_second / bare.per_second
    row(table, f"bare Django view, one SQLite read, {size} bytes", bare, "baseline", True)
    row(table, "product JSON", product, f"{ratio:.0%} of the baseline, 70 % asked", ratio >= 0.7)
    pace = min(1, bare.per_second / REFERENCE)
    row(table, "pace of this machine", None, f"{pace:.0%} of the reference", True)
    listed = read(market.url, LISTS, folder, market.pid, seconds=SECONDS)
    row(
        table,
        "list of 24 with facets, of 10,000",
        listed,
        "800/s, p95 25 ms",
        listed.per_second >= 800 * pace and listed.p95_ms * pace <= 25,
    )
    found = read(market.url, SEARCHES, folder, market.pid, seconds=SECONDS)
    fine = found.per_second >= 500 * pace and found.p95_ms * pace <= 25
    row(table, "search, of 10,000", found, "500/s, p95 25 ms", fine)
    return pace


def writes(table: Table, market: Market, pace: float) -> None:
    variations = []
    for path in product_paths(market)[:100]:
        variations.append(market.get(path).json()["variations"][0]["variation_id"])

    def add(number: int) -> str:
        line = {"variation_id": variations[number % 100], "quantity": 1}
        return _wrong(market.post("/api/cart/items", line))

    def buy(number: int) -> str:
        line = {"variation_id": variations[number % 100], "quantity": 1}
        cart = market.post("/api/cart/items", line)
        if wrong := _wrong(cart):
            return f"cart: {wrong}"
        token = cart.headers["X-Cart-Token"]
        answer = market.post(
            "/api/checkout", checkout_body(), X_Cart_Token=token, Idempotency_Key=f"bench-{number}"
        )
        return _wrong(answer) or ("not paid" if answer.json()["payment"]["status"] != "captured" else "")

    added = write(add, market.pid, seconds=SECONDS)
    row(table, "add to cart", added, "300/s", added.per_second >= 300 * pace)
    bought = write(buy, market.pid, seconds=SECONDS)
    fine = bought.per_second >= 60 * pace and bought.cpu_ms * pace <= 25
    row(table, "guest checkout: cart → order confirmed", bought, "60/s, 25 ms CPU", fine)


def _wrong(answer: urllib3.BaseHTTPResponse) -> str:
    """Status and beginning of an answer that is not as it should be."""
    return "" if answer.status < 300 else f"{answer.status} {answer.data[:400].decode(errors='replace')}"


def growth(table: Table, folder: Path) -> None:
    """The list at two sizes of the catalogue, turn by turn, so that whatever else the machine does meets both."""
    sizes = (1_000, 100_000) if "--large" in sys.argv else (1_000, 20_000)
    with ExitStack() as stack:
        markets = {
            count: stack.enter_context(filled(folder / f"of-{count}", count)) for count in sorted(sizes)[::-1]
        }
        rounds: dict[int, list[Measured]] = {count: [] for count in sizes}
        for _ in range(5):
            for count in sizes:
                market = markets[count]
                rounds[count].append(read(market.url, LISTS, folder, market.pid, seconds=SECONDS, clients=4))
    middle = {
        count: sorted(measured, key=attrgetter("p95_ms"))[len(measured) // 2]
        for count, measured in rounds.items()
    }
    for count in sizes:
        row(table, f"list of 24 with facets, of {count:,} (4 clients)", middle[count], "", True)
    ratio = middle[sizes[1]].p95_ms / middle[sizes[0]].p95_ms
    row(table, f"p95 of {sizes[1]:,} to {sizes[0]:,}", None, f"{ratio:.2f} of 1.5", ratio <= 1.5)


def row(table: Table, what: str, measured: Measured | None, target: str, fine: bool) -> None:
    if measured is None:
        table.add_row(what, "", "", "", "", target, "✓" if fine else "✗")
        return
    errors = f" ({measured.errors} errors)" if measured.errors else ""
    if measured.first_error:
        screen.print(f"{what}: the first of {measured.errors} errors: {measured.first_error}", markup=False)
    table.add_row(
        what + errors, f"{measured.per_second:,.0f}", f"{measured.p50_ms:.1f}", f"{measured.p95_ms:.1f}",
        f"{measured.cpu_ms:.2f}", target, "✓" if fine and not measured.errors else "✗",
    )  # fmt: skip


if __name__ == "__main__":
    main()
