"""A broker that is killed and comes back, in the middle of everything: one of our own, so that nobody else is hurt."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connections

from souk.kernel.events import transport
from souk.kernel.events.relay import undelivered
from tests.servers import bells
from tests.servers.bells import assert_heard_once_and_in_order, carry_patiently, count_heard, ring, until
from tests.servers.ways import hearing, rings, way
from tests.servers.where import ROOT, WRITTEN, address

pytestmark = pytest.mark.usefixtures("real_databases")

BASE = 23000


@dataclass
class OwnBroker:
    """One that a test may kill."""

    name: str
    url: str
    environment: dict[str, str]

    def do(self, verb: str) -> None:
        done = subprocess.run(
            [sys.executable, ROOT / "scripts" / "servers", verb, self.name],
            env=self.environment, capture_output=True, text=True, timeout=150,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr


@pytest.fixture(params=["rabbitmq", "kafka"])
def own_broker(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnBroker]:  # fmt: skip
    """Started for this test, beside the one that `make servers` started."""
    address(request.param)
    folder = _folder_for_servers(tmp_path_factory)
    shift = {"rabbitmq": 672, "kafka": 92}[request.param]
    scheme = {"rabbitmq": "amqp://souk:souk@", "kafka": "kafka://"}[request.param]
    broker = OwnBroker(
        request.param,
        f"{scheme}127.0.0.1:{BASE + shift}",
        os.environ | {"SOUK_SERVERS_BASE": str(BASE), "SOUK_SERVERS_DIR": str(folder)},
    )
    try:
        broker.do("up")
        yield broker
    finally:
        broker.do("kill")


def _folder_for_servers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With Kafka's program from where it was fetched to, and open to the users that servers run as."""
    folder = tmp_path_factory.mktemp("servers")
    for program in WRITTEN.parent.glob("kafka-*"):
        (folder / program.name).symlink_to(program)
    for above in (folder, folder.parent):
        above.chmod(0o755)
    return folder


@pytest.fixture(autouse=True)
def hung() -> Iterator[None]:
    bells.hang()
    yield
    bells.take_down()


def test_a_broker_that_is_killed_and_comes_back_loses_nothing(
    own_broker: OwnBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = Notes()
    monkeypatch.setattr(transport, "_log", notes)
    rung = rings(3000, bells_=31)
    with way(own_broker.name, own_broker.url) as by, hearing(by.transport):
        ring(rung[:1000])
        relay = threading.Thread(target=_relay, args=(by.transport, len(rung)))
        relay.start()
        until(lambda: count_heard() >= 200)
        own_broker.do("kill")
        ring(rung[1000:2000])
        time.sleep(1)
        assert undelivered("shops") > 0, "what is said without a broker waits in the outbox"
        own_broker.do("up")
        ring(rung[2000:])
        until(lambda: count_heard() >= 3000, seconds=60)
        relay.join(30)
        assert not relay.is_alive()
        assert by.transport.is_up()
    assert_heard_once_and_in_order(rung)
    assert undelivered("shops") == 0
    assert 1 <= notes.of("broker_away") == notes.of("broker_back") <= 2, notes.lines


def _relay(by: transport.Transport, count: int) -> None:
    carried = 0
    while carried < count:
        carried += carry_patiently(by, seconds=90)
        time.sleep(0.02)
    connections.close_all()


class Notes:
    """What would stand in the log."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, dict[str, object]]] = []

    def error(self, event: str, **fields: object) -> None:
        self.lines.append((event, fields))

    info = warning = error

    def of(self, event: str) -> int:
        return sum(1 for line, _ in self.lines if line == event)
