"""`make bench-gateway`: what the front door costs, against going to the same house directly, and against a proxy that does nothing
but pass on, in the same run.

Everything is on one machine, so a request through the gateway shares its processor with the house that answers it; the rate per core is
therefore taken from the processor time that the gateway itself spends on a request. The target of 2,000/s per core was set on a machine
on which the bare proxy does 2,800/s, so what must hold anywhere is the share. `--quick` measures shorter.
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

#: 2,000/s per core where a bare proxy does 2,800/s.
SHARE = 2_000 / 2_800
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
    with _served(port, ["--factory", "souk.server:forwarding"], environment, ready="/readyz") as served:
        yield served


@contextmanager
def bare_proxy(house: str) -> Iterator[tuple[str, int]]:
    """The baseline in front of the same market, served as the gateway is."""
    environment = {**os.environ, "BARE_PROXY_TO": house}
    with _served(
        _free_port(), ["bench.bare_proxy:application"], environment, ready="/api/categories"
    ) as served:
        yield served


@contextmanager
def _served(port: int, what: list[str], environment: dict[str, str], ready: str) -> Iterator[tuple[str, int]]:
    process = subprocess.Popen(
        [Path(sys.executable).with_name("granian"), "--interface", "asgi", "--port", str(port), "--workers", "1", "--workers-kill-timeout", "10",
         "--runtime-threads", "1", "--backlog", "2048", "--backpressure", "2048", "--log-level", "error", *what],
        cwd=ROOT, env=environment,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + 90
        while not _is_ready(url + ready):
            if time.monotonic() > until:
                raise RuntimeError(f"{what[-1]} did not open")
            time.sleep(0.1)
        yield url, process.pid
    finally:
        process.terminate()
        process.wait(30)


def _is_ready(url: str) -> bool:
    try:
        return urllib3.request("GET", url, timeout=2, retries=False).status == 200
    except urllib3.exceptions.HTTPError:
        return False


def middle(runs: list[Measured]) -> Measured:
    return sorted(runs, key=lambda run: run.p50_ms)[len(runs) // 2]


def main() -> None:
    need_wrk()
    table = Table(title="The gateway", title_justify="left")
    for column in ("what", "direct", "bare proxy", "through the gateway", "target", ""):
        table.add_column(column, justify="left" if column == "what" else "right")
    with tempfile.TemporaryDirectory(prefix="souk-bench-") as name:
        folder = Path(name)
        goods = [{"slug": f"lamp-{number}", "stock": 10} for number in range(20)]
        with (
            Market(folder, goods, SOUK_WORKERS="1") as market,
            bare_proxy(market.url) as (bare_url, bare_pid),
            gateway(folder, market.url) as (url, pid),
        ):
            ways = [(market.url, market.pid), (bare_url, bare_pid), (url, pid)]
            paths = [f"/api/products/lamp-{number}" for number in range(20)]
            for clients in (1, 16):
                runs: list[list[Measured]] = [[], [], []]
                for _ in range(ROUNDS):
                    for taken, (address, of) in zip(runs, ways, strict=True):
                        taken.append(read(address, paths, folder, of, seconds=SECONDS, clients=clients))
                rows(table, clients, *runs)
            memory = f"{resident_mb(pid):.0f} MB"
        table.add_row("memory of one worker and its keeper", "", "", memory, "", "")
    screen.print(table)


def rows(
    table: Table, clients: int, direct: list[Measured], bare: list[Measured], through: list[Measured]
) -> None:
    here, least, there = middle(direct), middle(bare), middle(through)
    errors = sum(run.errors for run in (*direct, *bare, *through))
    if clients == 1:
        more = there.p50_ms - here.p50_ms
        table.add_row(
            "one client, median", f"{here.p50_ms:.2f} ms", f"{least.p50_ms:.2f} ms", f"{there.p50_ms:.2f} ms (+{more:.2f} ms)", "+1 ms",
            _tick(more <= 1 and not errors),
        )  # fmt: skip
        return
    table.add_row(
        f"{clients} clients, per second", f"{here.per_second:,.0f}", f"{least.per_second:,.0f}", f"{there.per_second:,.0f}", "", "",
    )  # fmt: skip
    cpu, least_cpu = median(run.cpu_ms for run in through), median(run.cpu_ms for run in bare)
    table.add_row(
        f"{clients} clients, per second and core", "", f"{1000 / least_cpu:,.0f} ({least_cpu:.3f} ms)", f"{1000 / cpu:,.0f} ({cpu:.3f} ms)",
        "2,000", _tick(1000 / cpu >= 2000 and not errors),
    )  # fmt: skip
    table.add_row(
        "the gateway's share of the bare proxy's", "", "", f"{least_cpu / cpu:.0%}", f"{SHARE:.0%}", _tick(least_cpu / cpu >= SHARE)
    )  # fmt: skip
    if errors:
        screen.print(f"{errors} errors")


def _tick(fine: bool) -> str:
    return "✓" if fine else "✗"


if __name__ == "__main__":
    main()
