"""What the street needs at RabbitMQ: exchanges, queues, and who is bound to what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from souk.kernel.events.transport import Hearing
from souk.vocabulary.events import Event, channel_of, short_name

#: Classic queues are the ones that come back by themselves after a single broker was killed; quorum queues (`?queues=quorum`) survive
#: the loss of a node of a cluster. With a limit of deliveries what returns to them keeps its place at the head (without one it goes
#: to the tail, and the order is lost); this one is never reached, since failures are counted in the inbox.
QUEUES: dict[str, dict[str, Any]] = {
    "classic": {"x-queue-type": "classic"},
    "quorum": {"x-queue-type": "quorum", "x-delivery-limit": 1_000_000},
}

Binding = tuple[str, str, str]  # queue, exchange, routing key


class Topology:
    """Names, and who is bound to what. `prefix` lets several markets share a virtual host; `queues` is the kind of all queues."""

    def __init__(self, prefix: str, queues: str, hearing: Hearing) -> None:
        if queues not in QUEUES:
            raise SystemExit(f"souk: SOUK_EVENTS: queues={queues}; there are {' and '.join(QUEUES)}")
        self._prefix, self._hearing = prefix, hearing
        self._kind = QUEUES[queues]
        self.dead = f"{prefix}souk.dead"  # what RabbitMQ itself gives up on, and what a person rejects

    @cached_property
    def heard(self) -> Mapping[str, Sequence[str]]:
        """House → event types."""
        return self._hearing()

    @cached_property
    def heard_by_anyone(self) -> frozenset[str]:
        return frozenset(kind for kinds in self.heard.values() for kind in kinds)

    def exchange(self, house: str) -> str:
        return self._prefix + channel_of(house)

    def queue(self, house: str) -> str:
        return f"{self._prefix}souk.{house}"

    def bindings(self, *, teller: str = "", hearer: str = "") -> list[Binding]:
        """Of everybody, of those who hear `teller`, or of `hearer`."""
        return [
            (self.queue(house), self.exchange(told_by), short_name(kind))
            for house, kinds in self.heard.items()
            if hearer in ("", house)
            for kind in kinds
            if teller in ("", told_by := Event.known[kind].told_by())
        ]

    def possible_bindings(self) -> set[Binding]:
        """What any house of this or an earlier version could have been bound to, of events that are still said."""
        return {
            (self.queue(house), self.exchange(kind.told_by()), kind.name)
            for house in self.heard
            for kind in Event.known.values()
        }

    def declare(self, channel: Any, bindings: list[Binding], exchange: str = "") -> None:
        """On either of pika's channels. Declaring again what is there changes nothing."""
        channel.exchange_declare(self.dead, "fanout", durable=True)
        channel.queue_declare(self.dead, durable=True, arguments=self._kind)
        channel.queue_bind(self.dead, self.dead)
        for name in sorted({exchange, *(each for _, each, _ in bindings)} - {""}):
            channel.exchange_declare(name, "topic", durable=True)
        # One active consumer, so that the order of a subject holds however many replicas there are.
        arguments = self._kind | {"x-single-active-consumer": True, "x-dead-letter-exchange": self.dead}
        for name in sorted({each for each, _, _ in bindings}):
            channel.queue_declare(name, durable=True, arguments=arguments)
        for name, each, key in bindings:
            channel.queue_bind(name, each, key)
