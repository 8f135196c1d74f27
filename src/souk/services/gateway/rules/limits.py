"""How many requests a client may make: counted in windows of a minute, here at once and with the other workers now and then.

A worker decides from what it counted itself and from what it last heard of the others, so that no request waits for the cache
that they share, and a cache that is away costs precision only: then each worker allows the whole limit.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

WINDOW_SECONDS = 60
#: More clients than this in one window, and counting begins anew: memory is worth more than a limit.
MOST_CLIENTS = 100_000
#: A client is worth telling the others of once it made this share of its requests here.
_WORTH_TELLING = 0.1


@dataclass
class _Count:
    """`all`: requests of every worker, as last heard, with our own since; `untold`: of them those the others do not know."""

    all: int = 0
    untold: int = 0


class Verdict(NamedTuple):
    is_allowed: bool
    limit: int
    remaining: int
    reset_seconds: int

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        """`RateLimit` and `RateLimit-Policy` (IETF draft-ietf-httpapi-ratelimit-headers)."""
        return [
            (b"ratelimit", b'"client";r=%d;t=%d' % (self.remaining, self.reset_seconds)),
            (b"ratelimit-policy", b'"client";q=%d;w=%d' % (self.limit, WINDOW_SECONDS)),
        ]


class Limits:
    """`limit` requests per minute for each client; 0: no limit. Time is the clock's, in seconds."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._window = -1
        self._counts: dict[str, _Count] = {}

    def take(self, client: str, now: float) -> Verdict | None:
        """One request of `client`; None where there is no limit. A refused request does not count."""
        if not self._limit:
            return None
        window = int(now // WINDOW_SECONDS)
        if window != self._window or len(self._counts) > MOST_CLIENTS:
            self._window, self._counts = window, {}
        count = self._counts.get(client)
        if count is None:
            count = self._counts[client] = _Count()
        is_allowed = count.all < self._limit
        if is_allowed:
            count.all += 1
            count.untold += 1
        reset = int((window + 1) * WINDOW_SECONDS - now) + 1
        return Verdict(is_allowed, self._limit, max(0, self._limit - count.all), reset)

    def untold(self) -> list[tuple[str, str, int]]:
        """The clients that the other workers should hear of: client, key of its count in the shared cache, requests since last
        time. What is answered here counts as told."""
        found = []
        for client, count in self._counts.items():
            if count.untold and count.all >= self._limit * _WORTH_TELLING:
                found.append((client, f"gateway:{self._window}:{client}", count.untold))
                count.untold = 0
        return found

    def heard(self, client: str, key: str, total: int) -> None:
        """The shared count after ours was added to it; that of a window which is over is not news."""
        count = self._counts.get(client)
        if count is not None and key == f"gateway:{self._window}:{client}":
            count.all = max(count.all, total + count.untold)


@lru_cache(maxsize=4096)
def client_key(address: str) -> str:
    """Whom an address stands for: an IPv6 network of 64 bits is one client, as an IPv4 address is."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if known.version == 4:
        return address
    if known.ipv4_mapped is not None:
        return str(known.ipv4_mapped)
    return str(ipaddress.ip_network((known, 64), strict=False).network_address) + "/64"
