"""Moving house: the goods of a type go to the database of the service that keeps the type, or back."""

from __future__ import annotations

from typing import Annotated, NoReturn

import typer

from souk.cli.screen import app, composed, progress_bar, screen
from souk.cli.serving import refuse_unknown_types
from souk.kernel.settings import database_of_share, host_only, house_database, kinds_here
from souk.kernel.shares import share_of_kind

HOUSE, SHARE = "products", "products_share"


@app.command("move-type")
def move_type(
    kind: Annotated[str, typer.Argument(help="The product type, as `souk serve products --types` has it.")],
    back: Annotated[
        bool, typer.Option("--back", help="From the service of the type to the common database again.")
    ] = False,
) -> None:
    """Moves what there is of a product type to the database of the service that keeps it, or back; the market may be open meanwhile."""
    host_only([HOUSE])
    if kinds_here(HOUSE):
        _stop(
            "This is told to be a share of products: run it where the common database is, without SOUK_PRODUCTS_TYPES."
        )
    refuse_unknown_types(kind)
    kinds = share_of_kind(HOUSE, kind).kinds
    if not kinds and not back:
        _stop(
            f"Nobody is said to keep {kind}, so what was moved would not be found: set SOUK_PRODUCTS_{kind.upper()}_URL, here and for "
            f"every process of the market, and begin again."
        )
    url = _url_of(kinds or (kind,))
    composed()
    from souk.kernel.data.beside import opened_beside
    from souk.services.products.use_cases.moving import Move, MoveStopped
    from souk.vocabulary.problems import Unavailable

    with opened_beside(HOUSE, url, SHARE):
        for alias, command in (
            (HOUSE, "souk migrate"),
            (SHARE, f"souk migrate --types {','.join(kinds or (kind,))}"),
        ):
            _refuse_old(alias, command)
        move = Move(kind, SHARE, HOUSE, "") if back else Move(kind, HOUSE, SHARE, kind)
        total = move.count()
        try:
            with progress_bar() as progress:
                task = progress.add_task(f"Moving {kind}", total=total)
                moved = move.run(lambda done, total: progress.update(task, completed=done, total=total))
        except (MoveStopped, Unavailable) as stopped:
            screen.print(f"{total - move.count():,} of {total:,} products were moved.")
            _stop(str(stopped))
    screen.print(
        f"{moved:,} products of the type {kind} were moved{' back' if back else ''}, and none is left behind."
    )


def _url_of(kinds: tuple[str, ...]) -> str:
    setting = f"SOUK_PRODUCTS_{'_'.join(kinds)}_DATABASE".upper()
    url = database_of_share(HOUSE, kinds)
    if url is None:
        _stop(f"Say where the service of {' and '.join(kinds)} has its database: set {setting} here, too.")
    if url == house_database(HOUSE):
        _stop(f"{setting} and SOUK_PRODUCTS_DATABASE are one database: there is nowhere to move to.")
    return url


def _refuse_old(alias: str, command: str) -> None:
    from django.db.utils import Error

    from souk.kernel.data.migrating import count_missing

    try:
        missing = count_missing(alias)
    except Error as failure:
        _stop(
            f"A database cannot be opened: {str(failure).strip().splitlines()[0]}. Make it with `{command} --create`."
        )
    if missing:
        _stop(f"{missing} migrations are missing. First `{command}`, then begin again.")


def _stop(why: str) -> NoReturn:
    screen.print(f"[red]✗[/red] {why}", soft_wrap=True)
    raise typer.Exit(1)
