"""Headers on their way through: what is only for the next hop stays here, what only we may say is not believed from outside.

What a house is told beside the request itself: `X-Request-ID`, `traceparent`, `X-Forwarded-For` (the client's address and those of
the proxies we trust), `-Proto`, `-Host`,
and `X-User-ID` and `X-User-Roles` of a caller whose token was found good. The last two are for logs and for services that are
no houses; houses read the token themselves.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

Raw = tuple[bytes, bytes]
#: A request's headers: the values of each name.
Given = Mapping[bytes, list[bytes]]

#: RFC 9110 §7.6.1, and what old proxies say instead.
HOP_BY_HOP = frozenset(
    b"connection keep-alive proxy-connection proxy-authenticate proxy-authorization te trailer transfer-encoding upgrade".split()
)
#: Facts of a request that only who stands in front may tell; `Expect` was answered here, `Proxy` is an old trick on CGI programs.
_ONLY_OURS = frozenset(
    b"forwarded x-real-ip x-request-id traceparent x-original-url x-rewrite-url x-original-host x-http-method x-http-method-override "
    b"x-method-override expect proxy host cookie".split()
)
_OURS_BY_BEGINNING = (b"x-user-", b"x-customer-", b"x-shop-", b"x-souk-", b"x-forwarded-")
_NOT_TOLD_HOUSES = HOP_BY_HOP | _ONLY_OURS
#: Of an answer the last three are ours to say.
_NOT_TOLD_CLIENTS = HOP_BY_HOP | {b"server", b"date", b"x-request-id"}
#: Some proxies add the port.
_PORT = re.compile(r"^(\d+\.\d+\.\d+\.\d+):\d+$|^\[([0-9a-fA-F:.]+)\](?::\d+)?$")
_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")


@dataclass(slots=True)
class Caller:
    """Who is asking, as far as the gateway knows by now. `proto`: `http` or `https`. `trace`: the traceparent to go on with."""

    address: str
    proto: str
    host: str
    request_id: str
    user_id: str = ""
    roles: str = ""
    trace: str = ""
    forwarded_for: str = ""


class Ambiguous(ValueError):
    """A header that must be there once is there twice, or not at all."""


def by_name(headers: Iterable[Raw]) -> Given:
    found: dict[bytes, list[bytes]] = {}
    for name, value in headers:
        found.setdefault(name, []).append(value)
    return found


def one(given: Given, name: bytes) -> bytes:
    """The value of a header that may be there once at most, empty if it is not. Raises Ambiguous."""
    found = given.get(name)
    if found is None:
        return b""
    if len(found) > 1:
        raise Ambiguous(name.decode())
    return found[0]


def all_of(given: Given, name: bytes) -> str:
    """The values of a header that may be repeated, joined by commas."""
    return ",".join(map(text, given.get(name, ())))


def request_id(given: Given) -> str:
    """The one that came with the request, if it is fit for a log."""
    first = given.get(b"x-request-id", [b""])[0]
    return first.decode() if _REQUEST_ID.fullmatch(first) else ""


def caller_of(given: Given, *, peer: str, scheme: str, proxies: int, request_id: str) -> Caller:
    """What was forwarded is believed only as far back as there are proxies we trust: `proxies` between a client and a house, the
    gateway being one of them. Raises Ambiguous for `Host`."""
    host = text(one(given, b"host"))
    if not host:
        raise Ambiguous("host")
    chain = _chain(all_of(given, b"x-forwarded-for"), peer, max(1, proxies))
    proto = scheme
    if proxies > 1:
        told = all_of(given, b"x-forwarded-proto").lower().replace(" ", "").split(",")
        nearest = told[-min(proxies - 1, len(told))]
        proto = nearest if nearest in ("http", "https") else scheme
    return Caller(chain[0], proto, host, request_id, forwarded_for=", ".join(chain))


def to_house(given: Given, caller: Caller) -> list[tuple[str, str]]:
    """The headers a house gets. Names with an underscore are dropped: a WSGI server could not tell them from ours."""
    named = _named_by(given.get(b"connection", ()))
    kept = [
        (told, text(value))
        for name, values in given.items()
        if (told := _told_house(name)) and name not in named
        for value in values
    ]
    if cookies := given.get(b"cookie"):
        kept.append(("cookie", "; ".join(map(text, cookies))))
    kept += [
        ("host", caller.host),
        ("x-request-id", caller.request_id),
        ("x-forwarded-for", caller.forwarded_for),
        ("x-forwarded-proto", caller.proto),
        ("x-forwarded-host", caller.host),
    ]
    if caller.trace:
        kept.append(("traceparent", caller.trace))
    if caller.user_id:
        kept += [("x-user-id", caller.user_id), ("x-user-roles", caller.roles)]
    return kept


def to_client(headers: Sequence[Raw]) -> list[Raw]:
    """The headers of a house's answer that its client gets."""
    named = _named_by([value for name, value in headers if name.lower() == b"connection"])
    return [(told, value) for name, value in headers if (told := _told_client(name)) and told not in named]


@lru_cache(maxsize=1024)
def _told_house(name: bytes) -> str:
    """A header's name as houses get it; empty for one that is not for them. The same few names come again and again."""
    is_ours = name in _NOT_TOLD_HOUSES or name.startswith(_OURS_BY_BEGINNING)
    return "" if is_ours or b"_" in name else name.decode("latin-1")


@lru_cache(maxsize=1024)
def _told_client(name: bytes) -> bytes:
    """A header's name as clients get it; empty for one that is not for them."""
    name = name.lower()
    return b"" if name in _NOT_TOLD_CLIENTS or name.startswith(_OURS_BY_BEGINNING) else name


def text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _named_by(connection: Sequence[bytes]) -> frozenset[bytes]:
    """Headers that `Connection` says are for this hop only. It cannot take away what says how long a body is."""
    if not connection:
        return frozenset()
    names = {name.strip().lower() for value in connection for name in value.split(b",")}
    return frozenset(names - {b"content-length", b"content-type"})


def _chain(forwarded_for: str, peer: str, length: int) -> list[str]:
    """The last `length` addresses that a request came by, the client's first; only from the last thing on that is no address."""
    hops = [_PORT.sub(r"\1\2", hop.strip()) for hop in forwarded_for.split(",") if hop.strip()]
    chain = [peer]
    for hop in reversed(hops):
        if len(chain) == length:
            break
        try:
            chain.insert(0, str(ipaddress.ip_address(hop)))
        except ValueError:
            break
    return chain
