"""Django, configured once for the houses of a process."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django
from django.conf import settings as django_settings

from souk.kernel.data.databases import database_at, named_by_setting
from souk.kernel.settings import Settings

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


def configure(
    chosen: Settings,
    *,
    apps: list[str],
    databases: dict[str, str],
    pages: str | None,
    routes: str,
    files: Sequence[Path] = (),
) -> None:
    """`apps`: the houses' packages. `databases`: house → URL. `pages`: the package of pages for people, which knows the visitor and
    shows what went wrong; None where there are none. `routes`: the module that has `urlpatterns`. `files`: folders of style sheets and
    scripts beside those of `apps`."""
    django_settings.configure(
        DEBUG=chosen.debug,
        SECRET_KEY=chosen.django_secret,
        ALLOWED_HOSTS=_hosts(chosen),
        SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https") if chosen.trusted_proxies else None,
        CSRF_TRUSTED_ORIGINS=[chosen.base_url],
        CSRF_COOKIE_HTTPONLY=True,
        CSRF_COOKIE_SAMESITE="Lax",
        CSRF_COOKIE_SECURE=chosen.base_url.startswith("https"),
        CSRF_FAILURE_VIEW=f"{pages}.errors.csrf_failure" if pages else "django.views.csrf.csrf_failure",
        INSTALLED_APPS=[
            "souk.kernel",
            "django.contrib.staticfiles",
            "ninja",  # for the files of Swagger UI and ReDoc
            *apps,
        ],
        MIDDLEWARE=[
            "souk.kernel.web.front.FrontMiddleware",
            "souk.kernel.web.pages.PagesMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            *([f"{pages}.visitor.VisitorMiddleware"] if pages else []),
        ],
        ROOT_URLCONF=routes,
        TEMPLATES=[_templates(pages)],
        DATABASES={"default": {}} | _databases(databases, chosen),
        SOUK_REFUSAL_VIEW=f"{pages}.errors.refused" if pages else "",
        DATABASE_ROUTERS=["souk.kernel.data.database.HouseRouter"],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        **_static(chosen.static_files, files),
        MEDIA_ROOT=str(chosen.media_folder),
        DATA_UPLOAD_MAX_MEMORY_SIZE=1024 * 1024,
        DATA_UPLOAD_MAX_NUMBER_FIELDS=4_000,  # a product of 250 variations has 12 a row; the size bounds the rest
        FILE_UPLOAD_MAX_MEMORY_SIZE=10 * 1024 * 1024,
        APPEND_SLASH=False,
        USE_TZ=True,
        TIME_ZONE="UTC",
        USE_I18N=False,
        LANGUAGE_CODE="en",
        LOGGING_CONFIG=None,
    )
    django.setup()


def _databases(urls: dict[str, str], chosen: Settings) -> dict[str, Any]:
    found = {}
    for alias, url in urls.items():
        with named_by_setting(alias):
            found[alias] = database_at(url, chosen)
    return found


def _hosts(chosen: Settings) -> list[str]:
    """Names we answer to: the public one, and ourselves. Who listens to the world without a public name answers to any."""
    if chosen.public_url:
        return [urlsplit(chosen.base_url).hostname or "", *_LOOPBACK]
    return list(_LOOPBACK) if chosen.bind in _LOOPBACK else ["*"]


def _templates(pages: str | None) -> dict[str, Any]:
    processors = ["django.template.context_processors.request"]
    if pages:
        processors.append(f"{pages}.visitor.visitor")
    return {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": processors},
    }


def _static(collected: Path, files: Sequence[Path]) -> dict[str, Any]:
    collected.mkdir(parents=True, exist_ok=True)
    backend = "django.contrib.staticfiles.storage.StaticFilesStorage"
    if (collected / "staticfiles.json").exists():
        backend = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    return {
        "STATIC_URL": "/static/",
        "STATICFILES_DIRS": [str(folder) for folder in files],
        "STATIC_ROOT": str(collected),
        "STORAGES": {
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {"BACKEND": backend},
        },
    }
