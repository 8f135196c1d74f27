"""Care: looking at a market, proving it right, and mending it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.table import Table

from souk.cli.screen import app, composed, screen
from souk.cli.serving import Types, houses_named, keep_types
from souk.kernel.settings import host_only


@app.command()
def migrate(
    create: Annotated[
        bool, typer.Option(help="Make the databases that are missing on their servers.")
    ] = False,
    types: Types = "",
) -> None:
    """Brings every database up to date, and the broker's exchanges, queues and topics."""
    if types:
        host_only(["products"])
        keep_types(houses_named(["products"]), types)
    composed()
    from souk.kernel.data.migrating import bring_up_to_date
    from souk.kernel.events.telling import transport
    from souk.process import databases_and_stores
    from souk.vocabulary.problems import Unavailable

    databases = databases_and_stores()
    for name in databases:
        bring_up_to_date(name, create=create)
    screen.print(f"{len(databases)} databases are up to date.")
    try:
        transport().prepare()
    except Unavailable as away:
        screen.print(f"[red]✗[/red] {away.detail}")
        raise typer.Exit(1) from None


@app.command()
def audit() -> None:
    """Proves what must always be true, over all services' data. Exit code 1 if anything is not."""
    composed()
    from souk.audit import audit as audit_everything
    from souk.vocabulary.problems import Unavailable

    broken = 0
    try:
        findings = audit_everything()
    except Unavailable as away:
        screen.print(f"[red]✗[/red] {away}; the audit needs every house.", highlight=False)
        raise typer.Exit(2) from away
    for finding in findings:
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
    composed()
    from souk.kernel.events.inbox import heard_by
    from souk.kernel.work.stories import all_stories
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
def deadletters(
    replay: Annotated[str | None, typer.Option(help="Event id to try again, or `all`.")] = None,
) -> None:
    """Events that were parked because their handler kept failing."""
    composed()
    from souk.kernel.operations import health

    cursor, found, is_last = None, 0, False
    while not is_last:
        page = health.dead_letters(cursor, limit=100)
        for letter in page.items:
            found += 1
            if replay in (letter.event_id, "all"):
                health.replay(letter.house, letter.event_id)
                screen.print(f"{letter.event_id} goes to {letter.house} again.")
            elif replay is None:
                screen.print(
                    f"{letter.event_id}  {letter.type} → {letter.house}: {letter.reason}", markup=False
                )
        cursor, is_last = page.next, page.next is None
    if not found:
        screen.print("Nothing is parked.")


@app.command()
def redeliver(
    since: Annotated[datetime, typer.Option(help="From when on, in UTC: `2026-11-21T14:00:00`.")],
) -> None:
    """Carries everything said since then once more, after a house was restored to an earlier time. Who heard it lets it pass."""
    databases = composed()
    from souk.kernel.events.relay import carry_again

    moment = since.replace(tzinfo=UTC)
    for house in databases:
        if count := carry_again(house, moment):
            screen.print(f"{house}: {count:,} events are on their way again.")


@app.command()
def stories(
    resume: Annotated[str | None, typer.Option(help="Id of a parked story to go on with, or `all`.")] = None,
) -> None:
    """Stories that stopped and need a person. Mend the cause first; then let them go on the way they were going."""
    composed()
    from souk.kernel.operations import health

    cursor, found, is_last = None, 0, False
    while not is_last:
        page = health.parked(cursor, limit=100)
        for story in page.items:
            found += 1
            if resume in (story.story_id, "all"):
                goes = health.resume(story.house, story.story_id)
                screen.print(f"{story.story_id} {'goes on' if goes else 'went on already'}.", markup=False)
            elif resume is None:
                since = f"{story.changed_at:%Y-%m-%d %H:%M} UTC"
                told = f"{story.story_id}  {story.subject}, at “{story.step}” since {since}: {story.problem}"
                screen.print(told, markup=False)
        cursor, is_last = page.next, page.next is None
    if not found:
        screen.print("No story has stopped.")


@app.command(hidden=True)
def makemigrations(house: str) -> None:
    """Writes the migrations of a house (or of the kernel) from its models."""
    composed()
    from django.core.management import call_command

    call_command("makemigrations", house)
