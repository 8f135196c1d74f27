"""The doctor: is everything set, and does everything answer?"""

from __future__ import annotations

import logging
from collections.abc import Iterator

import typer
from rich.table import Table
from rich.text import Text

from souk.cli import checks
from souk.cli.checks import Check, Finding
from souk.cli.gathering import not_gathered
from souk.cli.screen import app, composed, screen
from souk.cli.spelling import mistyped
from souk.kernel.settings import house_url, is_hosted, kinds_here
from souk.kernel.shares import is_split, shares_of


@app.command()
def doctor() -> None:
    """Checks settings and every connection, and says what to mend. Exit code 1 if anything is wrong."""
    found, names = _composed()
    logging.disable(logging.CRITICAL)  # libraries tell at length what the table says in a line
    found += checks.findings(list(_checks(names)))
    screen.print(_table(found))
    sick = [finding for finding in found if not finding.is_well]
    if sick:
        screen.print(f"[red]{len(sick)} of {len(found)} need somebody.[/red]")
        raise typer.Exit(1)
    screen.print("[green]Everything answers.[/green]")


def _composed() -> tuple[list[Finding], list[str] | None]:
    """What is wrong with the settings, and the databases of this process; None where it cannot be composed with them."""
    from souk.process import complaints

    try:
        found = [
            Finding("settings", False, told)
            for told in [*complaints(), *_kinds(), *filter(None, [not_gathered()]), *mistyped()]
        ]
        return found, composed()
    except SystemExit as refusal:  # a URL that nobody can read, a house that nobody knows
        return [Finding("settings", False, str(refusal).removeprefix("souk: "))], None
    except OSError as failure:  # the data folder; its own check says more
        return [Finding("settings", False, f"{failure.filename} cannot be made: {failure.strerror}")], None


def _kinds() -> list[str]:
    from souk.services.products.rules.known_types import product_types

    return checks.kinds_told("products", product_types())


def _checks(names: list[str] | None) -> Iterator[Check]:
    """`names`: the databases of this process; None where Django could not be set up."""
    yield from checks.folders()
    if names is not None:
        from souk.process import contracts_of, databases_and_stores

        yield from checks.databases(databases_and_stores())
        yield from checks.goods_of(kinds_here("products"))
        yield from checks.neighbours(_neighbours(), contracts_of)
    yield from checks.servers()
    if is_hosted("notifications"):
        from souk.services.notifications.settings import settings as of_notifications

        yield from checks.mail(of_notifications().email_url.get_secret_value())


def _neighbours() -> dict[str, str]:
    """Where each house lives that one here needs, and that is not here."""
    from souk.cli.serving import needed
    from souk.process import hosted

    asked = {name for here in hosted() for name in needed(here) if not is_hosted(name)}
    whole = {name: house_url(name) or "" for name in sorted(asked)}
    split = {share.name: share.url for name in _split(asked) for share in shares_of(name) if share.url}
    return whole | split


def _split(asked: set[str]) -> set[str]:
    """Houses of which some shares are elsewhere, whether this process asks them or keeps the others."""
    from souk.process import hosted

    return {name for name in asked | {here.name for here in hosted()} if is_split(name)}


def _table(found: list[Finding]) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 1))
    table.add_column()
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for finding in found:
        sign = Text("✓", "green") if finding.is_well else Text("✗", "red")
        table.add_row(sign, finding.name, Text(finding.told, "" if finding.is_well else "red"))
    return table
