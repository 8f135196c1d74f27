"""The baseline: a bare Django WSGI view that reads one indexed SQLite row and answers a constant of the size it is told."""

from __future__ import annotations

import os
from typing import Any


def application() -> Any:
    import django
    from django.conf import settings
    from django.db import connection
    from django.http import HttpRequest, HttpResponse
    from django.urls import path

    payload = b"x" * int(os.environ["BASELINE_BYTES"])

    def view(request: HttpRequest, key: str) -> HttpResponse:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM rows WHERE key = %s", [key])
            cursor.fetchone()
        return HttpResponse(payload, content_type="application/json")

    class Urls:
        urlpatterns = [path("row/<slug:key>", view)]

    settings.configure(
        SECRET_KEY="baseline",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=Urls,
        MIDDLEWARE=[],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": os.environ["BASELINE_DATABASE"],
                "CONN_MAX_AGE": None,
                "OPTIONS": {"init_command": "PRAGMA journal_mode = WAL;"},
            }
        },
    )
    django.setup()
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()


def fill(path: str, rows: int) -> None:
    import sqlite3

    database = sqlite3.connect(path)
    database.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, key TEXT UNIQUE, body TEXT)")
    database.executemany(
        "INSERT INTO rows (key, body) VALUES (?, ?)", ((f"row-{n}", "x" * 2000) for n in range(rows))
    )
    database.commit()
    database.close()
