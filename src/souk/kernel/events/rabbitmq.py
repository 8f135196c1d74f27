"""Events by RabbitMQ: a durable topic exchange for each house that says something, a durable queue for each that hears.

`order_events` ← `order.created` → `souk.cart`. Whoever publishes makes the queues of all who hear, so that nothing is lost to a
house that was never started. A queue has one active consumer: the order of a subject holds however many replicas there are.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from itertools import takewhile
from typing import Any

import pika
from pika import BasicProperties
from pika.channel import Channel
from pika.exceptions import AMQPError
from pika.spec import Basic

from souk.kernel import clock
from souk.kernel.events.rabbitmq_address import read_address
from souk.kernel.events.rabbitmq_link import Link
from souk.kernel.events.rabbitmq_topology import Topology
from souk.kernel.events.transport import (
    AT_ONCE,
    DEADLINE_SECONDS,
    GATHER_SECONDS,
    Hearing,
    Reach,
    Receive,
    Said,
    hear,
)
from souk.kernel.shares import heard_as
from souk.vocabulary.events import short_name
from souk.vocabulary.problems import Unavailable

CONNECT_SECONDS = 2.0
IDLE_SECONDS = 0.5
HEARTBEAT_SECONDS = 20


class RabbitMQ:
    def __init__(self, url: str, hearing: Hearing) -> None:
        self._parameters, options = read_address(url)
        prefix, queues = options.get("prefix", ""), options.get("queues", "classic")
        self._parameters.socket_timeout = self._parameters.stack_timeout = 5
        self._parameters.blocked_connection_timeout = DEADLINE_SECONDS
        if "heartbeat" not in options:
            self._parameters.heartbeat = HEARTBEAT_SECONDS
        self._topology = Topology(prefix, queues, hearing)
        self._reach = Reach(f"RabbitMQ at {self._parameters.host}:{self._parameters.port}")
        self._publisher = Publisher(self._parameters, self._topology, self._reach)

    def publish(self, house: str, said: Sequence[Said]) -> None:
        self._publisher.publish(house, said)

    def consume(self, house: str, receive: Receive, stopping: threading.Event) -> None:
        if self._topology.heard.get(heard_as(house)):
            Consumer(house, self._parameters, self._topology, self._reach).run(receive, stopping)
        stopping.wait()

    def prepare(self) -> None:
        """Old bindings go here and not when a consumer connects: while versions mix, an old one would unbind what a new one hears."""
        try:
            with pika.BlockingConnection(self._parameters) as connection:
                channel = connection.channel()
                bindings = self._topology.bindings()
                self._topology.declare(channel, bindings)
                for name, exchange, key in self._topology.possible_bindings() - set(bindings):
                    channel.queue_unbind(name, exchange, key)  # no error where nothing was bound
        except (AMQPError, OSError) as failure:
            raise Unavailable(f"{self._reach.broker} does not answer: {failure!r}") from failure

    def is_up(self) -> bool:
        return self._reach.is_up

    def close(self) -> None:
        self._publisher.close()


class Batch:
    """What one house said at once, on its way."""

    def __init__(self, house: str, said: Sequence[Said]) -> None:
        self.house, self.said = house, said
        self.unconfirmed = len(said)
        self.trouble = ""
        self.done: Future[None] = Future()

    def settle(self, trouble: str = "") -> None:
        trouble = trouble or self.trouble
        if self.done.done():
            return
        if trouble:
            self.done.set_exception(Unavailable(trouble))
        else:
            self.done.set_result(None)


class Publisher:
    """One channel in confirm mode for all houses of the process; a batch is sent as a whole and then waited for."""

    def __init__(self, parameters: pika.URLParameters, topology: Topology, reach: Reach) -> None:
        self._topology, self._reach = topology, reach
        self._link = Link(parameters, "publisher", reach, self._set_up, self._lost)
        self._under_way: dict[str, Batch] = {}  # by house
        self._unconfirmed: dict[int, Batch] = {}  # by delivery tag, in order; the link's thread alone
        self._last_tag = 0
        self._declared: set[str] = set()

    def publish(self, house: str, said: Sequence[Said]) -> None:
        self._link.start()
        # Who knows that it is away does not wait for it: other houses' events are behind this one's.
        if not self._link.ready.wait(CONNECT_SECONDS if self._reach.is_up else 0):
            raise Unavailable(f"{self._reach.broker} is away")
        batch = self._under_way[house] = Batch(house, said)
        if not self._link.do(lambda: self._send(batch)):
            raise Unavailable(f"{self._reach.broker} is away")
        try:
            batch.done.result(DEADLINE_SECONDS)
        except TimeoutError:
            # The broker's end of the channel may be stuck behind a queue that is not there yet after a restart.
            trouble = f"{self._reach.broker} did not confirm within {DEADLINE_SECONDS} s"
            self._link.renew(trouble)
            raise Unavailable(trouble) from None

    def close(self) -> None:
        self._link.close()

    def _set_up(self, channel: Channel) -> None:
        self._last_tag = 0
        self._declared.clear()
        channel.add_on_return_callback(self._returned)
        channel.confirm_delivery(self._confirmed, callback=lambda _: self._link.is_ready())

    def _send(self, batch: Batch) -> None:
        channel = self._link.channel
        if channel is None or not channel.is_open:
            batch.settle(f"{self._reach.broker} is away")
            return
        exchange = self._topology.exchange(batch.house)
        if batch.house not in self._declared:  # answered before what follows on the same channel
            self._topology.declare(channel, self._topology.bindings(teller=batch.house), exchange)
            self._declared.add(batch.house)
        for each in batch.said:
            properties = BasicProperties(
                content_type="application/cloudevents+json",
                delivery_mode=2,
                message_id=each.event_id,
                type=each.type,
                headers={"subject": each.subject},
            )
            channel.basic_publish(exchange, short_name(each.type), each.text.encode(), properties, mandatory=True)  # fmt: skip
            self._last_tag += 1
            self._unconfirmed[self._last_tag] = batch

    def _returned(self, _: Channel, __: Basic.Return, properties: BasicProperties, ___: bytes) -> None:
        """No queue wanted it. That is nothing unless somebody on the street hears it: then the queue must be made again."""
        if properties.type not in self._topology.heard_by_anyone:
            return
        for batch in self._unconfirmed.values():
            if any(each.event_id == properties.message_id for each in batch.said):
                batch.trouble = f"{self._reach.broker} has no queue for {properties.type}"
                self._declared.discard(batch.house)

    def _confirmed(self, frame: Any) -> None:
        answer = frame.method
        tags = [answer.delivery_tag]
        if answer.multiple:
            tags = list(takewhile(lambda tag: tag <= answer.delivery_tag, self._unconfirmed))
        for tag in tags:
            batch = self._unconfirmed.pop(tag)
            if isinstance(answer, Basic.Nack):
                batch.trouble = f"{self._reach.broker} could not keep an event"
            batch.unconfirmed -= 1
            if batch.unconfirmed == 0:
                batch.settle()

    def _lost(self) -> None:
        batches = list(self._under_way.values())
        self._unconfirmed.clear()
        for batch in batches:
            batch.settle(f"{self._reach.broker} went away")


Delivery = tuple[Channel, int, bytes]


class Consumer:
    """Hears for one house: the link's thread takes deliveries in, the caller's lets them take effect and acknowledges."""

    def __init__(self, house: str, parameters: pika.URLParameters, topology: Topology, reach: Reach) -> None:
        self._house, self._hears_as, self._topology = house, heard_as(house), topology
        self._came: queue.SimpleQueue[Delivery] = queue.SimpleQueue()
        self._link = Link(parameters, house, reach, self._set_up)

    def run(self, receive: Receive, stopping: threading.Event) -> None:
        self._link.start()
        try:
            while not stopping.is_set():
                batch = list(self._gather())
                if not batch:
                    continue
                bodies = [body for _, _, body in batch]
                if hear(self._house, self._topology.queue(self._hears_as), bodies, receive, stopping):
                    self._acknowledge(*batch[-1][:2])
        finally:
            self._link.close()

    def _gather(self) -> Iterator[Delivery]:
        """Up to a batch of what came by the present channel; what an earlier one brought will come again."""
        until, count, wait = 0.0, 0, IDLE_SECONDS
        while count < AT_ONCE:
            try:
                delivery = self._came.get(timeout=wait)
            except queue.Empty:
                return
            if delivery[0] is self._link.channel:
                yield delivery
                until = until or clock.stopwatch() + GATHER_SECONDS
                count += 1
            wait = max(0.0, until - clock.stopwatch()) if until else IDLE_SECONDS

    def _acknowledge(self, channel: Channel, tag: int) -> None:
        def acknowledge() -> None:
            if channel.is_open:  # if not, they come again
                channel.basic_ack(tag, multiple=True)

        self._link.do(acknowledge)

    def _set_up(self, channel: Channel) -> None:
        self._topology.declare(channel, self._topology.bindings(hearer=self._hears_as))
        channel.basic_qos(prefetch_count=2 * AT_ONCE)
        channel.basic_consume(
            self._topology.queue(self._hears_as), self._take, callback=lambda _: self._link.is_ready()
        )

    def _take(self, channel: Channel, method: Basic.Deliver, _: BasicProperties, body: bytes) -> None:
        self._came.put((channel, method.delivery_tag, body))
