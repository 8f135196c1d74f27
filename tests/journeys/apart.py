"""The same market with every house in processes of its own, on real servers, behind the gateway."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import urllib3

from souk.street import STREET
from tests.journeys.market import ROOT, Market, _free_port


class Apart(Market):
    """`server`: where every house has its database; `elsewhere`: houses that have it on another server.

    Commands that look after it run in a process that hosts no house and asks all of them.
    """

    def __init__(
        self,
        data: Path,
        goods: list[dict[str, Any]] | None = None,
        *,
        server: str,
        events: str,
        cache: str,
        elsewhere: dict[str, str] | None = None,
        **settings: str,
    ) -> None:
        self.name = f"t{uuid.uuid4().hex[:8]}"
        self._server, self._elsewhere = server, elsewhere or {}
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._one_at_a_time = threading.Lock()
        kept = [house.name for house in STREET if house.has_database]
        shared = {
            **{f"SOUK_{name.upper()}_DATABASE": self.database_of(name) for name in kept},
            "SOUK_SECRET_KEY": "one secret for all processes of this market",
            "SOUK_SERVICE_TOKEN": "one token for all houses of this market",
            "SOUK_MEDIA": str(data / "media"),
        }
        super().__init__(data, goods, **shared, **settings)
        self.ports = {house.name: _free_port() for house in STREET if house.name != "gateway"}
        self.ports["gateway"] = self.port
        self.apart = self.environment | {
            **{f"SOUK_{name.upper()}_URL": self.url_of(name) for name in self.ports},
            "SOUK_EVENTS": f"{events}?prefix={self.name}.",
            "SOUK_CACHE": cache,
            "SOUK_TRUSTED_PROXIES": "1",
            "SOUK_GATEWAY_REQUESTS_PER_MINUTE": "0",  # all shoppers of a test have one address
        }

    def url_of(self, house: str) -> str:
        return f"http://127.0.0.1:{self.ports[house]}"

    def database_of(self, house: str) -> str:
        return f"{self._elsewhere.get(house, self._server).rstrip('/')}/{self.name}_{house}"

    @property
    def care_environment(self) -> dict[str, str]:
        return self.apart | {"SOUK_HOST": "gateway", "SOUK_DATA": str(self.data / "care")}

    def open(self) -> None:
        self._run("souk.cli", "migrate", "--create", SOUK_EVENTS=self.apart["SOUK_EVENTS"])
        self._run("souk.cli", "prepare", SOUK_HOST="web", SOUK_DATA=str(self.data / "web"))
        self.start()
        self.lay_out(**self.care_environment)
        self._wait_for_goods()

    def _wait_for_goods(self) -> None:
        """Until what is laid out has reached the lists."""
        until = time.monotonic() + 60
        while self.goods and len(self.get("/api/products?limit=24").json()["items"]) < min(
            24, len(self.goods)
        ):
            assert time.monotonic() < until, "the goods did not reach the lists"
            time.sleep(0.2)

    def __exit__(self, *failure: Any) -> None:
        super().__exit__(*failure)
        self._run("tests.journeys.gone")

    def start(self) -> None:
        for house in STREET:
            self.start_house(house.name)
        self.wait(*self.ports)

    def start_house(self, name: str) -> None:
        """In a folder of its own, so that nothing is shared but what the environment names. One that runs goes on."""
        with self._one_at_a_time:
            if name not in self._processes or self._processes[name].poll() is not None:
                self._start(name)

    def _start(self, name: str) -> None:
        environment = self.apart | {"SOUK_DATA": str(self.data / name), "SOUK_PORT": str(self.ports[name])}
        work = [] if name in ("gateway", "web") else ["--work"]
        with (self.data / f"{name}.log").open("ab") as log:
            self._processes[name] = subprocess.Popen(
                [sys.executable, "-m", "souk.cli", "serve", name, *work],
                cwd=ROOT, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip

    def wait(self, *names: str, seconds: float = 90) -> None:
        """Until these houses answer."""
        until = time.monotonic() + seconds
        for name in names:
            while not self._is_up(name):
                if time.monotonic() > until or self._processes[name].poll() is not None:
                    log = (self.data / f"{name}.log").read_text()[-3000:]
                    raise RuntimeError(f"{name} did not open:\n{log}")
                time.sleep(0.1)

    def kill(self) -> None:
        for name in list(self._processes):
            self.kill_house(name)

    def kill_house(self, name: str) -> None:
        """SIGKILL to every process of a house, at once."""
        process = self._processes.pop(name)
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()

    def fallen(self) -> list[str]:
        """Houses whose process is gone."""
        return [name for name, process in self._processes.items() if process.poll() is not None]

    @property
    def pids(self) -> dict[str, int]:
        return {name: process.pid for name, process in self._processes.items()}

    @contextmanager
    def without(self, name: str) -> Iterator[None]:
        """As long as it lasts, a house is away."""
        self.kill_house(name)
        yield
        self.start_house(name)
        self.wait(name)

    def _is_up(self, name: str) -> bool:
        path = "/healthz" if name == "gateway" else "/health/ready"
        try:
            return self.http.request("GET", self.url_of(name) + path, timeout=2.0).status == 200
        except urllib3.exceptions.HTTPError:
            return False
