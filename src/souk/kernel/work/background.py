"""What a process does besides answering: the relay, hearing, stories that are due, jobs, tidying.

Two threads look after all houses of the process, and one more for each house where a broker brings what it hears. Of several
processes that host a house one leads it: it carries the house's outbox in order and does its chores. Anybody may hear.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import close_old_connections

from souk.kernel import clock
from souk.kernel.cache import cache
from souk.kernel.data.database import last_said, something_said
from souk.kernel.data.leading import Leadership
from souk.kernel.data.tidying import tidy
from souk.kernel.events import inbox
from souk.kernel.events.inbox import try_held
from souk.kernel.events.relay import BATCH, deliver_once
from souk.kernel.events.telling import transport
from souk.kernel.telemetry import metrics
from souk.kernel.telemetry.logs import log
from souk.kernel.work.jobs import Turns, run_due_jobs
from souk.kernel.work.stories import all_stories, something_due
from souk.vocabulary.problems import Unavailable

_log = log(__name__)
_now = clock.stopwatch

IDLE_SECONDS = 0.05
GATHER_SECONDS = 0.02  # what is said meanwhile is carried together
CHORES_SECONDS = 0.5
LEAD_SECONDS = 0.5
TIDY_SECONDS = 600


class Background:
    """The threads of a process; they end when it does, or at `stop`."""

    def __init__(self, houses: list[str]) -> None:
        self._houses = houses
        self._stopping = threading.Event()
        self._led: frozenset[str] = frozenset()
        self._turns = Turns()
        self._threads = [
            self._thread("relay", self._relay),
            self._thread("chores", self._do_chores),
            *(
                self._thread(f"hears-{house}", self._hears(house))
                for house in houses
                if house in inbox.heard_by()
            ),
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self, seconds: float = 10) -> None:
        """Lets what is in hand be finished; what is not comes again."""
        self._stopping.set()
        something_said.set()
        something_due.set()
        for thread in self._threads:
            thread.join(seconds)
        transport().close()

    def is_alive(self) -> bool:
        return all(thread.is_alive() for thread in self._threads)

    def _thread(self, name: str, target: Callable[[], None]) -> threading.Thread:
        return threading.Thread(target=target, name=f"souk-{name}", daemon=True)

    # -- the relay ----------------------------------------------------------------------------------------------------

    def _relay(self) -> None:
        leaderships = {house: Leadership(house) for house in self._houses}
        look_at, lead_at, heard, worked = 0.0, 0.0, 0, 1
        while not self._stopping.is_set():
            now = _now()
            if now >= lead_at:
                self._led = frozenset(house for house, lead in leaderships.items() if lead.is_mine())
                lead_at = now + LEAD_SECONDS
            said = last_said()
            if worked or said != heard or now >= look_at:
                worked, heard, look_at = self._carry(), said, now + CHORES_SECONDS
            if not worked:
                something_said.wait(IDLE_SECONDS)
            something_said.clear()
            if worked < BATCH:
                self._stopping.wait(GATHER_SECONDS)
        for leadership in leaderships.values():
            leadership.release()
        close_old_connections()

    def _carry(self) -> int:
        """One batch of each house. A house that cannot tell now does not keep the others from telling."""
        carried = 0
        for house in self._led:
            try:
                carried += deliver_once(house)
            except Unavailable as away:
                _log.info("not_carried", house=house, why=str(away))
                self._stopping.wait(GATHER_SECONDS)
            except Exception as failure:
                metrics.stumbled_over(failure)
                _log.exception("relay_failed", house=house)
                close_old_connections()
                self._stopping.wait(LEAD_SECONDS)
        return carried

    # -- chores -------------------------------------------------------------------------------------------------------

    def _do_chores(self) -> None:
        tidy_at = _now() + TIDY_SECONDS
        while not self._stopping.is_set():
            worked = 0
            try:
                worked = self._chores()
                if _now() >= tidy_at:
                    tidy_at = _now() + TIDY_SECONDS
                    self._tidy()
            except Exception as failure:
                metrics.stumbled_over(failure)
                _log.exception("chores_failed")
                close_old_connections()
                self._stopping.wait(1)
            if not worked:
                something_due.wait(CHORES_SECONDS)
            something_due.clear()
        close_old_connections()

    def _chores(self) -> int:
        led = self._led
        worked = sum(story.run_due() for story in all_stories() if story.house in led)
        worked += sum(try_held(house) for house in led)
        return worked + run_due_jobs(led, self._turns)

    def _tidy(self) -> None:
        for house in self._led:
            tidy(house)
        cache().sweep()

    # -- hearing ------------------------------------------------------------------------------------------------------

    def _hears(self, house: str) -> Callable[[], None]:
        def hear() -> None:
            transport().consume(house, inbox.receive, self._stopping)

        return hear
