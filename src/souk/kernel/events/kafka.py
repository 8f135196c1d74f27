"""Events by Kafka: a topic for each house that says something, keyed by subject; a consumer group for each house that hears.

An offset is committed after the events before it took effect. Whoever loses a partition in between leaves the rest to be read
again by the next, and the inbox knows what was done.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, Producer, TopicPartition
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from souk.kernel import clock
from souk.kernel.events.kafka_address import read_address
from souk.kernel.events.transport import (
    AT_ONCE,
    DEADLINE_SECONDS,
    GATHER_SECONDS,
    Hearing,
    Pause,
    Reach,
    Receive,
    Said,
    hear,
)
from souk.kernel.shares import heard_as
from souk.vocabulary.events import Event, channel_of
from souk.vocabulary.problems import Unavailable

CONNECT_SECONDS = 5.0
IDLE_SECONDS = 0.5
POLL_SECONDS = 0.01
SHUT_SECONDS = 1.0
REST_SECONDS = 1.0  # after a failure: other houses' events are behind this one's

#: Less than an inbox remembers (30 days): what is read again later than that would take effect twice.
RETENTION_DAYS = 14


class Kafka:
    """`kafka://host:port,host:port?partitions=6&replication=3&prefix=…`; options with a dot in their name go to librdkafka."""

    def __init__(self, url: str, hearing: Hearing) -> None:
        told, options = read_address(url)
        self._prefix = options.get("prefix", "")
        self._partitions = int(options.get("partitions", "6"))
        self._replication = int(options.get("replication", "-1"))  # -1: what the brokers are set to
        self._hearing = hearing
        self._reach = Reach(f"Kafka at {told['bootstrap.servers']}")
        self._settings: dict[str, Any] = {
            "socket.timeout.ms": int(DEADLINE_SECONDS * 1000),
            "reconnect.backoff.max.ms": 2000,
            "log_level": 0,  # what goes wrong is in the answers; its own log repeats it with every try
            "error_cb": self._on_error,
            **told,
        }
        self._lock = threading.Lock()
        self._producer: Producer | None = None
        self._made: set[str] = set()  # topics
        self._rest_until = 0.0

    def publish(self, house: str, said: Sequence[Said]) -> None:
        if clock.stopwatch() < self._rest_until:
            raise Unavailable(f"{self._reach.broker} is away")
        try:
            self._publish(house, said)
        except Unavailable:
            self._rest_until = clock.stopwatch() + REST_SECONDS
            raise

    def consume(self, house: str, receive: Receive, stopping: threading.Event) -> None:
        pause, topics = Pause(), self._topics_heard(house)
        if not topics:
            stopping.wait()
        while not stopping.is_set():
            try:
                self._make_topics(topics)
                self._hear(house, topics, receive, stopping)
            except Exception as failure:
                self._reach.lost(repr(failure))
                self._made.clear()
                stopping.wait(pause.seconds())

    def prepare(self) -> None:
        self._make_topics(sorted({self._topic(kind.told_by()) for kind in Event.known.values()}))

    def is_up(self) -> bool:
        return self._reach.is_up

    def close(self) -> None:
        if self._producer is not None:
            self._producer.flush(SHUT_SECONDS)

    @cached_property
    def _heard(self) -> Mapping[str, Sequence[str]]:
        return self._hearing()

    def _topic(self, house: str) -> str:
        return self._prefix + channel_of(house)

    def _topics_heard(self, house: str) -> list[str]:
        return sorted(
            {self._topic(Event.known[kind].told_by()) for kind in self._heard.get(heard_as(house), [])}
        )

    # -- publishing

    def _publish(self, house: str, said: Sequence[Said]) -> None:
        topic = self._topic(house)
        self._make_topics([topic])
        batch, producer = Batch(len(said)), self._producing()
        try:
            for each in said:
                producer.produce(
                    topic,
                    each.text.encode(),
                    each.subject,
                    headers={"content-type": "application/cloudevents+json", "type": each.type},
                    on_delivery=batch.answered,
                )
            until = clock.stopwatch() + DEADLINE_SECONDS
            while batch.under_way and clock.stopwatch() < until:
                producer.poll(POLL_SECONDS)
        except (BufferError, KafkaException) as failure:
            batch.trouble = str(failure)
        if batch.under_way or batch.trouble:
            self._abandon(producer)
            reason = batch.trouble or f"confirmed nothing within {DEADLINE_SECONDS} s"
            self._reach.lost(reason)
            self._made.clear()
            raise Unavailable(f"{self._reach.broker}: {reason}")
        self._reach.found()

    def _producing(self) -> Producer:
        with self._lock:
            if self._producer is None:
                self._producer = Producer(
                    self._settings
                    | {
                        "enable.idempotence": True,
                        "acks": "all",
                        "linger.ms": 2,
                        "compression.type": "lz4",  # a product of 2,000 variations is half a megabyte; brokers take one
                        "message.max.bytes": 8 * 1024 * 1024,  # before compression
                        "message.timeout.ms": 0,  # all of a batch is given up at once, never its first half before its second
                    }
                )
            return self._producer

    def _abandon(self, producer: Producer) -> None:
        """What it still has in hand must not arrive after what the next one sends. What did arrive is the beginning of it."""
        with self._lock:
            if self._producer is producer:
                self._producer = None
        producer.purge()
        producer.flush(SHUT_SECONDS)

    # -- hearing

    def _hear(self, house: str, topics: list[str], receive: Receive, stopping: threading.Event) -> None:
        consumer = Consumer(
            self._settings
            | {
                "group.id": f"{self._prefix}souk.{heard_as(house)}",
                "enable.auto.commit": False,
                "auto.offset.reset": "earliest",  # a house that starts later hears what was said before
                "partition.assignment.strategy": "cooperative-sticky",
                "session.timeout.ms": 10_000,
            }
        )
        try:
            consumer.subscribe(topics)
            while not stopping.is_set():
                messages = consumer.consume(1, IDLE_SECONDS)
                if not messages:
                    self._look_again(consumer)
                    continue
                messages += consumer.consume(AT_ONCE - 1, GATHER_SECONDS)
                if failed := next((each.error() for each in messages if each.error()), None):
                    raise KafkaException(failed)
                self._reach.found()
                bodies = [each.value() or b"" for each in messages]
                if hear(house, f"souk.{house}", bodies, receive, stopping):
                    self._commit(consumer, messages)
        finally:
            consumer.close()

    def _commit(self, consumer: Consumer, messages: list[Message]) -> None:
        done: dict[tuple[Any, Any], Any] = {}
        for each in messages:
            done[each.topic(), each.partition()] = each.offset()
        offsets = [TopicPartition(topic, partition, last + 1) for (topic, partition), last in done.items()]
        try:
            consumer.commit(offsets=offsets, asynchronous=False)
        except (
            KafkaException
        ) as failure:  # a partition was taken away meanwhile, or the broker went: they come again
            if _is(failure, KafkaError._ALL_BROKERS_DOWN, KafkaError._TRANSPORT):
                self._reach.lost(failure)

    def _look_again(self, consumer: Consumer) -> None:
        """Silence is no sign that a broker that was away is back."""
        if not self._reach.is_up:
            try:
                consumer.list_topics(timeout=CONNECT_SECONDS)
                self._reach.found()
            except KafkaException:
                pass

    # -- the broker

    def _make_topics(self, topics: list[str]) -> None:
        """Raises Unavailable."""
        wanted = [topic for topic in topics if topic not in self._made]
        if not wanted:
            return
        retention = str(RETENTION_DAYS * 24 * 3600 * 1000)
        admin = AdminClient(self._settings)  # it must live until it has answered
        asked = admin.create_topics(
            [
                NewTopic(topic, self._partitions, self._replication, config={"retention.ms": retention})
                for topic in wanted
            ],
            request_timeout=CONNECT_SECONDS,
            operation_timeout=CONNECT_SECONDS,
        )
        for topic, answer in asked.items():
            try:
                answer.result(CONNECT_SECONDS * 2)
            except (KafkaException, TimeoutError) as failure:
                if not _is(failure, KafkaError.TOPIC_ALREADY_EXISTS):
                    self._reach.lost(failure)
                    raise Unavailable(f"{self._reach.broker}: {failure!r}") from failure
            self._made.add(topic)

    def _on_error(self, error: KafkaError) -> None:
        if error.code() == KafkaError._ALL_BROKERS_DOWN or error.fatal():
            self._reach.lost(error.str())


def _is(failure: Exception, *codes: int) -> bool:
    return isinstance(failure, KafkaException) and failure.args[0].code() in codes


class Batch:
    """What one house said at once, until every one of it was answered for."""

    def __init__(self, size: int) -> None:
        self.under_way = size
        self.trouble = ""

    def answered(self, error: KafkaError | None, _: Message) -> None:
        self.under_way -= 1
        if error is not None:
            self.trouble = error.str()
