"""Jobs have turns: once per interval, whoever asks; and there is one who asks."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from souk.kernel import clock
from souk.kernel.settings import settings
from souk.kernel.work import jobs
from souk.kernel.work.jobs import Job

pytestmark = pytest.mark.usefixtures("databases")


@pytest.fixture
def tolls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    rung: list[str] = []
    bell = Job("users", "users.toll", 10, lambda: rung.append("toll"))
    monkeypatch.setattr(jobs, "_jobs", [bell])
    return rung


def test_a_job_runs_once_per_interval_however_often_it_is_asked(tolls: list[str]) -> None:
    for seconds in (0, 3, 9, 10.5, 12, 21):
        with clock.shifted(seconds):
            jobs.run_due_jobs(["users"])
    assert len(tolls) == 3


def test_who_keeps_the_turns_does_not_look_a_job_up_before_it_may_be_due(
    tolls: list[str], count_queries: Any
) -> None:
    turns = jobs.Turns()
    jobs.run_due_jobs(["users"], turns)
    for seconds, looks in ((3, 0), (9.9, 0), (10.1, 2), (19, 0)):
        with clock.shifted(seconds), count_queries("users") as queries:
            jobs.run_due_jobs(["users"], turns)
        assert len(queries) == looks, seconds
    assert len(tolls) == 2


def test_of_two_who_keep_turns_one_rings_the_bell(tolls: list[str]) -> None:
    mine, theirs = jobs.Turns(), jobs.Turns()
    for seconds in range(0, 60, 5):
        with clock.shifted(seconds):
            jobs.run_due_jobs(["users"], mine)
            jobs.run_due_jobs(["users"], theirs)
    assert len(tolls) == 6


def test_where_celery_looks_at_the_clock_the_background_thread_does_not(
    tolls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "jobs", "redis://localhost")
    assert jobs.run_due_jobs(["users"]) == 0
    assert tolls == []


def test_a_tick_that_comes_a_little_early_counts(tolls: list[str]) -> None:
    (bell,) = jobs.all_jobs()
    assert jobs.run_if_due(bell)
    with clock.shifted(9.2):
        assert not jobs.run_if_due(bell)
        assert jobs.run_if_due(bell, tolerance=0.1)
        assert not jobs.run_if_due(bell, tolerance=0.1)


def test_a_job_that_fails_has_had_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = Job("users", "users.broken", 10, lambda: 1 / 0)  # type: ignore[arg-type, return-value]
    assert jobs.run_if_due(broken)
    assert not jobs.run_if_due(broken)


def test_every_job_has_a_tick_of_its_own_house_that_goes_bad() -> None:
    """As Celery is told: nobody waits longer than a minute to be asked, and an old tick is thrown away."""
    from souk.kernel.work.celery_app import celery_app

    declared = jobs.all_jobs()
    schedule = celery_app("memory://", declared).conf.beat_schedule
    assert set(schedule) == {job.name for job in declared}
    for job in declared:
        entry = schedule[job.name]
        assert entry["options"]["queue"] == f"souk.jobs.{job.house}"
        assert entry["schedule"] == min(job.seconds, 60)
        assert 10 <= entry["options"]["expires"] <= 60


def test_beat_heeds_a_stop_that_a_callback_has_swallowed() -> None:
    """Where the signal finds the process, nobody may be listening to what it raises."""
    script = """
import os, signal
from souk.process import compose
compose()
from souk.kernel.work.celery_app import FreshScheduler, beat, celery_app

def tick(self):
    try:
        os.kill(os.getpid(), signal.SIGTERM)
    except SystemExit:
        pass
    return 0.01

FreshScheduler.tick = tick
beat(celery_app("memory://", []))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
