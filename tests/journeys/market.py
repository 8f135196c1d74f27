"""A real market in processes of its own, on a free port and in a folder of its own: started, killed, started again, audited."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import urllib3

ROOT = Path(__file__).parents[2]


class Market:
    """`with Market(tmp_path, [{"slug": "lamp", "stock": 10}]) as market: market.post("/api/cart/items", …)`"""

    def __init__(self, data: Path, goods: list[dict[str, Any]] | None = None, **settings: str) -> None:
        self.data = data
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **os.environ,
            "SOUK_DATA": str(data / "var"),
            "SOUK_PORT": str(self.port),
            "SOUK_DEMO": "false",
            "SOUK_LOG_LEVEL": "ERROR",
            "SOUK_PUBLIC_URL": self.url,
            **settings,
        }
        self.environment.pop("SOUK_HOST", None)
        self.goods = goods or []
        self.variations: dict[str, str] = {}
        self.http = urllib3.PoolManager(maxsize=64, retries=False, timeout=30.0)
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        try:
            self.open()
        except BaseException:  # nobody calls __exit__ for a market that never opened
            self.__exit__(None, None, None)
            raise
        return self

    def open(self) -> None:
        self._run("souk.cli", "prepare")
        self.lay_out()
        self.start()

    def lay_out(self, **environment: str) -> None:
        """Puts the goods on the stall."""
        if self.goods:
            out = self._run("tests.journeys.stall", json.dumps(self.goods), **environment)
            self.variations = json.loads(out.strip().splitlines()[-1])

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    def start(self) -> None:
        with (self.data / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "souk.cli", "run"],
                cwd=ROOT, env=self.environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
        for _ in range(2400):
            if self._answers():
                return
            if self._process.poll() is not None:
                break
            time.sleep(0.05)
        self.kill()
        raise RuntimeError(f"the market did not open:\n{(self.data / 'server.log').read_text()[-4000:]}")

    def kill(self) -> None:
        """SIGKILL to every process of the market, at once."""
        if self._process is not None:
            try:
                os.killpg(self._process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            self._process.wait()
            self._process = None

    @property
    def care_environment(self) -> dict[str, str]:
        """Of commands that look after the market."""
        return self.environment

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def audit(self) -> tuple[bool, str]:
        """Whether `souk audit` finds everything in order, and what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "souk.cli", "audit"],
            cwd=ROOT,
            env=self.care_environment,
            capture_output=True,
            text=True,
        )
        return done.returncode == 0, done.stdout + done.stderr

    def audit_until_quiet(self, seconds: float) -> tuple[bool, str]:
        """Audits again and again while late webhooks and retries arrive."""
        until = time.monotonic() + seconds
        while True:
            fine, report = self.audit()
            if fine or time.monotonic() > until:
                return fine, report
            time.sleep(1)

    def request(self, method: str, path: str, body: Any = None, **headers: str) -> urllib3.BaseHTTPResponse:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        content = None if body is None else json.dumps(body)
        if content is not None:
            names["Content-Type"] = "application/json"
        return self.http.request(method, self.url + path, body=content, headers=names, redirect=False)

    def get(self, path: str, **headers: str) -> urllib3.BaseHTTPResponse:
        return self.request("GET", path, **headers)

    def post(self, path: str, body: Any, **headers: str) -> urllib3.BaseHTTPResponse:
        return self.request("POST", path, body, **headers)

    def _answers(self) -> bool:
        try:
            return self.http.request("GET", self.url + "/health/live", timeout=2.0).status == 200
        except urllib3.exceptions.HTTPError:
            return False

    def _run(self, module: str, *arguments: str, **environment: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env=self.environment | environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"{module} failed:\n{done.stdout}\n{done.stderr}"
        return done.stdout


ADDRESS = {
    "name": "Ada Shopper",
    "line1": "1 Market Street",
    "city": "Springfield",
    "region": "IL",
    "postal_code": "62701",
    "country": "US",
}


def checkout_body(token: str | None = "pm_card_success", email: str = "ada@example.com") -> dict[str, Any]:
    """What a guest sends to `/api/checkout`."""
    body: dict[str, Any] = {"email": email, "address": ADDRESS, "shipping_method": "standard"}
    return body if token is None else body | {"payment_method": token}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
