"""Goods: bringing products in, and building what shows them anew."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Annotated

import typer

from souk.cli.screen import app, composed, progress_bar, screen, settle
from souk.kernel.settings import settings


@app.command("import")
def import_(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="Shopify product CSV, or DummyJSON products.")
    ],
    shop: Annotated[
        str | None,
        typer.Option(help="Slug of the shop that sells them; made from the file's name if left out."),
    ] = None,
    owner: Annotated[
        str | None,
        typer.Option(help="Email of who owns the shop if it is new; in the demo market the administrator."),
    ] = None,
) -> None:
    """Takes products from another shop's export. Run again it updates what changed and repeats nothing."""
    composed()
    from souk.contracts.shops.calls import ShopNotFound
    from souk.services.products.use_cases.importing import import_file
    from souk.vocabulary.problems import Problem

    slug = shop or _shop_slug(file)

    with progress_bar() as progress:
        task = progress.add_task(file.name[:22], total=None)
        try:
            report = import_file(
                file,
                shop_slug=slug,
                owner_id=_owner_id(owner),
                progress=lambda done, total: progress.update(task, completed=done, total=total),
            )
        except ShopNotFound:
            screen.print(
                f"[red]✗[/red] There is no shop {slug} yet. To open it, say whose it is: --owner EMAIL"
            )
            raise typer.Exit(1) from None
        except Problem as problem:
            screen.print(f"[red]✗[/red] {problem.detail}")
            raise typer.Exit(1) from None
    settle("Telling the street")
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
def replay(
    house: Annotated[
        str, typer.Argument(help="The house whose read model is built anew: `search` or `products`.")
    ],
    tell: Annotated[
        bool,
        typer.Option(
            help="Say its facts again instead, for houses that lost what they heard: of `products`, `inventory` or `orders`."
        ),
    ] = False,
    restored: Annotated[
        bool,
        typer.Option(
            help="With --tell: the house was restored to an earlier time, and outranks what was heard since."
        ),
    ] = False,
) -> None:
    """Builds a read model anew from its facts and swaps it in without a gap."""
    if house not in composed():
        screen.print(f"[red]✗[/red] {house} does not keep its data here: run this where it is hosted.")
        raise typer.Exit(1)
    name, verb = f"souk.services.{house}.use_cases.rebuilding", "tell_again" if tell else "rebuild"
    again = getattr(importlib.import_module(name), verb, None) if importlib.util.find_spec(name) else None
    if again is None:
        what = "says nothing again" if tell else "has no read model to build anew"
        screen.print(f"[red]✗[/red] {house} {what}.")
        raise typer.Exit(1)
    with progress_bar() as progress:
        task = progress.add_task(house, total=None)
        how = {"is_restored": True} if tell and restored else {}
        count = again(lambda done, total: progress.update(task, completed=done, total=total), **how)
    screen.print(f"{count:,} {'told again; who hears them catches up now' if tell else 'built anew'}.")


def _shop_slug(file: Path) -> str:
    from souk.services.products.rules.slugs import slug_from

    return slug_from(file.stem)


def _owner_id(email: str | None) -> str | None:
    """The account that a new shop belongs to: the one of that email, opened if there is none (its owner resets the password)."""
    from souk.contracts.users.calls import Users
    from souk.demo.people import ADMINISTRATOR
    from souk.kernel import chance
    from souk.kernel.neighbours.asking import ask

    if email is None and not settings().demo:
        return None
    email = email or ADMINISTRATOR.email
    account = ask(Users).open_account(
        key=f"import/{email}",
        email=email,
        password=chance.token(),
        name=email.partition("@")[0],
        roles=["shopper", "shop_owner"],
        is_verified=False,
    )
    return account.user_id
