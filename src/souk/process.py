"""The composition root: who lives in this process, and how the others are reached. Nothing else may know."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import os
import pkgutil
import threading
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any, cast

from souk import services
from souk.kernel import chance, production
from souk.kernel.addresses import unfit
from souk.kernel.framework import configure
from souk.kernel.production import Installation
from souk.kernel.settings import (
    database_setting,
    house_database,
    is_hosted,
    settings,
    store_databases,
    told_addresses,
)
from souk.kernel.shares import Share, is_split, part_only, shares_of
from souk.kernel.telemetry.logs import log, start_logging
from souk.kernel.telemetry.tracing import start_tracing
from souk.street import STREET, House, hears, house


def hosted() -> tuple[House, ...]:
    """The houses of this process, in the order of the street."""
    wanted = settings().host
    if wanted != "all":
        try:
            for name in wanted.split(","):
                house(name.strip())
        except LookupError as unknown:
            raise SystemExit(f"souk: SOUK_HOST: {unknown}") from None
    return tuple(here for here in STREET if is_hosted(here.name))


def databases() -> list[str]:
    """Names (and aliases) of the hosted houses that have a database."""
    return [here.name for here in hosted() if here.has_database]


def stores() -> dict[tuple[str, str], str]:
    """(house, store) → alias, of the stores of hosted houses that were given databases of their own. Stores that were given the same
    one share its alias."""
    found: dict[tuple[str, str], str] = {}
    for here in hosted():
        aliases: dict[str, str] = {}
        for store, url in store_databases(here.name, here.stores).items():
            found[here.name, store] = aliases.setdefault(url, f"{here.name}_{store}")
    return found


def databases_and_stores() -> list[str]:
    """Aliases of every database of this process, to be made, migrated and looked after."""
    return [*databases(), *dict.fromkeys(stores().values())]


def _urls() -> dict[str, str]:
    """Alias → URL."""
    own = {name: house_database(name) for name in databases()}
    given = {
        alias: store_databases(name, house(name).stores)[store] for (name, store), alias in stores().items()
    }
    return own | given


def _refuse_shared_databases() -> None:
    """Also of houses of other processes, as far as this one is told where they keep things."""
    from souk.kernel.data.databases import refuse_shared

    told = {here.name: os.environ.get(database_setting(here.name)) for here in STREET if here.has_database}
    refuse_shared({name: url for name, url in told.items() if url} | _urls())


def complaints() -> list[str]:
    """What of this process does not suit production, each in a sentence; nothing in development."""
    own = [room.settings() for here in hosted() if (room := _room(here.name, "settings")) is not None]
    of_houses = [complaint for chosen in own if hasattr(chosen, "unfit") for complaint in chosen.unfit()]
    is_open = not settings().errands
    here = Installation(
        settings(),
        databases=_urls(),
        is_whole=hosted() == STREET,
        issues_tokens=is_open and is_hosted("users"),
        of_houses=of_houses if is_open else [],
    )
    return production.complaints(here)


@lru_cache(maxsize=1)
def compose() -> None:
    """Makes this process: configures Django once, and introduces every house to its neighbours."""
    start_logging()
    if hindrance := start_tracing():
        log(__name__).warning("traces_are_not_kept", why=hindrance)
    chance.plant(settings().seed)
    introduce_kinds()
    _refuse_addresses()
    names = [here.name for here in hosted()]
    configure(
        settings(),
        apps=[f"souk.services.{name}" for name in names if _has_room(name, "apps")],
        databases=_urls(),
        pages="souk.services.web.pages" if "web" in names else None,
        routes=__name__,
        files=_files_of_the_others(names),
    )
    _refuse_shared_databases()
    introduce()

    from souk.kernel.data.database import keep_stores
    from souk.kernel.events.telling import tell_through, transport_by

    keep_stores(stores())
    tell_through(transport_by(settings().events, heard_on_the_street))


def _refuse_addresses() -> None:
    """Where a neighbour should live and nobody can be asked: every call would fail, and the log say that it does not answer."""
    told = [pair for here in STREET for pair in told_addresses(here.name, is_parted=bool(here.kind))]
    if wrong := unfit(told):
        raise SystemExit(f"souk: {'; '.join(wrong)}")


def _files_of_the_others(here: list[str]) -> list[Path]:
    """Style sheets and scripts of houses that live elsewhere. Whoever has the pages hands them out: a browser asks the street, not a house."""
    homes = Path(services.__path__[0])
    return [
        homes / other.name / "static"
        for other in STREET
        if other.name not in here and (homes / other.name / "static").is_dir()
    ]


def introduce_kinds() -> None:
    """Tells every process the product types there are, which are code that every process has, and whose things have kinds at all."""
    from souk.contracts.products import kinds
    from souk.services.products.rules.known_types import described

    part_only(here.name for here in STREET if here.kind)
    kinds.introduce(described())


def introduce() -> None:
    """Provides every contract: by the house itself, in rehearsal, or by a client for where it lives."""
    from souk.kernel.neighbours.asking import provide
    from souk.kernel.neighbours.spreading import Spread

    here = [hosted_house.name for hosted_house in hosted()]
    for neighbour in STREET:
        for contract in contracts_of(neighbour.name):
            answers = _who_answers(neighbour.name, contract)
            if len(answers) > 1:
                provide(contract, Spread(contract, neighbour.name, answers))
            elif answers:
                provide(contract, answers[0][1])
        if _has_contract(neighbour.name):
            importlib.import_module(f"souk.contracts.{neighbour.name}.events")
    for name in here:
        for room in ("handlers", "jobs", "stories"):
            _room(name, room)
    _arrange_care(here)


def _who_answers(name: str, contract: type) -> list[tuple[Share, Any]]:
    """Each share of a house (mostly the house is not split, and there is one) with who answers for it here."""
    from souk.kernel.neighbours.calling import Rehearsal, Remote

    found: list[tuple[Share, Any]] = []
    for share in shares_of(name):
        if share.url is not None:
            found.append((share, Remote(contract, share.url)))
        elif is_hosted(name) and (service := _room(name, "service")) is not None:
            implementation = getattr(service, f"{contract.__name__}Service")()
            rehearsing = settings().calls == "rehearsal"
            found.append((share, Rehearsal(contract, implementation) if rehearsing else implementation))
    return found


def _arrange_care(here: list[str]) -> None:
    from souk.kernel.neighbours.calling import Remote
    from souk.kernel.operations.care import Care, CareOfShare, HouseCare, take_care

    for share in (share for kept in STREET if kept.has_database for share in shares_of(kept.name)):
        care: Any = None
        if share.url is not None:
            care = Remote(Care, share.url, share.house, share.name)
        elif share.house in here:
            care = HouseCare(share.house, _room(share.house, "use_cases.auditing"))
        if care is not None:
            take_care(share.name, care if share.is_default else cast(Care, CareOfShare(share.name, care)))


def heard_on_the_street() -> dict[str, list[str]]:
    """Every house, also of other processes → the event types it hears."""
    return {
        share.hears_as: sorted(
            getattr(importlib.import_module(module), event).wire_type()
            for module, event in hears(share.house)
        )
        for neighbour in STREET
        for share in shares_of(neighbour.name)
    }


def contracts_of(name: str) -> list[type]:
    """The interfaces (Protocols) that a house promises; where there are several, `calls` may be a package of them."""
    if not _has_contract(name):
        return []
    calls = importlib.import_module(f"souk.contracts.{name}.calls")
    parts = [
        importlib.import_module(f"{calls.__name__}.{part.name}")
        for part in pkgutil.iter_modules(getattr(calls, "__path__", ()))
    ]
    return [
        kind
        for module in (calls, *parts)
        for kind in vars(module).values()
        if inspect.isclass(kind)
        and getattr(kind, "_is_protocol", False)
        and kind.__module__ == module.__name__
    ]


def _has_contract(name: str) -> bool:
    return _exists(f"souk.contracts.{name}")


def _exists(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


def _has_room(name: str, room: str) -> bool:
    return _exists(f"souk.services.{name}") and _exists(f"souk.services.{name}.{room}")


def _room(name: str, room: str) -> ModuleType | None:
    return importlib.import_module(f"souk.services.{name}.{room}") if _has_room(name, room) else None


@lru_cache(maxsize=1)
def _urlpatterns() -> list[Any]:
    from django.urls import path

    from souk.kernel.web import http, http_calls, pages

    apis = [room.api for here in hosted() if (room := _room(here.name, "api")) is not None]
    patterns: list[Any] = [
        path("api/", http.open_doors(apis).urls),
        *http_calls.urlpatterns,
        *pages.urlpatterns,
    ]
    for here in hosted():
        room = _room(here.name, "pages")
        patterns += getattr(room, "urlpatterns", [])
    return patterns


def __getattr__(name: str) -> Any:
    """Django asks this module for its routes (`ROOT_URLCONF`) once it needs them."""
    if name == "urlpatterns":
        return _urlpatterns()
    if name in ("handler400", "handler403", "handler404", "handler500") and house("web") in hosted():
        return getattr(importlib.import_module("souk.services.web.pages.errors"), name)
    raise AttributeError(name)


def serving() -> Any:
    """The WSGI application of the houses here, for the server."""
    compose()
    from django.core.wsgi import get_wsgi_application

    from souk.kernel.data.connections import keep_connections
    from souk.kernel.telemetry.metrics import start_metrics
    from souk.kernel.work.jobs import run_at_start
    from souk.kernel.work.stories import all_stories

    application = _with_forwarding(get_wsgi_application())
    keep_connections()
    _urlpatterns()
    start_metrics(story.name for story in all_stories())
    threading.Thread(target=run_at_start, name="souk-start", daemon=True).start()
    return application


def _with_forwarding(application: Any) -> Any:
    """Around a house that is split: what another share keeps is carried there."""
    from souk.kernel.neighbours.forwarding import Forwarding

    for here in hosted():
        if here.kind and is_split(here.name):
            application = Forwarding(application, here.name, here.kind, _endings(here.name))
    return application


def _endings(name: str) -> set[str]:
    """What the addresses of a house's own things have after the thing: nothing, `/images`."""
    room = _room(name, "api")
    start = f"/{name}/{{"
    paths = room.api.permissions if room is not None else ()
    return {path.partition("}")[2] for _, path in paths if path.startswith(start)}


def forwarding() -> Any:
    """The ASGI application of the house here, which only moves data."""
    compose()
    from souk.kernel.telemetry.metrics import start_metrics

    start_metrics()
    return importlib.import_module(f"souk.services.{hosted()[0].name}.asgi").application()


def working() -> Any:
    """What the houses here do besides answering; to be started."""
    compose()
    from souk.kernel.telemetry.metrics import start_metrics
    from souk.kernel.work.background import Background
    from souk.kernel.work.stories import all_stories

    start_metrics(story.name for story in all_stories())
    return Background(databases())
