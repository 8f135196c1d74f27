"""`souk`: the command line. Long work shows its progress; what it prints is for people."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.panel import Panel
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from souk.kernel.settings import settings

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Souk: many shops, one street, one till.")
screen = Console(highlight=False)


@app.command()
def run(
    fresh: Annotated[
        bool, typer.Option(help="Check databases and static files even if nothing changed.")
    ] = False,
) -> None:
    """Prepares what is missing and serves the whole market from this machine."""
    chosen = settings()
    stamp = chosen.data / ".prepared"
    if fresh or not stamp.exists() or stamp.read_text() != _fingerprint():
        if subprocess.run([sys.executable, "-m", "souk.cli", "prepare"], check=False).returncode:
            raise typer.Exit(1)
        stamp.write_text(_fingerprint())
    _say_where(chosen.base_url)
    media = chosen.data / "media"
    media.mkdir(parents=True, exist_ok=True)
    command = [
        "granian", "--interface", "wsgi", "--factory", "--host", chosen.bind, "--port", str(chosen.port),
        "--workers", str(chosen.workers), "--blocking-threads", str(chosen.threads), "--runtime-threads", "1",
        "--workers-kill-timeout", "10", "--respawn-failed-workers", "--no-ws", "--log-level", "warning",
        "--static-path-route", "/media", "--static-path-mount", str(media.resolve()), "--static-path-expires", "31536000",
        "souk.process:web_application",
    ]  # fmt: skip
    os.environ.setdefault(
        "MALLOC_ARENA_MAX", "2"
    )  # many threads that each hold little: fewer arenas waste less
    os.execv(Path(sys.executable).with_name("granian"), command)


@app.command(hidden=True)
def prepare() -> None:
    """What `run` does first: databases, static files, and the demo market if the data folder is empty."""
    databases = _compose()
    from django.core.management import call_command

    with _progress() as progress:
        task = progress.add_task("Databases", total=len(databases))
        for name in databases:
            call_command("migrate", database=name, verbosity=0, interactive=False)
            progress.advance(task)
        task = progress.add_task("Pages", total=1)
        _collect_static()
        progress.advance(task)
    if settings().demo and _is_empty():
        _open_demo_market()


@app.command()
def migrate() -> None:
    """Brings every database up to date."""
    databases = _compose()
    from django.core.management import call_command

    for name in databases:
        call_command("migrate", database=name, verbosity=0, interactive=False)
    screen.print(f"{len(databases)} databases are up to date.")


@app.command()
def seed() -> None:
    """Opens the demo market; run again it changes nothing."""
    _compose()
    _open_demo_market()


@app.command("import")
def import_(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="Shopify product CSV, or DummyJSON products.")
    ],
    shop: Annotated[
        str | None,
        typer.Option(help="Slug of the shop that sells them; made from the file's name if left out."),
    ] = None,
) -> None:
    """Takes products from another shop's export. Run again it updates what changed and repeats nothing."""
    _compose()
    from souk.services.products.use_cases.importing import import_file
    from souk.vocabulary.problems import Problem

    with _progress() as progress:
        task = progress.add_task(file.name[:22], total=None)
        try:
            report = import_file(
                file,
                shop_slug=shop or _shop_slug(file),
                owner_id=_market_owner(),
                progress=lambda done, total: progress.update(task, completed=done, total=total),
            )
        except Problem as problem:
            screen.print(f"[red]✗[/red] {problem.detail}")
            raise typer.Exit(1) from None
    _settle("Telling the street")
    screen.print(
        f"{report.source}: {report.created:,} new, {report.updated:,} changed, {report.unchanged:,} as they were, "
        f"{len(report.refused):,} refused"
    )
    for title, lines in (
        ("Refused", [f"line {one.line} {one.name}: {one.reason}" for one in report.refused]),
        ("Mended", report.notes),
    ):
        if lines:
            screen.print(f"\n[bold]{title} ({len(lines)})[/bold]")
            for line in lines[:50]:
                screen.print(f"  {line}", markup=False)
            if len(lines) > 50:
                screen.print(f"  … and {len(lines) - 50:,} more")


@app.command()
def audit() -> None:
    """Proves what must always be true, over all services' data. Exit code 1 if anything is not."""
    _compose()
    from souk.audit import audit as audit_everything

    broken = 0
    for finding in audit_everything():
        sign = "[green]✓[/green]" if not finding.violations else "[red]✗[/red]"
        screen.print(f"{sign} {finding.number:2} {finding.sentence}")
        for violation in finding.violations[:20]:
            screen.print(f"      {violation}", markup=False)
        broken += bool(finding.violations)
    if broken:
        raise typer.Exit(1)


@app.command()
def street() -> None:
    """The map: every house, whom it asks, what it hears, and its stories step by step."""
    _compose()
    from souk.kernel.inbox import heard_by
    from souk.kernel.stories import all_stories
    from souk.street import STREET, asks

    heard = heard_by()
    table = Table(title="The street", title_justify="left")
    for column in ("house", "asks", "hears"):
        table.add_column(column)
    for house in STREET:
        events = ", ".join(
            kind.removeprefix("souk.").removesuffix(".v1") for kind in heard.get(house.name, [])
        )
        table.add_row(house.name, ", ".join(asks(house.name)), events)
    screen.print(table)
    for story in all_stories():
        steps = " → ".join(step.name.replace("_", " ") for step in story.steps)
        screen.print(f"[bold]{story.name}[/bold] ({story.house}): {steps}")


@app.command()
def doctor() -> None:
    """Checks settings and every connection, and says what to mend."""
    sick = [] if os.access(_nearest(settings().data), os.W_OK) else [f"cannot write to {settings().data}"]
    _compose()
    sick += _sick_databases() + _sick_neighbours()
    for complaint in sick:
        screen.print(f"[red]✗[/red] {complaint}", markup=True)
    if sick:
        raise typer.Exit(1)
    screen.print("[green]✓[/green] Everything answers.")


@app.command()
def deadletters(
    replay: Annotated[str | None, typer.Option(help="Event id to try again, or `all`.")] = None,
) -> None:
    """Events that were parked because their handler kept failing."""
    databases = _compose()
    from souk.kernel.inbox import dead_letters, replay_dead_letter

    parked = [(house, letter) for house in databases for letter in dead_letters(house)]
    for house, letter in parked:
        if replay in (letter.event_id, "all"):
            replay_dead_letter(house, letter.event_id)
            screen.print(f"{letter.event_id} goes to {house} again.")
        elif replay is None:
            reason = letter.error.strip().splitlines()[-1] if letter.error.strip() else ""
            screen.print(f"{letter.event_id}  {letter.type} → {house}: {reason}", markup=False)
    if not parked:
        screen.print("Nothing is parked.")


@app.command()
def replay(
    house: Annotated[
        str, typer.Argument(help="The house whose read model is built anew: `search` or `products`.")
    ],
) -> None:
    """Builds a read model anew from its facts and swaps it in without a gap."""
    _compose()
    import importlib

    try:
        rebuilding = importlib.import_module(f"souk.services.{house}.use_cases.rebuilding")
    except ModuleNotFoundError:
        screen.print(f"{house} has no read model to build anew.")
        raise typer.Exit(1) from None
    with _progress() as progress:
        task = progress.add_task(house, total=None)
        rebuilding.rebuild(lambda done, total: progress.update(task, completed=done, total=total))


@app.command(hidden=True)
def makemigrations(house: str) -> None:
    """Writes the migrations of a house (or of the kernel) from its models."""
    _compose()
    from django.core.management import call_command

    call_command("makemigrations", house)


def _compose() -> list[str]:
    """Composes this process, once; nothing of Django may be imported before. Answers the names of its databases."""
    from souk.process import compose, databases

    compose()
    return databases()


def _shop_slug(file: Path) -> str:
    from souk.services.products.rules.slugs import slug_from

    return slug_from(file.stem)


def _market_owner() -> str:
    """The account that owns shops opened by imports: the administrator of the demo, made if there is none."""
    from souk.contracts.users.calls import Users
    from souk.demo.people import ADMINISTRATOR
    from souk.kernel import chance
    from souk.kernel.asking import ask

    account = ask(Users).open_account(
        key=f"demo/account/{ADMINISTRATOR.email}",
        email=ADMINISTRATOR.email,
        password=chance.token(),
        name=ADMINISTRATOR.name,
        roles=list(ADMINISTRATOR.roles),
        is_verified=True,
    )
    return account.user_id


def _open_demo_market() -> None:
    from souk.demo.market import open_market

    with _progress() as progress:
        tasks: dict[str, Any] = {}

        def show(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = progress.add_task(what, total=total)
            progress.update(tasks[what], completed=done, total=total)

        open_market(show)
    _settle("Telling the street")


def _settle(what: str) -> None:
    """Delivers every event at once, so that the first visitor finds everything."""
    from souk.kernel.jobs import all_jobs
    from souk.kernel.relay import deliver_once, undelivered

    databases = _compose()

    with _progress() as progress:
        task = progress.add_task(what, total=sum(undelivered(house) for house in databases))
        while delivered := sum(deliver_once(house) for house in databases):
            waiting = sum(undelivered(house) for house in databases)  # what is heard leads to more being said
            done = progress.tasks[0].completed + delivered
            progress.update(task, completed=done, total=done + waiting)
        for job in all_jobs():
            if job.house == "search":
                job.run()


def _collect_static() -> None:
    from django.conf import settings as django_settings
    from django.core.management import call_command

    backend = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    django_settings.STORAGES["staticfiles"]["BACKEND"] = backend
    Path(django_settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)


def _is_empty() -> bool:
    from souk.contracts.shops.calls import Shops
    from souk.kernel.asking import ask

    return not ask(Shops).approved_shops(limit=1).items


def _fingerprint() -> str:
    """Changes whenever migrations or static files of this installation do."""
    root = Path(__file__).parent
    files = [*root.glob("**/migrations/*.py"), *root.glob("services/*/static/**/*")]
    facts = [
        f"{path.relative_to(root)} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in sorted(files)
    ]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


def _sick_databases() -> list[str]:
    from django.db import connections

    from souk.kernel.settings import house_database

    sick = []
    for name in _compose():
        try:
            with connections[name].cursor() as cursor:
                cursor.execute("SELECT 1")
        except Exception as failure:
            where = f"SOUK_{name.upper()}_DATABASE={house_database(name)}"
            sick.append(f"the database of {name} does not answer ({failure}); look at {where}")
    return sick


def _sick_neighbours() -> list[str]:
    from souk.kernel.asking import provided
    from souk.process import contracts_of
    from souk.street import STREET

    missing = []
    for house in STREET:
        for contract in contracts_of(house.name):
            if contract not in provided():
                missing.append(
                    f"nobody answers for {house.name}; set SOUK_{house.name.upper()}_URL or host it here"
                )
    return sorted(set(missing))


def _nearest(path: Path) -> Path:
    while not path.exists():
        path = path.absolute().parent
    return path


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description:22}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=screen,
    )


def _say_where(url: str) -> None:
    from souk.demo.people import ADMINISTRATOR, DEMO_PASSWORD, OWNERS, SHOPPER, STAFF

    rows = [
        ("Shop", url + "/"),
        ("Back office", url + "/back-office"),
        ("API", f"{url}/docs  {url}/redoc  {url}/openapi.json  {url}/asyncapi.json"),
        ("Mailbox", url + "/dev/mailbox"),
    ]
    if settings().demo:
        people = (SHOPPER, OWNERS[0], STAFF, ADMINISTRATOR)
        rows += [("Demo accounts", "  ".join(person.email for person in people)), ("Password", DEMO_PASSWORD)]
    table = Table(show_header=False, box=None)
    for name, value in rows:
        table.add_row(f"[bold]{name}[/bold]", value)
    screen.print(Panel(table, title="Souk is open", title_align="left", expand=False))


def main() -> None:
    app()


if __name__ == "__main__":
    main()
