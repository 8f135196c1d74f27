"""Where Kafka is, as `SOUK_EVENTS` says it. Needs nothing of a process that is set up: the doctor reads it, too."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


def read_address(url: str) -> tuple[dict[str, Any], dict[str, str]]:
    """What the library is told (servers, account, and options with a dot in their name), and the options that are ours."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    account, _, servers = parts.netloc.rpartition("@")
    theirs: dict[str, Any] = {"bootstrap.servers": servers}
    theirs |= {name: value for name, value in options.items() if "." in name}
    if account:
        name, _, secret = account.partition(":")
        theirs |= {"sasl.username": unquote(name), "sasl.password": unquote(secret)}
    return theirs, {name: value for name, value in options.items() if "." not in name}
