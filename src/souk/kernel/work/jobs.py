"""Work by the clock: `@every(seconds=60)` in a house's `jobs.py`. Each job runs once per interval, however many processes there are.

Who looks at the clock is chosen by `SOUK_JOBS`: the background thread of the house's own process, or Celery (`celery_app.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from souk.kernel import clock
from souk.kernel.models import JobRun
from souk.kernel.settings import settings
from souk.kernel.telemetry import metrics, tracing
from souk.kernel.telemetry.logs import log

_log = log(__name__)


@dataclass(frozen=True)
class Job:
    house: str
    name: str
    seconds: float
    run: Callable[[], None]


_jobs: list[Job] = []
_at_start: list[Callable[[], None]] = []


def every(*, seconds: float) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Marks a function of `souk.services.<house>.jobs` to be run every so many seconds."""

    def decorate(function: Callable[[], None]) -> Callable[[], None]:
        house = function.__module__.split(".")[2]
        _jobs.append(Job(house, f"{house}.{function.__name__}", seconds, function))
        return function

    return decorate


def at_start(function: Callable[[], None]) -> Callable[[], None]:
    """Marks a function to be run once in every process, in the background, as soon as it is up: what is slow the first time."""
    _at_start.append(function)
    return function


def run_at_start() -> None:
    for function in _at_start:
        try:
            function()
        except Exception:
            _log.exception("start_failed", function=function.__qualname__)


def all_jobs() -> list[Job]:
    return list(_jobs)


def are_run_by_celery() -> bool:
    """Whether others look at the clock: then the background thread leaves jobs alone."""
    return bool(settings().jobs)


class Turns:
    """When jobs were last seen to have run, so that one that runs each hour is not looked up twice a second.

    Another process may have run it since; then it is due later still, and nothing was missed.
    """

    def __init__(self) -> None:
        self._seen: dict[str, datetime] = {}

    def is_surely_not_due(self, job: Job) -> bool:
        last = self._seen.get(job.name)
        return last is not None and 0 <= (clock.now() - last).total_seconds() < job.seconds

    def saw(self, job: Job, last: datetime) -> None:
        self._seen[job.name] = last


def run_due_jobs(houses: Collection[str], turns: Turns | None = None) -> int:
    """Runs what is due in these houses, unless Celery does. Returns how many ran. Who asks often keeps the `turns`."""
    if are_run_by_celery():
        return 0
    turns = turns or Turns()
    return sum(
        run_if_due(job, turns=turns)
        for job in _jobs
        if job.house in houses and not turns.is_surely_not_due(job)
    )


def run_if_due(job: Job, *, tolerance: float = 0, turns: Turns | None = None) -> bool:
    """A job that fails is logged and runs again at its next time. False when it is not due or was somebody else's turn.

    `tolerance`: the part of its interval that it may come early, where ticks arrive now sooner, now later.
    """
    if not _take_turn(job, job.seconds * (1 - tolerance), turns or Turns()):
        return False
    try:
        with tracing.span(f"job {job.name}", house=job.house):
            job.run()
    except Exception as failure:
        metrics.stumbled_over(failure)
        _log.exception("job_failed", job=job.name)
        JobRun.objects.using(job.house).filter(name=job.name).update(failures=F("failures") + 1)
    return True


def _take_turn(job: Job, seconds: float, turns: Turns) -> bool:
    """One conditional statement, so that of two processes one runs it."""
    now, rows = clock.now(), JobRun.objects.using(job.house)
    last = rows.filter(name=job.name).values_list("last_run_at", flat=True).first()
    if last is None:
        _, is_mine = rows.get_or_create(name=job.name, defaults={"last_run_at": now})
    elif (now - last).total_seconds() < seconds:
        turns.saw(job, last)
        return False
    else:
        is_mine = rows.filter(name=job.name, last_run_at=last).update(last_run_at=now) == 1
    if is_mine:
        turns.saw(job, now)
    return is_mine
