"""Doors: the HTTP side of a process. Puts together what its houses offer, and turns whatever goes wrong into a problem."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any

import orjson
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser

from souk import __version__
from souk.kernel import clock, identity
from souk.kernel.api import Api
from souk.kernel.ids import new_id
from souk.kernel.settings import settings
from souk.kernel.telemetry import log, set_request_id
from souk.vocabulary.problems import (
    BadRequest,
    FieldError,
    Invalid,
    NotFound,
    Problem,
    Refused,
    TooLarge,
    field_error,
)

_log = log(__name__)

SLOW_SECONDS = 1.0
MAX_BODY = 1024 * 1024
_REQUEST_ID = re.compile(r"^[A-Za-z0-9._-]{1,64}$")


class BrokenJson(BadRequest):
    title = "The body is not JSON"


class MethodNotAllowed(Refused):
    status = 405
    title = "This address does not know that method"


class NoSuchAddress(NotFound):
    title = "There is nothing at this address"


class ServerStumbled(Problem):
    status = 500
    title = "Something went wrong on our side"


def problem_answer(problem: Problem) -> HttpResponse:
    """A problem as an `application/problem+json` answer."""
    answer = HttpResponse(
        orjson.dumps(problem.document()), status=problem.status, content_type="application/problem+json"
    )
    if problem.retry_after is not None:
        answer["Retry-After"] = str(problem.retry_after)
    if problem.status == 401:
        answer["WWW-Authenticate"] = 'Bearer realm="souk"'
    return answer


class JsonParser(Parser):
    """Reads a JSON body. Text that no database keeps (NUL) or no encoding writes (lone surrogates) is not JSON to us."""

    def parse_body(self, request: HttpRequest) -> Any:
        body = request.body
        if b"\\u0000" in body:
            raise ValueError("NUL")
        return orjson.loads(body)


class PublicApi(NinjaAPI):
    """The documented API. Its straight endpoints are reached without validating what they do not have."""

    def __init__(self, apis: list[Api], **options: Any) -> None:
        super().__init__(**options)
        self._straight = {
            path.strip("/").replace("{", "<").replace("}", ">"): endpoint
            for door in apis
            for path, endpoint in door.straight.items()
        }

    @property
    def urls(self) -> Any:
        patterns, app_name, namespace = super().urls
        for pattern in patterns:
            endpoint = self._straight.get(str(pattern.pattern))
            if endpoint is not None and pattern.callback is not None:
                pattern.callback = _past_validation(pattern.callback, endpoint)
        return patterns, app_name, namespace


def _past_validation(documented: Callable[..., Any], endpoint: Callable[..., Any]) -> Callable[..., Any]:
    """A plain GET goes to the endpoint; other methods, query parameters and tokens go the way that looks at them."""

    @functools.wraps(documented)
    def view(request: HttpRequest, **parts: str) -> Any:
        meta = request.META
        if request.method == "GET" and not meta.get("QUERY_STRING") and "HTTP_AUTHORIZATION" not in meta:
            return endpoint(request, **parts)
        return documented(request, **parts)

    return view


def build_api(apis: list[Api], title: str = "Souk") -> NinjaAPI:
    """One documented API of the houses' endpoints."""
    api = PublicApi(
        apis,
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


def stumbled(request: HttpRequest, failure: BaseException) -> Problem:
    """What the caller is told of an error nobody foresaw: its request id, never its insides."""
    if isinstance(failure, Problem):
        return failure
    if isinstance(failure, RequestDataTooBig):
        return TooLarge(f"A body may have at most {MAX_BODY // 1024} kB.")
    if isinstance(failure, (UnreadablePostError, TooManyFilesSent, MultiPartParserError)):
        return BadRequest("The body could not be read.")
    _log.error("request_failed", path=request.path, method=request.method, exc_info=failure)
    return ServerStumbled("We have noted it; trying again may help.")


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


class FrontMiddleware:
    """Around every request: its id, a clean identity, headers that keep browsers safe, and a line in the log when it matters."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response
        self._log_all = settings().log_requests

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = clock.stopwatch()
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        asked = given if _REQUEST_ID.match(given) else new_id("req")
        set_request_id(asked)
        identity.set_current(identity.NOBODY)
        answer = self._get_response(request)
        if answer.status_code >= 400 and request.path.startswith("/api/"):
            answer = _as_problem(request, answer)
        answer["X-Request-ID"] = asked
        answer["X-Content-Type-Options"] = "nosniff"
        took = clock.stopwatch() - began
        if self._log_all or took > SLOW_SECONDS or answer.status_code >= 500:
            _log.warning(
                "request",
                method=request.method,
                path=request.path,
                status=answer.status_code,
                ms=round(took * 1000),
            )
        set_request_id("")
        return answer

    def process_exception(self, request: HttpRequest, failure: Exception) -> HttpResponse | None:
        if request.path.startswith(("/api/", "/internal/")):
            return problem_answer(stumbled(request, failure))
        return None


def _as_problem(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """What the framework refuses before an endpoint is reached, said as everything else is."""
    if answer.get("Content-Type", "").startswith("application/"):
        return answer
    if answer.status_code == 405:
        problem = problem_answer(MethodNotAllowed(f"Allowed here: {answer.get('Allow', '')}."))
        problem["Allow"] = answer.get("Allow", "")
        return problem
    if answer.status_code == 404:
        return problem_answer(NoSuchAddress("The API's addresses are listed at /docs."))
    kind = BadRequest if answer.status_code < 500 else ServerStumbled
    return problem_answer(kind(f"{request.method} {request.path} could not be answered."))


def client_address(request: HttpRequest) -> str:
    """The caller's IP: from X-Forwarded-For only as many hops back as there are proxies we trust."""
    hops = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    trusted = settings().trusted_proxies
    if trusted and len(hops) >= trusted:
        return str(hops[-trusted])
    return str(request.META.get("REMOTE_ADDR", ""))


_public: list[NinjaAPI] = []


def open_doors(apis: list[Api]) -> NinjaAPI:
    """Builds the process's public API, once, and keeps it for whoever documents it."""
    built = build_api(apis)
    _public[:] = [built]
    return built


def public_api() -> NinjaAPI:
    return _public[0]
