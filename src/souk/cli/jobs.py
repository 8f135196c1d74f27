"""Jobs by Celery: `beat` says what is due, `jobs` runs it."""

from __future__ import annotations

from typing import Annotated

import typer

from souk.cli.screen import app, composed, screen
from souk.cli.serving import Names, houses_named, know_neighbours, refuse_unfit
from souk.kernel.settings import host_only, settings


@app.command()
def beat() -> None:
    """Says by the clock what is due in every house (needs SOUK_JOBS, and no database). One is enough; two do no harm."""
    broker = _broker()
    host_only(["all"])
    composed()
    from souk.kernel.work.celery_app import beat, celery_app
    from souk.kernel.work.jobs import all_jobs

    beat(celery_app(broker, all_jobs()))


@app.command()
def jobs(
    names: Names,
    processes: Annotated[int, typer.Option(min=1, help="Jobs at a time.")] = 1,
) -> None:
    """Runs what `souk beat` says is due in these houses (needs SOUK_JOBS). Any number of these may run."""
    broker = _broker()
    houses_named(names)
    host_only(names)
    refuse_unfit()
    know_neighbours()
    composed()
    from souk.kernel.work.celery_app import celery_app, work
    from souk.kernel.work.jobs import all_jobs

    declared = [job for job in all_jobs() if job.house in names]
    if not declared:
        screen.print(f"{', '.join(names)}: nothing to do by the clock.")
        raise typer.Exit(1)
    raise typer.Exit(work(celery_app(broker, declared), names, processes=processes))


def _broker() -> str:
    if not settings().jobs:
        screen.print("[red]✗[/red] Set SOUK_JOBS to Celery's broker: amqp://… or redis://…")
        raise typer.Exit(1)
    return settings().jobs
