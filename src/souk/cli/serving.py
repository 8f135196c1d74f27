"""Serving and working: any subset of houses in a process of its own; the others are reached where the environment says."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import sys
import threading
from pathlib import Path
from typing import Annotated

import typer

from souk.cli.gathering import not_gathered
from souk.cli.screen import app, screen
from souk.kernel.settings import (
    Settings,
    address_of_house,
    host_only,
    house_url,
    is_hosted,
    keep_only,
    kinds_here,
    settings,
)
from souk.process import complaints, hosted, working
from souk.street import STREET, House, asks, house

Types = Annotated[
    str,
    typer.Option(
        help="Of products, only those of these types (joined by commas), with a database of their own: a share of the house."
    ),
]
Names = Annotated[list[str], typer.Argument(help="Houses, as `souk street` lists them.")]


@app.command()
def serve(
    names: Names,
    work: Annotated[
        bool, typer.Option(help="Also do their background work here, as `souk work` does.")
    ] = False,
    types: Types = "",
) -> None:
    """Answers HTTP for these houses. `souk migrate` comes first, and `souk collect` for web: nothing is prepared here."""
    houses = houses_named(names)
    host_only(names, houses[0].port)
    keep_types(houses, types)
    if hindrance := not_gathered():
        raise SystemExit(f"souk: {hindrance}")
    if houses[0].framework == "starlette":
        if len(houses) > 1:
            raise typer.BadParameter(f"{houses[0].name} is served alone")
        serve_http(settings(), "forwarding", interface="asgi")
    serve_http(settings(), "serving_and_working" if work else "serving")


@app.command()
def work(names: Names, types: Types = "") -> None:
    """Does what these houses do besides answering: carries events, hears them, goes on with stories, runs jobs."""
    houses = houses_named(names)
    host_only(names)
    keep_types(houses, types)
    refuse_unfit()
    know_neighbours()
    background = working()
    stopping = threading.Event()
    for kind in (signal.SIGTERM, signal.SIGINT):
        signal.signal(kind, lambda *_: stopping.set())
    background.start()
    chosen = settings()
    if "port" in chosen.model_fields_set:
        from souk.kernel.operations.watching import show_on

        show_on(chosen.bind, chosen.port, background.is_alive)
    screen.print(f"Working for {', '.join(names)}.")
    while not stopping.wait(1) and background.is_alive():
        pass
    background.stop()


def refuse_unfit() -> None:
    """Ends a process that would not suit production, and says everything at once."""
    if settings().errands:
        raise SystemExit(
            "souk: SOUK_ERRANDS is on: this process runs commands only. Unset it to serve and to work."
        )
    if told := complaints():
        raise SystemExit("\n".join(["souk: this does not suit production:", *(f"  - {one}" for one in told)]))


def serve_http(chosen: Settings, application: str, interface: str = "wsgi") -> None:
    """Becomes the HTTP server of a factory in `souk.server`; does not return."""
    refuse_unfit()
    know_neighbours()
    media = chosen.media_folder
    media.mkdir(parents=True, exist_ok=True)
    command = [
        "granian", "--interface", interface, "--factory", "--host", chosen.bind, "--port", str(chosen.port),
        "--workers", str(chosen.workers), "--runtime-threads", "1", "--workers-kill-timeout", "10",
        "--respawn-failed-workers", "--log-level", "warning",
    ]  # fmt: skip
    if interface == "wsgi":
        # Pictures were made by us and are of the kind their names say; the server beside the process hands them out without Python.
        command += [
            "--no-ws", "--blocking-threads", str(chosen.threads), "--static-path-route", "/media",
            "--static-path-mount", str(media.resolve()), "--static-path-expires", "31536000",
        ]  # fmt: skip
    else:
        # Everybody's connections end here: idle ones may not keep others out, nor may slow ones.
        command += ["--backlog", "2048", "--backpressure", "4096", "--http1-header-read-timeout", "10000"]
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most if 0 < most < 65_536 else 65_536, most))
    _count_together(chosen.data / "metrics" / str(chosen.port))
    # Many threads that each hold little: fewer arenas waste less.
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")
    os.execv(Path(sys.executable).with_name("granian"), [*command, f"souk.server:{application}"])


def keep_types(houses: list[House], types: str) -> None:
    """Of a house that may be split, only the share that keeps these types."""
    if not types:
        return
    parted = [each for each in houses if each.kind]
    if not parted:
        raise typer.BadParameter("--types is for products, which may be split by them")
    refuse_unknown_types(types)
    keep_only(parted[0].name, types)
    _refuse_ignored(parted[0].name)


def refuse_unknown_types(types: str) -> None:
    from souk.services.products.rules.known_types import product_types

    wanted = {kind.strip() for kind in types.split(",")}
    if unknown := sorted(wanted - product_types().keys()):
        known = ", ".join(sorted(product_types()))
        raise typer.BadParameter(f"--types: nobody knows {', '.join(unknown)}; there are {known}")


def _refuse_ignored(name: str) -> None:
    """A database that was set for one of several types would be passed by, and another used unasked."""
    kinds = kinds_here(name)
    told = [one for kind in kinds if (one := f"SOUK_{name}_{kind}_DATABASE".upper()) in os.environ]
    if len(kinds) > 1 and told:
        together = f"SOUK_{name}_{'_'.join(kinds)}_DATABASE".upper()
        raise typer.BadParameter(f"{', '.join(told)}: these types share one database; set {together}")


def houses_named(names: list[str]) -> list[House]:
    try:
        return [house(name) for name in names]
    except LookupError as unknown:
        raise typer.BadParameter(str(unknown)) from unknown


def _count_together(folder: Path) -> None:
    """A folder in which the workers of this server count, begun anew with it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder.resolve())


def needed(here: House) -> list[str]:
    """The houses that one cannot do without: those it asks; all others for one that forwards to them."""
    if here.framework == "starlette" and hosted() == (here,):
        return [other.name for other in STREET if other != here]
    return asks(here.name)


def know_neighbours() -> None:
    """Ends the process with a sentence when a house of it asks one that is neither here nor said to be anywhere."""
    unknown = {
        (here.name, asked)
        for here in hosted()
        for asked in needed(here)
        if not is_hosted(asked) and house_url(asked) is None
    }
    for here in hosted():
        if kinds_here(here.name) and address_of_house(here.name) is None:
            raise SystemExit(
                f"souk: {here.name} keeps {', '.join(kinds_here(here.name))} here and needs the rest of itself: "
                f"set SOUK_{here.name.upper()}_URL"
            )
    if unknown:
        told = "; ".join(
            f"{name} asks {asked}: host it here or set SOUK_{asked.upper()}_URL"
            for name, asked in sorted(unknown)
        )
        raise SystemExit(f"souk: {told} (or SOUK_NEIGHBOURS for all)")
