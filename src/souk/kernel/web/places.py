"""Places: the house and the route that a request is for, in words few enough to count by and to name a span with."""

from __future__ import annotations

import re
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import resolve

from souk.kernel.neighbours.calling import lives_here
from souk.kernel.telemetry.metrics import Place

_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


#: Where nothing is, or a file.
NOWHERE = Place("souk", "GET", "none")

_houses: dict[tuple[str, str], str] = {}  # (method, route) → house, for routes that houses share
_places: dict[tuple[str, str], Place] = {}


def belongs(house: str, method: str, path: str) -> None:
    """Says whose an endpoint of the API is."""
    _houses[method, path] = house


def put(request: HttpRequest, place: Place) -> None:
    """For who answers a request past Django's routing."""
    request.souk_place = place  # type: ignore[attr-defined]


def place_of(request: HttpRequest) -> Place:
    """Of a request that was answered; `NOWHERE` if no route fits it."""
    known: Place | None = getattr(request, "souk_place", None)
    if known is not None:
        return known
    match: Any = request.resolver_match
    return NOWHERE if match is None else _matched(request, match)


def foresee(request: HttpRequest) -> Place:
    """Where a request will go, before it has gone there."""
    try:
        place = _matched(request, resolve(request.path_info))
    except Http404:
        place = NOWHERE
    put(request, place)
    return place


def _matched(request: HttpRequest, match: Any) -> Place:
    method = request.method if request.method in _METHODS else "other"
    if "contract" in match.kwargs:
        return _call(method, match)
    return _places.get((method, match.route)) or _first_time(method, match)


def _first_time(method: str, match: Any) -> Place:
    route = _template(match)
    module = str(getattr(match.func, "__module__", "")).split(".")
    serves = module[2] if module[:2] == ["souk", "services"] else "souk"
    house = _houses.get((method, route), serves)
    return _places.setdefault((method, match.route), Place(house, method, route))


def _call(method: str, match: Any) -> Place:
    """A call of a neighbour counts by its name, if there is one of that name here."""
    house, contract, name = match.kwargs["house"], match.kwargs["contract"], match.kwargs["method"]
    if not lives_here(house, contract, name):
        return Place("souk", method, _template(match))
    return Place(house, method, f"/internal/calls/{house}/{contract}/{name}")


def _template(match: Any) -> str:
    return "/" + _PARAMETER.sub(r"{\1}", match.route).lstrip("^").rstrip("$")
