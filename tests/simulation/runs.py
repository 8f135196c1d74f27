"""Runs: many seeds on several processes, one seed told at length, and how a failure is shown."""

from __future__ import annotations

import multiprocessing
import traceback
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from typing import Any

from tests.simulation.day import Verdict, live
from tests.simulation.market import market

LAST_LINES = 30
#: After so many seeds a line says how far it is.
EVERY = 25


def replay(seed: int, bug: str | None) -> bool:
    """The same history again, line by line."""
    with planted(bug):
        verdict = live(seed, say=print)
    print(told(verdict, lines=0))
    return not verdict.wrong


def run(seeds: Iterable[int], processes: int, bug: str | None = None, stop_at_first: bool = False) -> bool:
    """Lives through all; says which failed, and why."""
    total = checkouts = orders = deaths = 0
    failed = []
    for verdict in verdicts(seeds, processes, bug):
        total, deaths = total + 1, deaths + verdict.deaths
        checkouts, orders = checkouts + verdict.checkouts, orders + verdict.orders
        if verdict.wrong:
            failed.append(verdict.seed)
            print(told(verdict), flush=True)
        if total % EVERY == 0:
            print(f"{total} seeds, {orders} orders, {deaths} deaths, {len(failed)} failed", flush=True)
    print(f"{total} seeds, {checkouts} checkouts, {orders} orders, {deaths} deaths: ", end="")
    print("all clean" if not failed else f"{len(failed)} FAILED: {failed}")
    return not failed


def find_bugs(seeds: int, processes: int, names: Iterable[str] = ()) -> bool:
    """Plants each bug and lives through seeds until one finds it; a table of which did."""
    from tests.simulation.bugs import BUGS

    lost = []
    for name in names or BUGS:
        found = first_to_find(name, seeds, processes)
        if found is None:
            lost.append(name)
            print(f"{name:<45} NOT FOUND in {seeds} seeds")
        else:
            print(f"{name:<45} seed {found.seed:>3}  {found.wrong[0][:120]}", flush=True)
    return not lost


def first_to_find(name: str, seeds: int, processes: int = 2) -> Verdict | None:
    """The first seed whose history is wrong with this bug; None if none is."""
    for start in range(1, seeds + 1, 2 * processes):
        some = range(start, min(start + 2 * processes, seeds + 1))
        found = [verdict for verdict in verdicts(some, processes, name) if verdict.wrong]
        for broken in [verdict for verdict in found if verdict.is_broken]:
            raise RuntimeError(broken.wrong[-1])
        if found:
            return min(found, key=lambda verdict: verdict.seed)
    return None


def verdicts(seeds: Iterable[int], processes: int, bug: str | None = None) -> Iterator[Verdict]:
    """In the order in which they come, which is no part of any history."""
    market()
    if processes == 1:
        for seed in seeds:
            yield _live((seed, bug))
        return
    fork, waiting = multiprocessing.get_context("fork"), list(seeds)
    results = fork.SimpleQueue()
    workers = [
        fork.Process(target=_live_some, args=(waiting[number::processes], bug, results), daemon=True)
        for number in range(processes)
    ]
    for worker in workers:
        worker.start()
    for _ in waiting:
        yield results.get()
    for worker in workers:
        worker.join()


def _live_some(seeds: list[int], bug: str | None, results: Any) -> None:
    for seed in seeds:
        results.put(_live((seed, bug)))


def _live(task: tuple[int, str | None]) -> Verdict:
    seed, bug = task
    try:
        with planted(bug):
            verdict = live(seed)
    except Exception:
        return Verdict(seed, "", ["the simulation itself failed", traceback.format_exc()], [], is_broken=True)
    if not verdict.wrong:
        verdict.history = []
    return verdict


def live_with(bug: str, seed: int) -> Verdict:
    """A day in a world with that bug."""
    with planted(bug):
        return live(seed)


def planted(bug: str | None) -> object:
    if bug is None:
        return nullcontext()
    from tests.simulation.bugs import BUGS

    return BUGS[bug]()


def told(verdict: Verdict, lines: int = LAST_LINES) -> str:
    told = [
        f"\nseed {verdict.seed}, history {verdict.digest}, {verdict.checkouts} checkouts, {verdict.deaths} deaths"
    ]
    told += [f"  WRONG: {sentence}" for sentence in verdict.wrong[:12]]
    if lines and verdict.wrong:
        told += [f"  … the last {lines} of {len(verdict.history)} events:"]
        told += [f"    {line}" for line in verdict.history[-lines:]]
        told += [f"  again, at length: make simulate SEED={verdict.seed}"]
    return "\n".join(told)
