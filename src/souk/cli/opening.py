"""Opening: `run` and what it prepares."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.panel import Panel
from rich.table import Table

from souk.cli.gathering import fingerprint, gather, static_files
from souk.cli.screen import app, composed, progress_bar, progress_of, screen, settle
from souk.cli.serving import refuse_unfit, serve_http
from souk.kernel.settings import settings


@app.command()
def run(
    fresh: Annotated[
        bool, typer.Option(help="Check databases and static files even if nothing changed.")
    ] = False,
) -> None:
    """Prepares what is missing and serves the whole market from this machine."""
    refuse_unfit()
    chosen = settings()
    stamp = chosen.data / ".prepared"
    if fresh or not stamp.exists() or stamp.read_text() != _fingerprint():
        if subprocess.run([sys.executable, "-m", "souk.cli", "prepare"], check=False).returncode:
            raise typer.Exit(1)
        stamp.write_text(_fingerprint())
    _say_where(chosen.base_url)
    serve_http(chosen, "serving_and_working")


@app.command(hidden=True)
def prepare() -> None:
    """What `run` does first: databases, static files, and the demo market if the data folder is empty."""
    composed()
    _bring_databases_up_to_date()
    if settings().static is None:  # an image brings its own
        gather()
    half_open = settings().data / ".half-open"
    if settings().demo and (half_open.exists() or _is_empty()):
        half_open.touch()  # stopped in the middle, the demo market is opened on at the next start
        _open_demo_market()
        half_open.unlink()


@app.command()
def seed() -> None:
    """Brings the databases up to date and opens the demo market; run again it changes nothing."""
    composed()
    _bring_databases_up_to_date()
    _open_demo_market()


def _bring_databases_up_to_date() -> None:
    from souk.kernel.data.migrating import bring_up_to_date
    from souk.process import databases_and_stores

    databases = databases_and_stores()
    with progress_bar() as progress:
        task = progress.add_task("Databases", total=len(databases))
        for name in databases:
            bring_up_to_date(name, create=settings().environment == "development")
            progress.advance(task)


def _open_demo_market() -> None:
    from souk.demo.carts import open_carts
    from souk.demo.market import open_market
    from souk.demo.wishes import open_wishes

    with progress_bar() as progress:
        tasks: dict[str, Any] = {}

        def show(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = progress.add_task(what, total=total)
            progress.update(tasks[what], completed=done, total=total)

        open_market(show)
    settle("Telling the street")
    _open_history()
    open_wishes(composed())
    open_carts(composed())
    _open_reviews()


def _open_reviews() -> None:
    """What people say of the demo market, once everybody on the street knows its goods."""
    from souk.demo.reviews import write_reviews

    with progress_of("What people say") as show:
        write_reviews(lambda _, done, of: show(done, of))
    settle("Counting the stars")


def _open_history() -> None:
    """The last weeks of the demo market, once everybody on the street knows its goods; a market of several processes has none."""
    from souk.demo.history import open_history

    with progress_of("The last weeks") as show:
        open_history(composed(), lambda _, done, of: show(done, of))


def _is_empty() -> bool:
    from souk.contracts.shops.calls import Shops
    from souk.kernel.neighbours.asking import ask

    return not ask(Shops).approved_shops(limit=1).items


def _fingerprint() -> str:
    """Changes whenever migrations or static files of this installation do."""
    return fingerprint([*Path(__file__).parents[1].glob("**/migrations/*.py"), *static_files()])


def _say_where(url: str) -> None:
    from souk.demo.people import ADMINISTRATOR, DEMO_PASSWORD, OWNERS, SHOPPER, STAFF

    rows = [
        ("Shop", url + "/"),
        ("Back office", url + "/office"),
        ("API", f"{url}/docs  {url}/redoc  {url}/openapi.json  {url}/asyncapi.json"),
    ]
    if settings().environment == "development":
        rows.append(("Mailbox", url + "/dev/mailbox"))
    if settings().demo:
        people = (SHOPPER, OWNERS[0], STAFF, ADMINISTRATOR)
        rows += [("Demo accounts", "  ".join(person.email for person in people)), ("Password", DEMO_PASSWORD)]
    table = Table(show_header=False, box=None)
    for name, value in rows:
        table.add_row(f"[bold]{name}[/bold]", value)
    screen.print(Panel(table, title="Souk is open", title_align="left", expand=False))
