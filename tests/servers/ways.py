"""Ways for events to go: a transport of each kind, in a corner of its broker that nobody else uses."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connections

from souk.kernel.events import inbox
from souk.kernel.events.telling import transport_by
from souk.kernel.events.transport import Receive, Transport
from tests.servers import bells
from tests.servers.brokers import sweep
from tests.servers.where import address


@dataclass
class Way:
    """One way for events to go; `url` names a corner of the broker that nobody else uses."""

    kind: str
    url: str
    transport: Transport


@contextmanager
def way(kind: str, broker: str = "") -> Iterator[Way]:
    prefix = f"t{uuid.uuid4().hex[:8]}_"
    url = "outbox:" if kind == "outbox" else f"{broker or address(kind)}?prefix={prefix}"
    transport = transport_by(url, bells.hearing)
    try:
        yield Way(kind, url, transport)
    finally:
        transport.close()
        sweep(url)


@contextmanager
def hearing(transport: Transport, house: str = "cart", receive: Receive = inbox.receive) -> Iterator[None]:
    """The house hears, in a thread, as long as this lasts."""
    stopping = threading.Event()

    def hear() -> None:
        transport.consume(house, receive, stopping)
        connections.close_all()

    thread = threading.Thread(target=hear)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join(20)
        assert not thread.is_alive(), "it does not stop"


def rings(count: int, bells_: int = 10, first: int = 0) -> list[tuple[str, int]]:
    return [(f"bell{number % bells_}", number) for number in range(first, first + count)]
