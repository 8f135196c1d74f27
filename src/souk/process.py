"""The composition root: who lives in this process, and how the others are reached. Nothing else may know."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
from functools import lru_cache
from types import ModuleType
from typing import Any
from urllib.parse import unquote, urlsplit

import django
from django.conf import settings as django_settings

from souk.kernel import chance
from souk.kernel.settings import Settings, house_database, house_url, settings
from souk.kernel.telemetry import start_logging
from souk.street import STREET, House, house


def hosted() -> tuple[House, ...]:
    """The houses of this process, in the order of the street."""
    wanted = settings().host
    if wanted == "all":
        return STREET
    names = [name.strip() for name in wanted.split(",") if name.strip()]
    return tuple(sorted((house(name) for name in names), key=STREET.index))


def databases() -> list[str]:
    """Names (and aliases) of the hosted houses that have a database."""
    return [here.name for here in hosted() if here.has_database]


@lru_cache(maxsize=1)
def compose() -> None:
    """Makes this process: configures Django once, and introduces every house to its neighbours."""
    start_logging()
    chance.plant(settings().seed)
    configure_django(settings())
    introduce()


def introduce() -> None:
    """Provides every contract: by the house itself, in rehearsal, or by a client for where it lives."""
    from souk.kernel.asking import provide
    from souk.kernel.calling import Rehearsal, Remote

    here = {hosted_house.name for hosted_house in hosted()}
    for neighbour in STREET:
        for contract in contracts_of(neighbour.name):
            if neighbour.name in here:
                service = _room(neighbour.name, "service")
                if service is None:
                    continue
                implementation = getattr(service, f"{contract.__name__}Service")()
                rehearsing = settings().calls == "rehearsal"
                provide(contract, Rehearsal(contract, implementation) if rehearsing else implementation)
            elif (url := house_url(neighbour.name)) is not None:
                provide(contract, Remote(contract, url))
        if _has_contract(neighbour.name):
            importlib.import_module(f"souk.contracts.{neighbour.name}.events")
    for name in here:
        for room in ("handlers", "jobs", "stories"):
            _room(name, room)


def contracts_of(name: str) -> list[type]:
    """The interfaces (Protocols) that a house promises."""
    if not _has_contract(name):
        return []
    module = importlib.import_module(f"souk.contracts.{name}.calls")
    return [
        kind
        for kind in vars(module).values()
        if inspect.isclass(kind)
        and getattr(kind, "_is_protocol", False)
        and kind.__module__ == module.__name__
    ]


def configure_django(chosen: Settings) -> None:
    names = [here.name for here in hosted()]
    collected = chosen.data / "static"
    collected.mkdir(parents=True, exist_ok=True)
    storage = (
        "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if (collected / "staticfiles.json").exists()
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    django_settings.configure(
        DEBUG=chosen.debug,
        SECRET_KEY=chosen.django_secret,
        ALLOWED_HOSTS=["*"]
        if not chosen.public_url
        else [urlsplit(chosen.public_url).hostname, "127.0.0.1", "localhost"],
        CSRF_TRUSTED_ORIGINS=[chosen.base_url],
        CSRF_COOKIE_HTTPONLY=True,
        CSRF_COOKIE_SAMESITE="Lax",
        CSRF_COOKIE_SECURE=chosen.base_url.startswith("https"),
        CSRF_FAILURE_VIEW="souk.services.web.pages.errors.csrf_failure"
        if "web" in names
        else "django.views.csrf.csrf_failure",
        SECURE_CONTENT_TYPE_NOSNIFF=True,
        INSTALLED_APPS=[
            "souk.kernel",
            "django.contrib.staticfiles",
            "ninja",  # for the files of Swagger UI and ReDoc
            *(f"souk.services.{name}" for name in names if _has_room(name, "apps")),
        ],
        MIDDLEWARE=_middleware("web" in names),
        ROOT_URLCONF="souk.process",
        TEMPLATES=[_templates("web" in names)],
        DATABASES={"default": {}}
        | {here.name: database_at(house_database(here.name)) for here in hosted() if here.has_database},
        DATABASE_ROUTERS=["souk.kernel.database.HouseRouter"],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        STATIC_URL="/static/",
        STATIC_ROOT=str(collected),
        STORAGES={
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {"BACKEND": storage},
        },
        MEDIA_ROOT=str(chosen.data / "media"),
        DATA_UPLOAD_MAX_MEMORY_SIZE=1024 * 1024,
        DATA_UPLOAD_MAX_NUMBER_FIELDS=300,
        FILE_UPLOAD_MAX_MEMORY_SIZE=10 * 1024 * 1024,
        APPEND_SLASH=False,
        USE_TZ=True,
        TIME_ZONE="UTC",
        USE_I18N=False,
        LANGUAGE_CODE="en",
        LOGGING_CONFIG=None,
        SILENCED_SYSTEM_CHECKS=["models.W037"],
    )
    django.setup()


def _middleware(has_pages: bool) -> list[str]:
    return [
        "souk.kernel.front.FrontMiddleware",
        "souk.kernel.pages.PagesMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        *(["souk.services.web.pages.visitor.VisitorMiddleware"] if has_pages else []),
    ]


def _templates(has_pages: bool) -> dict[str, Any]:
    processors = ["django.template.context_processors.request"]
    if has_pages:
        processors.append("souk.services.web.pages.visitor.visitor")
    return {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": processors},
    }


def database_at(url: str) -> dict[str, Any]:
    """A database URL as Django has it. `sqlite:///relative.db`, `sqlite:////absolute.db`."""
    parts = urlsplit(url)
    if parts.scheme != "sqlite":
        raise SystemExit(f"souk: database URLs begin with sqlite:// for now, not {parts.scheme}://")
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": unquote(parts.path.removeprefix("/")),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 10,
            "init_command": (
                "PRAGMA journal_mode = WAL;"
                f"PRAGMA synchronous = {settings().sqlite_synchronous};"
                "PRAGMA foreign_keys = ON; PRAGMA cache_size = -4000; PRAGMA temp_store = MEMORY;"
            ),
        },
    }


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

    from souk.kernel import http, http_calls, pages

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


def web_application() -> Any:
    """The WSGI application, for the server. Starts this process's share of the background work."""
    compose()
    from django.core.wsgi import get_wsgi_application

    from souk.kernel.background import Background
    from souk.kernel.front import keep_connections

    application = get_wsgi_application()
    keep_connections()
    _urlpatterns()
    Background(databases()).start()
    return application
