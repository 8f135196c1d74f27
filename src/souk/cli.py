"""`souk`: the command line."""

from __future__ import annotations

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Souk: many shops, one street, one till.")


@app.command(hidden=True)
def makemigrations(house: str) -> None:
    """Writes the migrations of a house (or of the kernel) from its models."""
    from django.core.management import call_command

    from souk.process import compose

    compose()
    call_command("makemigrations", house)


@app.command()
def migrate() -> None:
    """Brings every database up to date."""
    from django.core.management import call_command

    from souk.process import compose, databases

    compose()
    for name in databases():
        call_command("migrate", database=name, verbosity=0, interactive=False)


def main() -> None:
    app()
