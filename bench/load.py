"""Load: wrk for reads, and threads that wait for each answer for what changes something."""

from __future__ import annotations

import re
import shutil
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True)
class Measured:
    """`cpu_ms`: processor time of the server for one request, in milliseconds."""

    per_second: float
    p50_ms: float
    p95_ms: float
    cpu_ms: float
    errors: int = 0
    first_error: str = ""


_SCRIPT = """
local paths = {}
for line in io.lines("%s") do table.insert(paths, line) end
local n = 0
function request()
  n = n + 1
  return wrk.format("GET", paths[(n * 7919) %% #paths + 1])
end
function done(summary, latency, requests)
  io.write(string.format("RESULT %%f %%f %%f %%d\\n", summary.requests / (summary.duration / 1e6),
    latency:percentile(50) / 1000, latency:percentile(95) / 1000,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout))
end
"""


def need_wrk() -> None:
    """Installs wrk from Debian where it is missing."""
    if shutil.which("wrk") is None:
        subprocess.run(["apt-get", "install", "-y", "-qq", "wrk"], check=True, stdout=subprocess.DEVNULL)


def read(
    url: str, paths: list[str], folder: Path, pid: int, *, seconds: int = 6, clients: int = 16
) -> Measured:
    """GETs the paths in a fixed shuffled order from `clients` connections."""
    listing, script = folder / "paths.txt", folder / "paths.lua"
    listing.write_text("\n".join(paths) + "\n")
    script.write_text(_SCRIPT % listing)
    command = ["wrk", "-t1", f"-c{clients}", "--latency", "-s", str(script)]
    subprocess.run([*command, "-d1s", url], capture_output=True, check=True)  # warm
    before = cpu_seconds(pid)
    out = subprocess.run(
        [*command, f"-d{seconds}s", url],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    spent = cpu_seconds(pid) - before
    found = re.search(r"RESULT (\S+) (\S+) (\S+) (\d+)", out)
    assert found, out
    per_second = float(found[1])
    return Measured(
        per_second,
        float(found[2]),
        float(found[3]),
        1000 * spent / max(1, per_second * seconds),
        int(found[4]),
    )


def write(act: Callable[[int], str], pid: int, *, seconds: float = 6, clients: int = 8) -> Measured:
    """Calls `act(number)` again and again from `clients` threads; it answers what went wrong, or nothing."""
    took: list[float] = []
    errors: list[str] = []
    lock = threading.Lock()
    counter = iter(range(10**9))
    until = time.monotonic() + seconds

    def work() -> None:
        while time.monotonic() < until:
            with lock:
                number = next(counter)
            began = time.monotonic()
            try:
                wrong = act(number)
            except Exception as failure:  # a connection that breaks is an error to count, not an end
                wrong = repr(failure)
            with lock:
                took.append(time.monotonic() - began)
                if wrong:
                    errors.append(wrong)

    before, began = cpu_seconds(pid), time.monotonic()
    threads = [threading.Thread(target=work) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed = time.monotonic() - began
    time.sleep(1)  # what follows by events belongs to the price
    spent = cpu_seconds(pid) - before
    took.sort()
    return Measured(
        len(took) / elapsed,
        1000 * took[len(took) // 2],
        1000 * took[int(len(took) * 0.95)],
        1000 * spent / len(took),
        len(errors),
        errors[0] if errors else "",
    )


def cpu_seconds(pid: int) -> float:
    """Processor time of a process and all its children."""
    root = psutil.Process(pid)
    return sum(sum(one.cpu_times()[:2]) for one in [root, *root.children(recursive=True)])


def resident_mb(pid: int) -> float:
    """Memory of a process and all its children; pages they share count once where the system tells (PSS)."""
    root = psutil.Process(pid)
    total = 0
    for one in [root, *root.children(recursive=True)]:
        total += one.memory_full_info().pss
    return total / 1e6


def resident_rss_mb(pid: int) -> float:
    """Memory of a process and all its children, shared pages counted in each."""
    root = psutil.Process(pid)
    return float(sum(one.memory_info().rss for one in [root, *root.children(recursive=True)])) / 1e6
