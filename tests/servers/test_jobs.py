"""Jobs by Celery, on RabbitMQ and on Redis: each once per interval, however many beats there are and whoever is killed."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from kombu import Connection

from tests.servers.clockwork import INTERVAL
from tests.servers.own_redis import OwnRedis
from tests.servers.where import ROOT, address

PATIENCE = 90  # a busy machine takes its time to start a process


class Clockwork:
    """Processes of a house and its beats, each in a group of its own."""

    def __init__(self, broker: str, folder: Path) -> None:
        self.broker, self.folder = broker, folder
        self.environment = os.environ | {
            "SOUK_DATA": str(folder / "var"), "SOUK_HOST": "users", "SOUK_JOBS": broker, "SOUK_LOG_LEVEL": "ERROR",
        }  # fmt: skip
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self, role: str) -> subprocess.Popen[bytes]:
        command = ["-m", "tests.servers.clockwork", role, self.broker, str(self.folder)]
        return self.run(command)

    def run(self, arguments: list[str], **settings: str) -> subprocess.Popen[bytes]:
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *arguments], cwd=ROOT, env=self.environment | settings, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        self.running.append(process)
        return process

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.running.remove(process)

    def tolls(self, what: str = "begin") -> list[float]:
        path = self.folder / "tolls"
        lines = path.read_text().splitlines() if path.exists() else []
        return [float(moment) for kind, moment in map(str.split, lines) if kind == what]

    def wait_for(self, happens: Callable[[], object]) -> None:
        until = time.monotonic() + PATIENCE
        while not happens():
            assert time.monotonic() < until, (self.folder / "log").read_text()[-3000:]
            time.sleep(0.1)


@pytest.fixture(params=["rabbitmq", "redis"])
def clockwork(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Clockwork]:
    if request.param == "redis":
        with OwnRedis(tmp_path) as own:
            yield from _prepared(own.url, tmp_path)
    else:
        yield from _prepared(address("rabbitmq"), tmp_path)


def _prepared(broker: str, folder: Path) -> Iterator[Clockwork]:
    with Connection(broker) as connection:
        connection.default_channel.queue_delete("souk.jobs.users")
    made = Clockwork(broker, folder)
    assert made.run(["-m", "souk.cli", "migrate"]).wait(PATIENCE) == 0, (folder / "log").read_text()
    made.running.clear()
    yield made
    for process in list(made.running):
        made.kill(process)


def pauses(moments: list[float]) -> list[float]:
    return [later - earlier for earlier, later in pairwise(moments)]


def test_a_job_runs_once_per_interval_though_two_beats_ask_and_again_after_its_worker_was_killed(
    clockwork: Clockwork,
) -> None:
    worker = clockwork.start("work")
    clockwork.start("beat")
    clockwork.start("beat")
    clockwork.wait_for(lambda: len(clockwork.tolls()) >= 6)

    (clockwork.folder / "slow").touch()
    count = len(clockwork.tolls())
    clockwork.wait_for(
        lambda: len(clockwork.tolls()) > count and len(clockwork.tolls()) > len(clockwork.tolls("end"))
    )
    clockwork.kill(worker)
    (clockwork.folder / "slow").unlink()
    time.sleep(3 * INTERVAL)  # ticks wait that nobody takes
    killed = len(clockwork.tolls())
    clockwork.start("work")
    clockwork.wait_for(lambda: len(clockwork.tolls()) >= killed + 5)

    assert min(pauses(clockwork.tolls())) >= 0.9 * INTERVAL - 0.01, pauses(clockwork.tolls())


def test_while_a_house_is_away_its_ticks_do_not_pile_up(
    clockwork: Clockwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kombu import Producer

    from souk.kernel.work import celery_app
    from souk.kernel.work.jobs import Job

    monkeypatch.setattr(celery_app, "MOST_WAITING", 3)
    app = celery_app.celery_app(clockwork.broker, [Job("users", "users.toll", INTERVAL, lambda: None)])
    scheduler = celery_app.FreshScheduler(app=app, lazy=True)
    scheduler.setup_schedule()
    with app.connection_for_write() as connection, Producer(connection) as producer:
        for _ in range(20):
            scheduler.apply_entry(scheduler.schedule["users.toll"], producer=producer)
            time.sleep(0.05)  # RabbitMQ counts what has arrived
        found = connection.default_channel.queue_declare("souk.jobs.users", passive=True)
    assert 3 <= found.message_count <= 5


def test_the_commands_run_the_jobs_of_a_house(tmp_path: Path) -> None:
    """`souk beat` asks for all houses; `souk jobs payments` answers for its own, and a stop is heeded."""
    with OwnRedis(tmp_path) as own:
        market = Clockwork(own.url, tmp_path)
        assert market.run(["-m", "souk.cli", "migrate"], SOUK_HOST="payments").wait(PATIENCE) == 0
        market.running.clear()
        worker = market.run(["-m", "souk.cli", "jobs", "payments"], SOUK_HOST="all")
        beat = market.run(["-m", "souk.cli", "beat"])
        try:
            market.wait_for(
                lambda: {"payments.reconcile_open_attempts", "payments.forget_old_webhooks"} <= done(tmp_path)
            )
            for process in (worker, beat):
                process.terminate()
                assert process.wait(PATIENCE) == 0
        finally:
            for process in (worker, beat):
                if process.poll() is None:
                    market.kill(process)


def done(folder: Path) -> set[str]:
    """The jobs of payments that ran."""
    with sqlite3.connect(folder / "var" / "payments.db") as database:
        return {name for (name,) in database.execute("SELECT name FROM kernel_jobrun")}
