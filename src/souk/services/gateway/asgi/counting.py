"""Rate limits that the workers of an installation share: counted here at once, told to the cache every second."""

from __future__ import annotations

import asyncio

from souk.kernel import clock
from souk.kernel.cache import cache
from souk.kernel.telemetry.logs import log
from souk.services.gateway.rules.limits import WINDOW_SECONDS, Limits, Verdict

_log = log(__name__)

_TELL_EVERY_SECONDS = 1.0


class Counting:
    """`limit` requests per minute of one client, over all workers; 0: no limit."""

    def __init__(self, limit: int) -> None:
        self._limits = Limits(limit)
        self._telling: asyncio.Task[None] | None = None

    def take(self, client: str) -> Verdict | None:
        return self._limits.take(client, clock.seconds())

    def start(self) -> None:
        self._telling = asyncio.create_task(self._tell())

    def stop(self) -> None:
        if self._telling is not None:
            self._telling.cancel()

    async def _tell(self) -> None:
        while True:
            await asyncio.sleep(_TELL_EVERY_SECONDS)
            try:
                await self.tell_once()
            except Exception as failure:
                _log.warning("limits_not_shared", why=repr(failure))

    async def tell_once(self) -> None:
        news = self._limits.untold()
        if news:
            totals = await asyncio.to_thread(_add_up, [(key, requests) for _, key, requests in news])
            for (client, key, _), total in zip(news, totals, strict=True):
                self._limits.heard(client, key, total)


def _add_up(counts: list[tuple[str, int]]) -> list[int]:
    shared = cache()
    return [shared.increment(key, WINDOW_SECONDS + 5, by=requests) for key, requests in counts]
