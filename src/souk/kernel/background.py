"""What a process does besides answering: the relay, stories that are due, jobs. One process of a machine at a time does it."""

from __future__ import annotations

import fcntl
import os
import threading
from typing import IO

from django.db import close_old_connections

from souk.kernel import clock, metrics
from souk.kernel.cache import cache
from souk.kernel.database import last_said, something_said
from souk.kernel.inbox import try_held
from souk.kernel.jobs import run_at_start, run_due_jobs
from souk.kernel.relay import BATCH, deliver_once
from souk.kernel.settings import settings
from souk.kernel.stories import all_stories, something_due
from souk.kernel.telemetry import log
from souk.kernel.tidying import tidy

_log = log(__name__)

IDLE_SECONDS = 0.05
GATHER_SECONDS = 0.02  # what is said meanwhile is carried together
CHORES_SECONDS = 0.5
TIDY_SECONDS = 600


class Background(threading.Thread):
    """Runs until `stop`. Waits its turn behind a file lock, which the system frees even when its holder is killed."""

    def __init__(self, houses: list[str]) -> None:
        super().__init__(name="souk-background", daemon=True)
        self._houses = houses
        self._stopping = threading.Event()
        self._lock: IO[str] | None = None

    def stop(self) -> None:
        self._stopping.set()
        something_said.set()

    def run(self) -> None:
        run_at_start()
        while not self._stopping.is_set() and not self._is_leader():
            self._stopping.wait(0.5)
        chores_at, tidy_at = 0.0, clock.stopwatch() + TIDY_SECONDS
        worked, heard = 1, 0
        while not self._stopping.is_set():
            try:
                said = last_said()
                is_news = worked or said != heard or clock.stopwatch() >= chores_at
                worked = sum(deliver_once(house) for house in self._houses) if is_news else 0
                heard = said
                if something_due.is_set():
                    something_due.clear()
                    worked += sum(story.run_due() for story in all_stories())
                if clock.stopwatch() >= chores_at:
                    worked += self._chores()
                    chores_at = clock.stopwatch() + CHORES_SECONDS
                if clock.stopwatch() >= tidy_at:
                    worked += sum(tidy(house) for house in self._houses)
                    cache().sweep()
                    tidy_at = clock.stopwatch() + TIDY_SECONDS
            except Exception as failure:
                metrics.stumbled_over(failure)
                _log.exception("background_failed")
                close_old_connections()
                worked = 0
                self._stopping.wait(1)
            if not worked:
                something_said.wait(IDLE_SECONDS)
            something_said.clear()
            if worked < BATCH:
                self._stopping.wait(GATHER_SECONDS)
        close_old_connections()

    def _chores(self) -> int:
        worked = sum(story.run_due() for story in all_stories())
        worked += sum(try_held(house) for house in self._houses)
        return worked + run_due_jobs(self._houses)

    def _is_leader(self) -> bool:
        if self._lock is None:
            path = settings().data / "background.lock"
            self._lock = path.open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        self._lock.write(str(os.getpid()))
        self._lock.flush()
        return True
