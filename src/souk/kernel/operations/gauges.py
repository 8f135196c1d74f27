"""Gauges: how much waits in the houses of this process and since when, looked up when Prometheus asks.

Each house is looked at in a thread of its own, at most every few seconds; who asks waits a moment for it and then is told what is
known. A database that does not answer makes its house's `souk_house_up` 0, and keeps nobody else waiting.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from django.db import connections, models

from souk import __version__
from souk.kernel import clock
from souk.kernel.models import JobRun, StoryRow
from souk.kernel.operations.care import CareOfShare, HouseCare, HouseHealth, cares
from souk.kernel.telemetry.logs import log
from souk.kernel.telemetry.metrics import counted
from souk.kernel.work.jobs import all_jobs

_log = log(__name__)

FRESH_SECONDS = 5.0
PATIENCE_SECONDS = 2.0
FORGET_SECONDS = 120.0

#: The rows of stories that have not ended: two questions, each of which an index answers.
_UNENDED = (models.Q(due_at__gt=datetime(2000, 1, 1, tzinfo=UTC)), models.Q(direction="parked"))

Samples = list[tuple[str, dict[str, str], float]]

HELP = {
    "souk_house_up": "Whether the house's database answers",
    "souk_outbox_undelivered": "Events said and not yet carried to all who hear them",
    "souk_outbox_oldest_seconds": "Age of the oldest event not yet carried",
    "souk_held_deliveries": "Events that a handler failed on, and those that wait behind them",
    "souk_dead_letters": "Events given up on, until a person looks (souk deadletters)",
    "souk_stories": "Stories that have not ended, by direction: forward, waiting, back or parked (souk stories)",
    "souk_story_oldest_seconds": "Age of the oldest story that has not ended",
    "souk_job_last_run_timestamp_seconds": "When a job last began",
    "souk_job_interval_seconds": "How often a job is to run",
    "souk_job_failures": "How often a job failed since it was first run",
    "souk_build_info": "The version that runs here",
}
_STORY, _JOB = {"house", "story"}, {"house", "job_name"}
LABELS = {name: {"house"} for name in HELP} | {
    "souk_stories": _STORY | {"direction"},
    "souk_story_oldest_seconds": _STORY,
    "souk_job_last_run_timestamp_seconds": _JOB,
    "souk_job_interval_seconds": _JOB,
    "souk_job_failures": _JOB,
    "souk_build_info": {"version"},
}


class _Watch:
    """Looks at one house."""

    def __init__(self, care: HouseCare, house: str) -> None:
        self._care, self._house = care, house
        self._samples: Samples = []
        self._known_at = -FORGET_SECONDS
        self._looking: threading.Thread | None = None
        self._failed = False

    def look(self) -> threading.Thread | None:
        """Begins to, unless it is known well enough or somebody is at it; who wants to may wait for the thread."""
        if self._looking is None or not self._looking.is_alive():
            if clock.stopwatch() - self._known_at < FRESH_SECONDS:
                return None
            self._looking = threading.Thread(
                target=self._look, name=f"souk-gauges-{self._house}", daemon=True
            )
            self._looking.start()
        return self._looking

    def known(self) -> Samples:
        age = clock.stopwatch() - self._known_at
        is_up = not self._failed and age < FORGET_SECONDS
        samples = self._samples if is_up else []
        return [("souk_house_up", {"house": self._house}, float(is_up)), *samples]

    def _look(self) -> None:
        try:
            self._samples = [
                *_of_health(self._care.health()),
                *_of_stories(self._house),
                *_of_jobs(self._house),
            ]
            self._known_at, self._failed = clock.stopwatch(), False
        except Exception as failure:
            self._failed = True
            _log.warning("house_does_not_answer", house=self._house, error=repr(failure))
        finally:
            connections.close_all()  # this thread's own


_watches: dict[str, _Watch] = {}


def look() -> Samples:
    """What is known of the houses of this process, as fresh as their databases are quick."""
    for house, care in cares().items():
        if isinstance(care, CareOfShare):  # a share counts as its house, in a process of its own
            house, care = house.partition("-")[0], care.care
        if isinstance(care, HouseCare):
            _watches.setdefault(house, _Watch(care, house))
    until = clock.stopwatch() + PATIENCE_SECONDS
    for thread in [watch.look() for watch in list(_watches.values())]:
        if thread is not None:
            thread.join(max(0.0, until - clock.stopwatch()))
    return [sample for watch in list(_watches.values()) for sample in watch.known()]


def page() -> bytes:
    """All that this process has to tell, counted and looked up, in Prometheus's text format; empty where nothing is counted."""
    told = counted()
    if told is None:
        return b""
    from prometheus_client import CollectorRegistry, generate_latest

    looking = CollectorRegistry()
    looking.register(_looking())
    return generate_latest(told) + generate_latest(looking)


def _looking() -> Any:
    from prometheus_client.core import GaugeMetricFamily
    from prometheus_client.registry import Collector

    class Looking(Collector):
        def describe(self) -> Iterable[Any]:
            return []

        def collect(self) -> Iterator[Any]:
            samples: Samples = [*look(), ("souk_build_info", {"version": __version__}, 1.0)]
            for name in HELP:
                ours = [(labels, value) for other, labels, value in samples if other == name]
                if ours:
                    names = sorted(LABELS[name])
                    family = GaugeMetricFamily(name, HELP[name], labels=names)
                    for labels, value in ours:
                        family.add_metric([labels[each] for each in names], value)
                    yield family

    return Looking()


def _of_health(health: HouseHealth) -> Samples:
    house = {"house": health.house}
    return [
        ("souk_outbox_undelivered", house, float(health.undelivered)),
        ("souk_outbox_oldest_seconds", house, _age(health.waits_since)),
        ("souk_held_deliveries", house, float(health.held)),
        ("souk_dead_letters", house, float(health.dead)),
    ]


def _of_stories(house: str) -> Samples:
    found: Samples = []
    oldest: dict[str, datetime] = {}
    for row in chain.from_iterable(_counted(house, unended) for unended in _UNENDED):
        story = row["story"]
        found.append(
            (
                "souk_stories",
                {"house": house, "story": story, "direction": row["direction"]},
                float(row["count"]),
            )
        )
        oldest[story] = min(row["since"], oldest.get(story, row["since"]))
    found += [
        ("souk_story_oldest_seconds", {"house": house, "story": story}, _age(since))
        for story, since in oldest.items()
    ]
    return found


def _counted(house: str, unended: models.Q) -> Iterable[Any]:
    rows = StoryRow.objects.using(house).filter(unended).values("story", "direction")
    return rows.annotate(count=models.Count("story_id"), since=models.Min("began_at"))


def _of_jobs(house: str) -> Samples:
    ran = {row.name: row for row in JobRun.objects.using(house).all()}
    found: Samples = []
    for job in all_jobs():
        if job.house == house:
            labels, row = {"house": house, "job_name": job.name}, ran.get(job.name)
            found.append(("souk_job_interval_seconds", labels, job.seconds))
            if row is not None:
                found.append(("souk_job_last_run_timestamp_seconds", labels, row.last_run_at.timestamp()))
                found.append(("souk_job_failures", labels, float(row.failures)))
    return found


def _age(since: datetime | None) -> float:
    return 0.0 if since is None else max(0.0, (clock.now() - since).total_seconds())
