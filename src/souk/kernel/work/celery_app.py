"""Jobs by Celery: beat says what is due, a worker of each house runs it. Built from the same declarations (`@every`).

Nothing depends on Celery being right. A tick that comes twice, late, or from a second beat finds the job's turn taken in the
house's database; one that is lost is followed by the next; a job whose worker was killed runs again at its next turn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from amqp.exceptions import ChannelError
from celery import Celery
from celery.apps.beat import Beat
from celery.beat import ScheduleEntry, Scheduler, Service
from celery.platforms import signals
from celery.signals import worker_process_init
from django.db import close_old_connections, connections
from kombu import Exchange, Queue

from souk.kernel.cache import use_cache
from souk.kernel.work.jobs import Job, run_if_due

#: Rare jobs are asked for this often: whether it is their turn is found out by themselves, and no tick is dear.
SELDOMEST_SECONDS = 60.0
#: The part of its interval that a tick may come early: the one before may have been late.
TOLERANCE = 0.1
#: A tick is thrown away when it is as old as its interval, but not before this: clocks of two machines differ by less.
EXPIRES_AT_LEAST = 10.0
#: A job may take this long; then its worker process is ended.
LONGEST_SECONDS = 300
#: Ticks that may wait for the worker of a house; while it is away no more are added.
MOST_WAITING = 50
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def queue_of(house: str) -> str:
    return f"souk.jobs.{house}"


def celery_app(broker: str, jobs: Iterable[Job]) -> Celery:
    """An application that has these jobs as its tasks. `broker` is `amqp://…` or `redis://…`."""
    declared = list(jobs)
    app = Celery("souk", broker=broker, set_as_current=False)
    app.conf.update(
        task_ignore_result=True,
        task_store_errors_even_if_ignored=False,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_time_limit=LONGEST_SECONDS,
        task_soft_time_limit=LONGEST_SECONDS - 30,
        task_queues=[_queue(name) for name in sorted({queue_of(job.house) for job in declared})],
        task_create_missing_queues=False,
        task_publish_retry=False,
        worker_prefetch_multiplier=1,
        worker_enable_remote_control=False,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        broker_connection_timeout=3,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options={"visibility_timeout": 2 * LONGEST_SECONDS}
        if broker.startswith("redis")
        else {},
        beat_scheduler=FreshScheduler,
        beat_max_loop_interval=5,
        beat_schedule={job.name: _entry(job) for job in declared},
    )
    for job in declared:
        app.task(_running(job), name=job.name)
    return app


def work(app: Celery, houses: Iterable[str], *, processes: int) -> int:
    """Runs what is due in these houses until SIGTERM, which waits for what is under way. Returns the exit code."""
    worker = app.Worker(
        queues=[queue_of(house) for house in houses if queue_of(house) in app.amqp.queues],
        concurrency=processes,
        without_gossip=True,
        without_mingle=True,
        quiet=True,
        loglevel="WARNING",
    )
    worker.start()
    return int(worker.exitcode or 0)


def beat(app: Celery) -> None:
    """Says what is due until it is stopped. One is enough; two do no harm."""
    _Beat(app=app, quiet=True, loglevel="WARNING", scheduler_cls=FreshScheduler, redirect_stdouts=False).run()


class _Beat(Beat):  # type: ignore[misc]
    """Heeds a stop wherever it comes. Celery only raises SystemExit where the signal finds it, and a callback that happens to be running
    there swallows it: then beat would go on for ever. Here the loop is told, too."""

    def install_sync_handler(self, service: Service) -> None:
        def stop(*_: Any) -> None:
            service.stop()
            raise SystemExit

        signals.update(SIGTERM=stop, SIGINT=stop)


class FreshScheduler(Scheduler):  # type: ignore[misc]
    """Keeps nothing on disk: at its start everything is due, and whose turn it is not finds out by itself."""

    Entry = ScheduleEntry

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._seen: set[str] = set()
        super().__init__(*args, **kwargs)

    def setup_schedule(self) -> None:
        self.merge_inplace(self.app.conf.beat_schedule)
        for entry in self.schedule.values():
            entry.last_run_at = _LONG_AGO

    def apply_entry(self, entry: ScheduleEntry, producer: Any = None) -> None:
        queue = entry.options["queue"]
        try:
            is_piling_up = queue in self._seen and _waiting(producer, queue) >= MOST_WAITING
        except Exception:
            is_piling_up = False  # the broker is away; sending says so
        if not is_piling_up:
            super().apply_entry(entry, producer=producer)
            self._seen.add(queue)


def _queue(name: str) -> Queue:
    return Queue(name, Exchange("souk.jobs", type="direct"), routing_key=name)


def _entry(job: Job) -> dict[str, Any]:
    seconds = min(job.seconds, SELDOMEST_SECONDS)
    options = {"queue": queue_of(job.house), "expires": max(seconds, EXPIRES_AT_LEAST)}
    return {"task": job.name, "schedule": seconds, "options": options}


def _running(job: Job) -> Callable[[], None]:
    def run() -> None:
        try:
            run_if_due(job, tolerance=TOLERANCE)
        finally:
            close_old_connections()

    run.__module__, run.__name__ = job.run.__module__, job.run.__name__
    return run


def _waiting(producer: Any, queue: str) -> int:
    try:
        with producer.connection.channel() as channel:
            return int(channel.queue_declare(queue=queue, passive=True).message_count)
    except ChannelError:  # Redis knows no empty queues
        return 0


def _begin_process(**_: Any) -> None:
    """Nothing that was opened before the fork is shared after it."""
    connections.close_all()
    use_cache(None)


worker_process_init.connect(_begin_process)
