"""Which house is behind a path and a method, and how that table is written down from what the houses offer.

The table is derived from the houses' `api.py` and pages (`make docs`) and kept in `doors.json`, so that the gateway knows every
address from its first moment on, whichever houses are up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from souk.services.gateway.rules.paths import is_inside

#: Everything that nobody else answers is a page.
PAGES = "web"
KEYS = ("/.well-known/jwks.json", "users")
ANY = "*"
_PARAMETER = re.compile(r"[<{](?:\w+:)?(\w+)[>}]")


@dataclass(frozen=True)
class Door:
    """`houses`: method → house."""

    template: str
    houses: Mapping[str, str]

    def house(self, method: str) -> str | None:
        """None when this address does not know the method. Who answers GET answers HEAD."""
        found = self.houses.get("GET" if method == "HEAD" else method)
        return found or self.houses.get(ANY)

    @property
    def allowed(self) -> str:
        """The `Allow` header."""
        return ", ".join(sorted({*self.houses, "OPTIONS"} | ({"HEAD"} if "GET" in self.houses else set())))


_TO_PAGES = Door("page", {ANY: PAGES})


@dataclass
class _Fork:
    """A place in a path: where the next segment leads, and the door that is here if the path ends."""

    named: dict[str, _Fork] = field(default_factory=dict)
    anything: _Fork | None = None
    door: Door | None = None


class Doors:
    """The routing table. A segment that is named goes before one that may be anything."""

    def __init__(self, doors: Iterable[Door]) -> None:
        self._root = _Fork()
        for door in doors:
            fork = self._root
            for segment in door.template.split("/")[1:]:
                if segment.startswith("{"):
                    fork.anything = fork.anything or _Fork()
                    fork = fork.anything
                else:
                    fork = fork.named.setdefault(segment, _Fork())
            fork.door = door

    def find(self, path: str) -> Door | None:
        """The door of a decoded path; None where nothing is."""
        if is_inside(path):
            return None
        found = _walk(self._root, path.split("/"), 1)
        if found is not None:
            return found
        return None if path == "/api" or path.startswith("/api/") else _TO_PAGES


def _walk(fork: _Fork, segments: list[str], place: int) -> Door | None:
    if place == len(segments):
        return fork.door
    segment = segments[place]
    named = fork.named.get(segment)
    found = _walk(named, segments, place + 1) if named is not None else None
    if found is None and fork.anything is not None and segment:
        found = _walk(fork.anything, segments, place + 1)
    return found


def read(written: Mapping[str, Any]) -> Doors:
    """The table as `write` wrote it."""
    api = [Door(path, houses) for path, houses in written["api"].items()]
    return Doors(api + [Door(path, {ANY: house}) for path, house in written["pages"].items()])


def write(endpoints: Iterable[tuple[str, str, str]], pages: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """`endpoints`: house, method, and path below `/api`. `pages`: house and Django route. Raises ValueError when two houses would
    answer the same."""
    api: dict[str, dict[str, str]] = {}
    for house, method, path in endpoints:
        place = api.setdefault("/api" + path, {})
        if place.setdefault(method, house) != house:
            raise ValueError(f"{method} {path} is answered by {place[method]} and by {house}")
    routes = {"/" + _PARAMETER.sub(r"{\1}", route): house for house, route in pages if house != PAGES}
    return {
        "api": {path: dict(sorted(methods.items())) for path, methods in sorted(api.items())},
        "pages": dict(sorted({**routes, KEYS[0]: KEYS[1]}.items())),
    }
