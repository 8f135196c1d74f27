"""The port through which events leave and reach a process, what every transport of it shares, and the one within a process.

`publish` returns when what was said is somewhere a crash cannot take it from; `consume` acknowledges what has taken effect.
Both may happen again, so the inbox of the hearing house counts: at least once on the way, once in effect.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Protocol

from django.db import close_old_connections

from souk.kernel import chance
from souk.kernel.events import inbox
from souk.kernel.events.inbox import Envelope
from souk.kernel.shares import heard_as
from souk.kernel.telemetry import metrics
from souk.kernel.telemetry.logs import log
from souk.vocabulary.problems import Unavailable

_log = log(__name__)

AT_ONCE = 100  # what a house hears in one transaction: as many as keep its shoppers from waiting for the lock
GATHER_SECONDS = 0.02  # how long a batch waits for more
DEADLINE_SECONDS = 10.0  # for a broker to have a batch for good

#: Who hears what on the whole street: house → event types. A function, because only brokers need to know.
Hearing = Callable[[], Mapping[str, Sequence[str]]]

Receive = Callable[[str, list[Envelope]], None]


class Said(NamedTuple):
    """A row of an outbox."""

    event_id: str
    type: str
    subject: str
    text: str  # the envelope


class Transport(Protocol):
    def publish(self, house: str, said: Sequence[Said]) -> None:
        """Carries what `house` said, in order. Raises Unavailable when it may not have arrived: say it again, all of it."""

    def consume(self, house: str, receive: Receive, stopping: threading.Event) -> None:
        """Lets `house` hear, in the calling thread, until `stopping` is set. Outlives whatever the broker or the database do."""

    def prepare(self) -> None:
        """Makes at the broker what the street needs and removes what it no longer wants; part of an upgrade. Raises Unavailable."""

    def is_up(self) -> bool:
        """Whether the broker answered when it was last spoken to."""

    def close(self) -> None: ...


class WithinProcess:
    """Hands events straight to the houses of this process, which hear them in the relay's thread."""

    def __init__(self, hearing: Hearing, receive: Receive = inbox.receive) -> None:
        self._hearing, self._receive = hearing, receive
        self._elsewhere: frozenset[str] | None = None

    def publish(self, house: str, said: Sequence[Said]) -> None:
        shares: dict[str, list[Envelope]] = {}
        for each in said:
            if listeners := inbox.listeners(each.type):
                envelope = Envelope(each.text)
                for listener in listeners:
                    shares.setdefault(listener, []).append(envelope)
        for listener, envelopes in chance.delivery_order(list(shares.items())):
            self._receive(listener, envelopes)
        if unheard := self._heard_elsewhere().intersection(each.type for each in said):
            raise Unavailable(
                f"{', '.join(sorted(unheard))}: heard by houses of other processes, which `outbox:` does not reach;"
                " set SOUK_EVENTS to a broker"
            )

    def consume(self, house: str, receive: Receive, stopping: threading.Event) -> None:
        stopping.wait()

    def prepare(self) -> None:
        pass

    def is_up(self) -> bool:
        return True

    def close(self) -> None:
        pass

    def _heard_elsewhere(self) -> frozenset[str]:
        """Event types that a house of another process hears."""
        if self._elsewhere is None:
            here = {heard_as(house) for house in inbox.heard_by()}
            self._elsewhere = frozenset(
                kind for house, kinds in self._hearing().items() if house not in here for kind in kinds
            )
        return self._elsewhere


class Pause:
    """Seconds between tries: growing, never the same for two who wait."""

    FIRST, LONGEST = 0.25, 8.0

    def __init__(self) -> None:
        self._next = self.FIRST

    def seconds(self) -> float:
        now, self._next = self._next, min(self.LONGEST, self._next * 2)
        return now * (0.75 + chance.fraction() / 2)

    def over(self) -> None:
        self._next = self.FIRST


class Reach:
    """Whether the broker is within reach: one line in the log when it is away, and one when it is back."""

    def __init__(self, broker: str) -> None:
        self.broker = broker
        self.is_up = True
        self._lock = threading.Lock()

    def lost(self, reason: object) -> None:
        with self._lock:
            metrics.did_not_answer("broker")
            if self.is_up:
                _log.error("broker_away", broker=self.broker, error=str(reason) or repr(reason))
            self.is_up = False

    def found(self) -> None:
        with self._lock:
            if not self.is_up:
                _log.warning("broker_back", broker=self.broker)
            self.is_up = True


def hear(
    house: str, channel: str, bodies: Sequence[bytes], receive: Receive, stopping: threading.Event
) -> bool:
    """Lets what came take effect, however long the house's database is away. False when stopped before: it is not done.

    What cannot be read is parked with the dead letters of the house, where `souk deadletters` shows it whatever the broker is.
    """
    pause, failed = Pause(), False
    while not stopping.is_set():
        try:
            heard = inbox.heard_by().get(house, [])
            envelopes = []
            for body in bodies:
                envelope = Envelope.read(body)
                if envelope is None:
                    inbox.park_unreadable(house, channel, body)
                elif envelope.type in heard:
                    envelopes.append(envelope)
            if envelopes:
                receive(house, envelopes)
            if failed:
                _log.warning("hearing_again", house=house)
            return True
        except Exception as failure:
            if not failed:
                _log.error("hearing_failed", house=house, count=len(bodies), error=repr(failure))
            failed = True
            close_old_connections()
            stopping.wait(pause.seconds())
    return False
