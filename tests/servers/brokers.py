"""What the tests do to brokers behind the transports' backs."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pika
from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient

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


def sweep(url: str) -> None:
    """Removes what a test left at a broker."""
    prefix = _prefix(url)
    if url.startswith("amqp"):
        with pika.BlockingConnection(pika.URLParameters(url.partition("?")[0])) as connection:
            channel = connection.channel()
            for name in ("dead", *HEARERS):
                channel.queue_delete(f"{prefix}souk.{name}")
            for name in (f"{prefix}souk.dead", f"{prefix}shop_events"):
                channel.exchange_delete(name)
    elif url.startswith("kafka"):
        admin = AdminClient({"bootstrap.servers": urlsplit(url).netloc, "log_level": 0})
        asked = admin.delete_topics([f"{prefix}shop_events"], operation_timeout=5, request_timeout=10)
        for answer in asked.values():
            answer.exception(10)


def _prefix(url: str) -> str:
    return parse_qs(urlsplit(url).query).get("prefix", [""])[0]
