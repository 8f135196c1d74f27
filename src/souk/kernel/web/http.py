"""The public API of a process: what its houses offer, put together, and every failure turned into a problem."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser

from souk import __version__
from souk.kernel.web.answers import BrokenJson, problem_answer, stumbled
from souk.kernel.web.api import Api
from souk.kernel.web.front import go_straight
from souk.kernel.web.places import belongs
from souk.vocabulary.problems import BadRequest, FieldError, Invalid, Problem, field_error


class JsonParser(Parser):
    """Reads a JSON body. Text that no database keeps (NUL) or no encoding writes (lone surrogates) is not JSON to us."""

    def parse_body(self, request: HttpRequest) -> Any:
        body = request.body
        if b"\\u0000" in body:
            raise ValueError("NUL")
        return orjson.loads(body)


def build_api(apis: list[Api], title: str = "Souk") -> NinjaAPI:
    """One documented API of the houses' endpoints."""
    api = NinjaAPI(
        title=title,
        version=__version__,
        description="The marketplace. Money is decimal text with its currency; lists have a cursor; errors are RFC 9457 problems.",
        docs_url=None,
        openapi_url=None,
        urls_namespace=title.lower(),
        parser=JsonParser(),
    )
    _share_paths(apis)
    for door in apis:
        _fixed_first(door)
        api.add_router("", door.router)
    for kind in (Problem, ValidationError, HttpError, Exception):
        api.add_exception_handler(kind, _answer_failure)
    return api


def _share_paths(apis: list[Api]) -> None:
    """Houses may answer different methods of one path (`GET /products` is search's, `POST /products` is products'): the first
    house's route takes the others' operations in, because a route that knows the path but not the method would end it."""
    routes: dict[str, Any] = {}
    for door in apis:
        for place, view in list(door.router.path_operations.items()):
            for operation in view.operations:
                operation.tags = operation.tags or door.router.tags
            if place in routes:
                routes[place].operations.extend(view.operations)
                del door.router.path_operations[place]
            else:
                routes[place] = view


def _fixed_first(door: Api) -> None:
    """`/orders/all` before `/orders/{order_id}`, which would take it for an order, wherever the house wrote them."""
    places = door.router.path_operations
    fixed_first = sorted(places, key=lambda place: [part.startswith("{") for part in place.split("/")])
    door.router.path_operations = {place: places[place] for place in fixed_first}


def _answer_failure(request: HttpRequest, failure: Any) -> HttpResponse:
    if isinstance(failure, ValidationError):
        return problem_answer(_from_validation(failure))
    if isinstance(failure, HttpError):
        return problem_answer(_from_http_error(failure))
    return problem_answer(stumbled(request, failure))


def _from_http_error(wrong: HttpError) -> Problem:
    if wrong.status_code == 400:
        return BrokenJson("Send a JSON object and Content-Type: application/json.")
    return BadRequest(str(wrong))


def _from_validation(wrong: ValidationError) -> Problem:
    errors = [_field_error(error) for error in wrong.errors]
    in_query = all(not error.pointer.startswith("/") for error in errors)
    kind = BadRequest if in_query else Invalid
    names = ", ".join(dict.fromkeys(error.pointer.strip("/") or "body" for error in errors))
    return kind(f"Please look again at: {names}.", errors=errors)


def _field_error(error: dict[str, Any]) -> FieldError:
    """A Pydantic error's place as a JSON Pointer into the body, or `query/…`, `header/…`, `path/…`."""
    place = [str(part) for part in error.get("loc", [])]
    source, rest = (place[0], place[1:]) if place else ("body", [])
    message = str(error.get("msg", "not valid")).removeprefix("Value error, ")
    code = str(error.get("type", "invalid"))
    if source in ("body", "form", "file"):
        return field_error("/" + "/".join(_escaped(part) for part in rest[1:]), code, message)
    return field_error(f"{source}/{'/'.join(rest)}", code, message)


def _escaped(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")


_public: list[NinjaAPI] = []


def open_doors(apis: list[Api]) -> NinjaAPI:
    """Builds the process's public API, once, and keeps it for whoever documents it."""
    built = build_api(apis)
    _public[:] = [built]
    for door in apis:
        for method, path in door.permissions:
            belongs(door.house, method, f"/api{path}")
        for path, endpoint in door.straight.items():
            go_straight(f"/api{path}", endpoint, door.house)
    return built


def public_api() -> NinjaAPI:
    return _public[0]
