"""Where RabbitMQ is, as `SOUK_EVENTS` says it. Needs nothing of a process that is set up: the doctor reads it, too."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

import pika


def read_address(url: str) -> tuple[pika.URLParameters, dict[str, str]]:
    """What the library makes of an address, and its options; `prefix` and `queues` are ours, and nothing to the library."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    theirs = {name: value for name, value in options.items() if name not in ("prefix", "queues")}
    return pika.URLParameters(parts._replace(query=urlencode(theirs)).geturl()), options
