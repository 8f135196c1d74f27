"""A process that only works shows that it lives, whether its databases answer, and its metrics to who may see them."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
import urllib3

from souk.kernel.operations import watching
from souk.kernel.settings import settings
from souk.kernel.telemetry import metrics


@pytest.fixture
def shown(databases: None) -> Iterator[tuple[str, list[bool]]]:
    """The address of such a process, and whether it lives."""
    alive = [True]
    metrics.start_metrics()
    server = watching.show_on("127.0.0.1", 0, lambda: alive[0])
    assert server is not None
    yield f"http://127.0.0.1:{server.server_address[1]}", alive
    server.shutdown()
    server.server_close()
    metrics.stop_metrics()


def test_it_tells_whether_it_lives(shown: tuple[str, list[bool]]) -> None:
    url, alive = shown
    assert urllib3.request("GET", f"{url}/health/live").status == 200
    assert urllib3.request("GET", f"{url}/health/ready").json() == {"status": "ok", "down": []}
    alive[0] = False
    assert urllib3.request("GET", f"{url}/health/live").status == 503
    assert urllib3.request("GET", f"{url}/api/products").status == 404


def test_its_metrics_are_for_who_may_see_them(
    shown: tuple[str, list[bool]], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, _ = shown
    assert b"souk_house_up" in urllib3.request("GET", f"{url}/metrics").data
    assert urllib3.request("GET", f"{url}/metrics", headers={"Via": "1.1 proxy"}).status == 401
    monkeypatch.setattr(settings(), "environment", "production")
    assert urllib3.request("GET", f"{url}/metrics").status == 401
    known = {"Authorization": f"Bearer {settings().service_secret}"}
    assert urllib3.request("GET", f"{url}/metrics", headers=known).status == 200


def test_a_port_that_is_taken_does_not_stop_the_work() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert watching.show_on("127.0.0.1", taken.getsockname()[1], lambda: True) is None
