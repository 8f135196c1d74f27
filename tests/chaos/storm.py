"""The storm: every house in processes of its own while these are killed, servers stop, a house is slow and events come twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tests.chaos.sudden_death import PATIENCE_SECONDS, Shoppers, broken_promises
from tests.journeys.apart import Apart
from tests.journeys.market import ROOT
from tests.servers.where import address

Say = Callable[[str], None]


class Servers:
    """Servers of this trial's own, to be stopped; beside the others, for PostgreSQL's user may not look into a test's folder."""

    def __init__(self, base: int = 26_000) -> None:
        folder = ROOT / ".servers" / "storm"
        self._environment = {**os.environ, "SOUK_SERVERS_DIR": str(folder), "SOUK_SERVERS_BASE": str(base)}
        self.postgresql = f"postgresql://souk:souk@127.0.0.1:{base + 432}"
        self.rabbitmq = f"amqp://souk:souk@127.0.0.1:{base + 672}/"

    def do(self, verb: str, *names: str) -> None:
        done = subprocess.run(
            [ROOT / "scripts" / "servers", verb, *names],
            env=self._environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr

    @contextmanager
    def up(self) -> Iterator[None]:
        try:
            self.do("up", "postgresql", "rabbitmq")
            yield
        finally:
            self.do("wipe", "postgresql", "rabbitmq")


class Storm:
    """What happens to a market while people shop in it."""

    def __init__(self, market: Apart, servers: Servers, seconds: float, seed: int, say: Say) -> None:
        self._market, self._servers, self._seconds, self._say = market, servers, seconds, say
        self._random = random.Random(seed)
        self._over = threading.Event()
        self.counts: Counter[str] = Counter()

    def rage(self, kill_every: float) -> None:
        deeds = [
            threading.Thread(target=deed, daemon=True)
            for deed in (
                lambda: self._kill(kill_every),
                self._stop_servers,
                self._slow_down,
                self._repeat_events,
            )
        ]
        supervisor = threading.Thread(target=self._revive, daemon=True)
        for thread in [*deeds, supervisor]:
            thread.start()
        time.sleep(self._seconds)
        self._over.set()
        for thread in [*deeds, supervisor]:
            thread.join(60)
        self._revive_once()

    def _kill(self, every: float) -> None:
        while not self._over.wait(every):
            name, pid = self._random.choice(list(self._market.pids.items()))
            try:
                os.killpg(pid, signal.SIGKILL)
                self.counts["killed"] += 1
                self.counts[f"killed {name}"] += 1
            except ProcessLookupError:
                pass

    def _revive(self) -> None:
        while not self._over.wait(0.2):
            self._revive_once()

    def _revive_once(self) -> None:
        for name in self._market.fallen():
            self._market.start_house(name)

    def _stop_servers(self) -> None:
        """The broker for a sixth of the time, then the database of payments for a twelfth."""
        for server, after, away in (("rabbitmq", 1 / 6, 1 / 6), ("postgresql", 1 / 6, 1 / 12)):
            if self._over.wait(self._seconds * after):
                return
            self._say(f"{server} stops for {self._seconds * away:.0f} s")
            self._servers.do("kill", server)
            self._over.wait(self._seconds * away)
            self._servers.do("up", server)

    def _slow_down(self) -> None:
        """Inventory answers, but after five seconds: three times."""
        if self._over.wait(self._seconds * 2 / 3):
            return
        for _ in range(3):
            pid = self._market.pids.get("inventory")
            if pid is not None:
                self._say("inventory stands still for 5 s")
                _signal(pid, signal.SIGSTOP)
                self._over.wait(5)
                _signal(pid, signal.SIGCONT)
            if self._over.wait(1):
                return

    def _repeat_events(self) -> None:
        """What was delivered is delivered again, later than what followed it."""
        while not self._over.wait(2):
            house = self._random.choice(["orders", "inventory", "products", "shipping", "cart"])
            try:
                with psycopg.connect(
                    self._market.database_of(house), connect_timeout=2, autocommit=True
                ) as there:
                    again = there.execute(
                        "UPDATE kernel_outboxevent SET delivered_at = NULL WHERE id IN (SELECT id FROM kernel_outboxevent "
                        "WHERE delivered_at IS NOT NULL ORDER BY random() LIMIT 5)"
                    )
                    self.counts["repeated events"] += again.rowcount
            except psycopg.Error:
                continue


def weather(
    folder: Path,
    *,
    seconds: float,
    kill_every: float = 1.0,
    shoppers: int = 4,
    seed: int = 11,
    say: Say = print,
) -> list[str]:
    """Lets a storm pass over a market of processes; answers what went wrong."""
    wrong: list[str] = []
    goods: list[dict[str, Any]] = [
        {"slug": f"vase-{n}", "stock": 100_000, "price": "19.90"} for n in range(12)
    ]
    servers = Servers()
    with servers.up():
        settings = {"SOUK_ORDERS_PAY_WITHIN_SECONDS": "60", "SOUK_ORDERS_HOLD_SECONDS": "120"}
        market = Apart(
            folder, goods, server=address("postgresql"), events=servers.rabbitmq, cache=address("redis"),
            elsewhere={"payments": servers.postgresql}, **settings,
        )  # fmt: skip
        with market:
            say(f"{len(market.pids)} processes are up")
            people = Shoppers(market, 1_000_000, seed)
            workers = people.run(shoppers)
            time.sleep(3)
            storm = Storm(market, servers, seconds, seed, say)
            storm.rage(kill_every)
            say(f"{dict(storm.counts)}; {people.done} checkouts were answered")
            market.wait(*market.ports)
            people.stop()
            for worker in workers:
                worker.join(PATIENCE_SECONDS)
            if people.begun != people.done:
                wrong.append(f"{people.begun - people.done} shoppers were never answered")
            wrong += people.strange[:5]
            say(f"answers: {dict(Counter((method, status) for method, status, _ in people.answers))}")
            fine, report = market.audit_until_quiet(180)
            say(report)
            if not fine:
                wrong.append(report)
            wrong += broken_promises(market, people)
    return wrong


def _signal(pid: int, kind: signal.Signals) -> None:
    try:
        os.killpg(pid, kind)
    except ProcessLookupError:
        pass
