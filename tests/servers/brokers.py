"""What the tests do to brokers behind the transports' backs."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pika
from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient

from souk.vocabulary.events import Event, channel_of
from tests.servers.bells import HEARERS


def say_nonsense(url: str, body: bytes) -> None:
    """Puts bytes where `cart` hears the bells of shops."""
    prefix = _prefix(url)
    if url.startswith("amqp"):
        with pika.BlockingConnection(pika.URLParameters(url.partition("?")[0])) as connection:
            connection.channel().basic_publish(f"{prefix}shop_events", "bell.rang", body)
    else:
        producer = Producer({"bootstrap.servers": urlsplit(url).netloc})
        producer.produce(f"{prefix}shop_events", body, "bell0")
        assert producer.flush(10) == 0


def waiting(url: str, house: str) -> int:
    """How many messages are in a house's queue at RabbitMQ."""
    with pika.BlockingConnection(pika.URLParameters(url.partition("?")[0])) as connection:
        declared = connection.channel().queue_declare(f"{_prefix(url)}souk.{house}", passive=True)
        return int(declared.method.message_count)


def sweep(url: str) -> None:
    """Removes what a test left at a broker."""
    prefix = _prefix(url)
    if url.startswith("amqp"):
        with pika.BlockingConnection(pika.URLParameters(url.partition("?")[0])) as connection:
            channel = connection.channel()
            for name in ("dead", *HEARERS):
                channel.queue_delete(f"{prefix}souk.{name}")
            for name in ("souk.dead", *(channel_of(kind.told_by()) for kind in Event.known.values())):
                channel.exchange_delete(prefix + name)
    elif url.startswith("kafka"):
        admin = AdminClient({"bootstrap.servers": urlsplit(url).netloc, "log_level": 0})
        topics = [name for name in admin.list_topics(timeout=10).topics if name.startswith(prefix)]
        asked = admin.delete_topics(topics, operation_timeout=5, request_timeout=10)
        for answer in asked.values():
            answer.exception(10)


def _prefix(url: str) -> str:
    return parse_qs(urlsplit(url).query).get("prefix", [""])[0]
