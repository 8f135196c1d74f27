"""Watching: who may read a process's metrics, and the small HTTP of a process that serves nothing else (`souk work`)."""

from __future__ import annotations

import hmac
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import orjson
import urllib3
from django.db import connections

from souk.kernel.operations.gauges import page
from souk.kernel.settings import settings
from souk.kernel.shares import shares_of
from souk.kernel.telemetry.logs import log

_log = log(__name__)

METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def may_watch(authorization: str, address: str) -> bool:
    """Who knows the metrics' token, or the service token; in development anybody on this machine. `address`: empty for who came
    through a proxy."""
    chosen = settings()
    secrets = [chosen.service_secret]
    if chosen.metrics_token:
        secrets.append(chosen.metrics_token.get_secret_value())
    given = authorization.encode()
    if any(hmac.compare_digest(given, f"Bearer {secret}".encode()) for secret in secrets):
        return True
    return chosen.environment == "development" and address in ("127.0.0.1", "::1")


def databases_answer() -> dict[str, bool]:
    """House of this process → whether its database answers."""
    return {alias: _answers(alias) for alias in connections.settings if alias != "default"}


def shares_answer() -> dict[str, bool]:
    """What of the houses here lives elsewhere, as `products-book` → whether it is ready; asked at the same time, for a second at most."""
    shares = [share for house in connections.settings for share in shares_of(house) if share.url]
    if not shares:
        return {}
    with ThreadPoolExecutor(len(shares)) as asking:
        answers = asking.map(_is_ready, [share.url or "" for share in shares])
        return dict(zip([share.name for share in shares], answers, strict=True))


def _is_ready(urls: str) -> bool:
    """One replica is enough."""
    for url in urls.split(","):
        try:
            answer = urllib3.request(
                "GET", f"{url.strip().rstrip('/')}/health/ready", timeout=1.0, retries=False
            )
        except urllib3.exceptions.HTTPError:
            continue
        if answer.status == 200:
            return True
    return False


def show_on(address: str, port: int, is_alive: Callable[[], bool]) -> ThreadingHTTPServer | None:
    """Answers `/health/live`, `/health/ready` and `/metrics` from a thread. None when the port is taken: the work goes on unwatched."""
    try:
        server = _Door((address, port), _Visitor)
    except OSError as taken:
        _log.warning("nobody_can_watch", port=port, error=str(taken))
        return None
    server.is_alive = is_alive
    threading.Thread(target=server.serve_forever, name="souk-watching", daemon=True).start()
    return server


def _answers(alias: str) -> bool:
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1")
        return True
    except Exception:
        return False


class _Door(ThreadingHTTPServer):
    daemon_threads = True
    is_alive: Callable[[], bool]


class _Visitor(BaseHTTPRequestHandler):
    timeout = 10

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path == "/health/live":
            assert isinstance(self.server, _Door)
            self._tell(self.server.is_alive())
        elif path == "/health/ready":
            broken = [house for house, answers in databases_answer().items() if not answers]
            connections.close_all()  # this thread is gone in a moment
            self._tell(not broken, down=broken)
        elif path != "/metrics":
            self._answer(404, "application/json", b"{}")
        elif not self._may_watch():
            self._answer(401, "application/json", b"{}")
        else:
            self._answer(200, METRICS_TYPE, page())

    def _may_watch(self) -> bool:
        forwarded = any(self.headers.get(name) for name in ("X-Forwarded-For", "Forwarded", "Via"))
        address = "" if forwarded else self.client_address[0]
        return may_watch(self.headers.get("Authorization", ""), address)

    def _tell(self, is_fine: bool, **more: list[str]) -> None:
        body = orjson.dumps({"status": "ok" if is_fine else "down", **more})
        self._answer(200 if is_fine else 503, "application/json", body)

    def _answer(self, status: int, content_type: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Said in the log only when something is wrong."""
