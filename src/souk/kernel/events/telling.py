"""Telling: the transport of this process, chosen by URL in the composition root and introduced to the broker when first needed."""

from __future__ import annotations

from urllib.parse import urlsplit

from souk.kernel.events.transport import Hearing, Transport, WithinProcess

_chosen: list[Transport] = []


def transport_by(url: str, hearing: Hearing) -> Transport:
    """`outbox:`, `amqp(s)://user:password@host:port/vhost` or `kafka://host:port,…`. Nothing is connected yet.

    Raises SystemExit with a sentence when the URL is none of these or its library is not installed.
    """
    scheme = urlsplit(url).scheme
    try:
        if scheme == "outbox":
            return WithinProcess(hearing)
        if scheme in ("amqp", "amqps"):
            from souk.kernel.events.rabbitmq import RabbitMQ

            return RabbitMQ(url, hearing)
        if scheme == "kafka":
            from souk.kernel.events.kafka import Kafka

            return Kafka(url, hearing)
    except ModuleNotFoundError as missing:
        raise SystemExit(
            f"souk: SOUK_EVENTS={scheme}://… needs {missing.name}: install souk[servers]"
        ) from None
    raise SystemExit(f"souk: SOUK_EVENTS begins with outbox:, amqp:// or kafka://, not {scheme}:")


def tell_through(chosen: Transport) -> None:
    """From now on this process tells and hears through it. For the composition root, and for tests."""
    _chosen[:] = [chosen]


def transport() -> Transport:
    """What carries the events of this process."""
    return _chosen[0]
