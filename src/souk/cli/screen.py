"""What every command stands on: the screen, progress, the composed process."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Souk: many shops, one street, one till.")
screen = Console(highlight=False)
MOST_WAITS = 50  # tenths of a second for what another process delivers


def composed() -> list[str]:
    """Composes this process, once; nothing of Django may be imported before. Answers the names of its databases."""
    from souk.process import compose, databases

    compose()
    return databases()


def progress_bar() -> Progress:
    return Progress(
        TextColumn("{task.description:22}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=screen,
    )


@contextmanager
def progress_of(what: str) -> Iterator[Callable[[int, int], None]]:
    """Shown from when it is known how much there is to do: there may be nothing."""
    with progress_bar() as progress:
        tasks: list[TaskID] = []

        def show(done: int, of: int) -> None:
            if not tasks:
                tasks.append(progress.add_task(what, total=of))
            progress.update(tasks[0], completed=done, total=of)

        yield show


def settle(what: str) -> None:
    """Delivers every event at once, so that the first visitor finds everything."""
    from souk.kernel.events.relay import deliver_once, undelivered
    from souk.kernel.work.jobs import all_jobs

    databases = composed()

    with progress_bar() as progress:
        task = progress.add_task(what, total=sum(undelivered(house) for house in databases))
        done, waits = 0, 0
        while waits < MOST_WAITS:
            delivered = sum(deliver_once(house) for house in databases)
            waiting = sum(undelivered(house) for house in databases)  # what is heard leads to more being said
            done += delivered
            progress.update(task, completed=done, total=done + waiting)
            if not delivered and not waiting:
                break
            if not delivered:  # a market that is open beside us delivers it
                time.sleep(0.1)
                waits += 1
        for job in all_jobs():
            if job.house == "search":
                job.run()
