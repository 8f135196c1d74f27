"""Whom a token speaks for. What the gateway finds out here spares houses what they would refuse anyway; they verify themselves."""

from __future__ import annotations

import asyncio
from collections import OrderedDict

from souk.kernel import clock
from souk.kernel.access.identity import NOBODY, Identity, verify_access_token
from souk.vocabulary.problems import Unavailable

#: A token is verified again after this time, and for how many tokens that is remembered.
_REMEMBERED_SECONDS = 5.0
_REMEMBERED = 10_000


class Callers:
    """Verifies tokens beside the event loop, because keys and revocations may be a network away."""

    def __init__(self) -> None:
        self._known: OrderedDict[bytes, tuple[float, Identity]] = OrderedDict()

    def remembered(self, authorization: bytes) -> Identity | None:
        found = self._known.get(authorization)
        if found is None or found[0] < clock.stopwatch():
            return None
        return found[1]

    async def identify(self, authorization: bytes) -> Identity:
        """Raises Unauthenticated for a token that is worth nothing. While nobody can say, it is for the houses to decide."""
        scheme, _, token = authorization.partition(b" ")
        if scheme.lower() != b"bearer":
            return NOBODY
        try:
            who = await asyncio.to_thread(verify_access_token, token.strip().decode("latin-1"))
        except Unavailable:
            return NOBODY
        self._known[authorization] = clock.stopwatch() + _REMEMBERED_SECONDS, who
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return who
