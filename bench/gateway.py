"""`make bench-gateway`: what the front door costs, against going to the same house directly in the same run.

Everything is on one machine, so a request through the gateway shares its processor with the house that answers it; the rate per core is
therefore taken from the processor time that the gateway itself spends on a request. `--quick` measures shorter.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import urllib3
from rich.console import Console
from rich.table import Table

from bench.load import Measured, need_wrk, read, resident_mb
from souk.street import STREET
from tests.journeys.market import ROOT, Market, _free_port

SECONDS = 2 if "--quick" in sys.argv else 5
ROUNDS = 3
screen = Console(highlight=False, width=140)


@contextmanager
def gateway(folder: Path, house: str) -> Iterator[tuple[str, int]]:
    """In front of a market that hosts every house at one address; its own URL and process id. One worker."""
    port = _free_port()
    environment = {
        **os.environ,
        **{f"SOUK_{one.name.upper()}_URL": house for one in STREET if one.name != "gateway"},
        "SOUK_HOST": "gateway",
        "SOUK_DATA": str(folder / "gateway"),
        "SOUK_GATEWAY_REQUESTS_PER_MINUTE": "1000000000",  # counted, never refused
        "SOUK_LOG_LEVEL": "ERROR",
    }
    process = subprocess.Popen(
        [Path(sys.executable).with_name("granian"), "--interface", "asgi", "--factory", "--port", str(port), "--workers", "1", "--workers-kill-timeout", "10",
         "--runtime-threads", "1", "--backlog", "2048", "--backpressure", "2048", "--log-level", "error", "souk.process:forwarding"],
        cwd=ROOT, env=environment,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + 90
        while not _is_ready(url):
            if time.monotonic() > until:
                raise RuntimeError("the gateway did not open")
            time.sleep(0.1)
        yield url, process.pid
    finally:
        process.terminate()
        process.wait(30)


def _is_ready(url: str) -> bool:
    try:
        return urllib3.request("GET", f"{url}/readyz", timeout=2, retries=False).status == 200
    except urllib3.exceptions.HTTPError:
        return False


def middle(runs: list[Measured]) -> Measured:
    return sorted(runs, key=lambda run: run.p50_ms)[len(runs) // 2]


def main() -> None:
    need_wrk()
    table = Table(title="The gateway", title_justify="left")
    for column in ("what", "direct", "through the gateway", "target", ""):
        table.add_column(column, justify="left" if column == "what" else "right")
    with tempfile.TemporaryDirectory(prefix="souk-bench-") as name:
        folder = Path(name)
        goods = [{"slug": f"lamp-{number}", "stock": 10} for number in range(20)]
        with Market(folder, goods, SOUK_WORKERS="1") as market, gateway(folder, market.url) as (url, pid):
            paths = [f"/api/products/lamp-{number}" for number in range(20)]
            for clients in (1, 16):
                direct, through = [], []
                for _ in range(ROUNDS):
                    direct.append(
                        read(market.url, paths, folder, market.pid, seconds=SECONDS, clients=clients)
                    )
                    through.append(read(url, paths, folder, pid, seconds=SECONDS, clients=clients))
                rows(table, clients, direct, through)
            memory = f"{resident_mb(pid):.0f} MB"
        table.add_row("memory of one worker and its keeper", "", memory, "", "")
    screen.print(table)


def rows(table: Table, clients: int, direct: list[Measured], through: list[Measured]) -> None:
    here, there = middle(direct), middle(through)
    errors = sum(run.errors for run in (*direct, *through))
    if clients == 1:
        more = there.p50_ms - here.p50_ms
        fine = more <= 1 and not errors
        table.add_row(
            "one client, median", f"{here.p50_ms:.2f} ms", f"{there.p50_ms:.2f} ms (+{more:.2f} ms)", "+1 ms", "✓" if fine else "✗"
        )  # fmt: skip
        return
    cpu = median(run.cpu_ms for run in through)
    fine = 1000 / cpu >= 2000 and not errors
    table.add_row(
        f"{clients} clients, per second", f"{here.per_second:,.0f}", f"{there.per_second:,.0f}", "", ""
    )
    table.add_row(
        f"{clients} clients, processor time of the gateway", "", f"{cpu:.3f} ms: {1000 / cpu:,.0f}/s per core", "2,000/s per core", "✓" if fine else "✗"
    )  # fmt: skip
    if errors:
        screen.print(f"{errors} errors")


if __name__ == "__main__":
    main()
