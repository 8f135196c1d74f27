"""The front of a process: what every request passes, and the short way for the hottest reads."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from django.conf import settings as django_settings
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse

from souk.kernel import clock
from souk.kernel.access import identity
from souk.kernel.data.connections import let_go_of_broken
from souk.kernel.ids import new_request_id
from souk.kernel.settings import settings
from souk.kernel.telemetry import metrics, tracing
from souk.kernel.telemetry.logs import log, set_request_id
from souk.kernel.telemetry.metrics import Place
from souk.kernel.web.answers import MethodNotAllowed, NoSuchAddress, ServerStumbled, problem_answer, stumbled
from souk.kernel.web.places import foresee, place_of, put
from souk.vocabulary.problems import BadRequest, Problem, TooLarge

_log = log(__name__)

SLOW_SECONDS = 1.0
#: No body may be larger, whatever it is; JSON and plain forms are held to 1 MB where they are read.
LARGEST_BODY = 10 * 1024 * 1024
#: Between houses what came in such a body travels on as text (base64).
LARGEST_CALL = 16 * 1024 * 1024
_REQUEST_ID = re.compile(r"^[A-Za-z0-9._-]{1,64}$")
_straight: dict[str, tuple[Callable[[HttpRequest, str], HttpResponse], Place]] = {}


def go_straight(path: str, endpoint: Callable[..., HttpResponse], house: str) -> None:
    """From now on a plain GET of `path` (its last part is the parameter) goes to `endpoint` past routing and validation."""
    head, _, parameter = path.rpartition("/")
    if not parameter.startswith("{"):
        raise TypeError(f"{path} cannot be straight: its last part must be its parameter")
    _straight[head] = endpoint, Place(house, "GET", path)


class FrontMiddleware:
    """Around every request: its id, a clean identity, headers that keep browsers safe, and a line in the log when it matters."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response
        self._log_all = settings().log_requests
        self._has_pages = bool(getattr(django_settings, "SOUK_REFUSAL_VIEW", ""))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with _span_of(request):
            answer = self._answer(request)
            if tracing.is_on():
                tracing.note(**{"http.response.status_code": answer.status_code})
                if answer.status_code >= 500:
                    tracing.failed(str(answer.status_code))
        return answer

    def _answer(self, request: HttpRequest) -> HttpResponse:
        began = clock.stopwatch()
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        asked = given if _REQUEST_ID.match(given) else new_request_id()
        set_request_id(asked)
        identity.set_current(identity.NOBODY)
        let_go_of_broken()
        _without_nul(request)
        if request.method == "HEAD" and request.path.startswith("/api/"):
            request.method = "GET"  # the server leaves the body out
        largest = LARGEST_CALL if request.path_info.startswith("/internal/") else LARGEST_BODY
        if int(request.META.get("CONTENT_LENGTH") or 0) > largest:
            answer = self._too_large(request, largest // 1024 // 1024)
        else:
            answer = _straight_answer(request) or self._get_response(request)
        if answer.status_code >= 400 and request.path.startswith("/api/"):
            answer = _as_problem(request, answer)
        answer["X-Request-ID"] = asked
        answer["X-Content-Type-Options"] = "nosniff"
        _say_length(answer)
        took = clock.stopwatch() - began
        metrics.answered(place_of(request), answer.status_code, took)
        if self._log_all or took > SLOW_SECONDS or answer.status_code >= 500:
            _log.warning(
                "request",
                method=request.method,
                path=request.path,
                status=answer.status_code,
                ms=round(took * 1000),
            )
        if answer.status_code >= 500:
            close_old_connections()
        set_request_id("")
        return answer

    def _too_large(self, request: HttpRequest, megabytes: int) -> HttpResponse:
        """Nothing of the body is read. Who sent a form gets a page, from the last before the pages (`request.souk_refusal`)."""
        refusal = TooLarge(f"A body may have at most {megabytes} MB.")
        if not self._has_pages or request.path_info.startswith(("/api/", "/internal/")):
            return problem_answer(refusal)
        request.souk_refusal = refusal  # type: ignore[attr-defined]
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, failure: Exception) -> HttpResponse | None:
        if request.path.startswith(("/api/", "/internal/")):
            return problem_answer(stumbled(request, failure))
        return None


def _span_of(request: HttpRequest) -> AbstractContextManager[None]:
    parent = request.META.get("HTTP_TRACEPARENT", "")
    if not tracing.is_on():
        return tracing.span("", parent=parent)
    straight = _straight.get(request.path_info.rpartition("/")[0]) if request.method == "GET" else None
    place = straight[1] if straight else foresee(request)
    if place.is_for_machines:
        return nullcontext()
    return tracing.span(f"{place.method} {place.route}", house=place.house, kind="server", parent=parent)


def _say_length(answer: HttpResponse) -> None:
    """What is whole says how long it is, so that whoever carries it on (the gateway, a proxy) need not stream it."""
    if (
        not answer.streaming
        and not answer.has_header("Content-Length")
        and answer.status_code not in (204, 304)
    ):
        answer["Content-Length"] = str(len(answer.content))


def _without_nul(request: HttpRequest) -> None:
    """NUL is in nobody's name and in no database's text: an address with one is looked up as one that nothing has."""
    if "\0" in request.path_info:
        request.path_info = request.path_info.replace("\0", "\ufffd")
    if "%00" in request.META.get("QUERY_STRING", ""):
        request.META["QUERY_STRING"] = request.META["QUERY_STRING"].replace("%00", "%EF%BF%BD")


def _straight_answer(request: HttpRequest) -> HttpResponse | None:
    meta = request.META
    if request.method != "GET" or meta.get("QUERY_STRING") or "HTTP_AUTHORIZATION" in meta:
        return None
    head, _, last = request.path_info.rpartition("/")
    found = _straight.get(head)
    if found is None or not last:
        return None
    endpoint, place = found
    put(request, place)
    try:
        return endpoint(request, last)
    except Problem as problem:
        return problem_answer(problem)


def _as_problem(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """What the framework refuses before an endpoint is reached, said as everything else is."""
    if answer.get("Content-Type", "").startswith("application/"):
        return answer
    if answer.status_code == 405:
        methods = set(answer.get("Allow", "").split(", "))
        allowed = ", ".join(sorted(methods | {"OPTIONS"} | ({"HEAD"} if "GET" in methods else set())))
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": allowed})
        problem = problem_answer(MethodNotAllowed(f"Allowed here: {allowed}."))
        problem["Allow"] = allowed
        return problem
    if answer.status_code == 404:
        return problem_answer(NoSuchAddress("The API's addresses are listed at /docs."))
    kind = BadRequest if answer.status_code < 500 else ServerStumbled
    return problem_answer(kind(f"{request.method} {request.path} could not be answered."))


def client_address(request: HttpRequest) -> str:
    """The caller's IP, as far as the proxies that we trust tell it."""
    return address_behind(request, settings().trusted_proxies)


def address_behind(request: HttpRequest, proxies: int) -> str:
    """From X-Forwarded-For only as many hops back as there are proxies."""
    hops = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if proxies and len(hops) >= proxies:
        return str(hops[-proxies])
    return str(request.META.get("REMOTE_ADDR", ""))
