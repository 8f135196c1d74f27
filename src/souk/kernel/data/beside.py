"""Beside: a second database of a house, opened for as long as something is carried from one to the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections

from souk.kernel.data.database import kept_beside
from souk.kernel.data.databases import database_at
from souk.kernel.settings import settings


@contextmanager
def opened_beside(house: str, url: str, name: str) -> Iterator[str]:
    """The alias under which the database is reached meanwhile. Raises SystemExit with a sentence for a URL that cannot be read."""
    entry = {"default": {}, name: database_at(url, settings())}
    connections.databases[name] = connections.configure_settings(entry)[name]
    kept_beside[name] = house
    try:
        yield name
    finally:
        connections[name].close()
        del connections[name], connections.databases[name], kept_beside[name]
