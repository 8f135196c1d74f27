"""A market whose products are parted: each of some types a service of its own with a database of its own, everything else in one process.

On one machine, on SQLite; what they say goes through a broker.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pika
import urllib3

from souk.street import STREET
from souk.vocabulary.events import Event, channel_of
from tests.journeys.market import ROOT, Market, _free_port

OWN = ("book", "laptop", "mobile", "candle")


class Parted(Market):
    def __init__(self, data: Path, goods: list[dict[str, Any]], *, events: str) -> None:
        self.name, self._events = f"t{uuid.uuid4().hex[:8]}", events
        self.ports = {kind: _free_port() for kind in OWN}
        self._shares: dict[str, subprocess.Popen[bytes]] = {}
        super().__init__(
            data,
            goods,
            **{f"SOUK_PRODUCTS_{kind.upper()}_URL": self.url_of(kind) for kind in OWN},
            SOUK_EVENTS=f"{events}?prefix={self.name}.",
            SOUK_SECRET_KEY="one secret for all processes of this market",
            SOUK_SERVICE_TOKEN="one token for all houses of this market",
            SOUK_PRODUCTS_TYPE_MODULES="tests.journeys.candle",
            SOUK_WORKERS="1",
        )

    def url_of(self, kind: str) -> str:
        return f"http://127.0.0.1:{self.ports[kind]}"

    def open(self) -> None:
        self._run("souk.cli", "prepare")
        for kind in OWN:
            self._run("souk.cli", "migrate", "--types", kind)
        self.start()
        for kind in OWN:
            self.start_share(kind)
        self.wait(*OWN)
        self.lay_out()

    def start_share(self, kind: str) -> None:
        environment = self.environment | {"SOUK_PORT": str(self.ports[kind]), "SOUK_NEIGHBOURS": self.url}
        with (self.data / f"{kind}.log").open("ab") as log:
            self._shares[kind] = subprocess.Popen(
                [sys.executable, "-m", "souk.cli", "serve", "products", "--types", kind, "--work"],
                cwd=ROOT, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip

    def wait(self, *kinds: str, seconds: float = 90) -> None:
        until = time.monotonic() + seconds
        for kind in kinds:
            while not self._is_up(kind):
                if time.monotonic() > until or self._shares[kind].poll() is not None:
                    raise RuntimeError(
                        f"{kind} did not open:\n{(self.data / f'{kind}.log').read_text()[-3000:]}"
                    )
                time.sleep(0.1)

    def kill(self) -> None:
        for kind in list(self._shares):
            self.kill_share(kind)
        super().kill()

    def kill_share(self, kind: str) -> None:
        process = self._shares.pop(kind)
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()

    @contextmanager
    def without(self, kind: str) -> Iterator[None]:
        self.kill_share(kind)
        yield
        self.start_share(kind)
        self.wait(kind)

    def __exit__(self, *failure: Any) -> None:
        super().__exit__(*failure)
        self._sweep()

    def _sweep(self) -> None:
        """Nothing of the market stays at the broker."""
        hearers = [house.name for house in STREET] + [f"products.{kind}" for kind in OWN]
        with pika.BlockingConnection(pika.URLParameters(self._events)) as connection:
            channel = connection.channel()
            for name in ("dead", *hearers):
                channel.queue_delete(f"{self.name}.souk.{name}")
            for name in ("souk.dead", *(channel_of(kind.told_by()) for kind in Event.known.values())):
                channel.exchange_delete(f"{self.name}.{name}")

    def _is_up(self, kind: str) -> bool:
        try:
            return self.http.request("GET", f"{self.url_of(kind)}/health/ready", timeout=2.0).status == 200
        except urllib3.exceptions.HTTPError:
            return False
