"""The public door of a house: REST endpoints that say who may call them.

    api = Api("orders")

    @api.get("/orders/{order_id}", may=anyone, summary="One order")
    def show_order(request, order_id: str) -> OrderOut: ...

`may` is checked before anything is read. Query parameters that an endpoint does not know are refused, bodies with unknown
fields too. Every refusal is an RFC 9457 problem. `idempotent=True` makes an endpoint obey `Idempotency-Key`.
"""

from __future__ import annotations

import functools
import inspect
import typing
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Router, Schema
from ninja.security.base import AuthBase
from pydantic import AfterValidator, ConfigDict

from souk.kernel import clock
from souk.kernel.access import identity
from souk.kernel.access.identity import Permission
from souk.kernel.web.idempotency import answered_once
from souk.kernel.web.noting import noted
from souk.vocabulary.problems import BadRequest, Unauthenticated, field_error

#: A moment as a parameter: UTC where it says no offset, and none that could not be looked for.
Moment = Annotated[datetime, AfterValidator(clock.within_reach)]


class Body(Schema):
    """Base of request bodies: unknown fields are refused, text is stripped."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class OpenGate:
    """Learns who asks, and refuses query parameters that the endpoint does not know. Runs before the body is read."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission
        self.known: frozenset[str] | None = None

    def __call__(self, request: HttpRequest) -> bool:
        self.permission.check(identify(request))
        if self.known is not None and request.META.get("QUERY_STRING"):
            refuse_unknown_query(request, self.known)
        return True


class Gate(AuthBase, OpenGate):
    """An OpenGate that the API document shows as locked."""

    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_bearerFormat = "JWT"  # noqa: N815 (the field's name in OpenAPI)

    def __init__(self, permission: Permission) -> None:
        AuthBase.__init__(self)
        OpenGate.__init__(self, permission)

    def __call__(self, request: HttpRequest) -> bool:
        return OpenGate.__call__(self, request)


def refuse_unknown_query(request: HttpRequest, known: frozenset[str]) -> None:
    """Raises BadRequest that names the parameters nobody knows: a typing error must not be a filter that is ignored."""
    unknown = sorted(set(request.GET) - known)
    if unknown:
        names = ", ".join(sorted(known)) or "none"
        errors = [
            field_error(f"query/{name}", "unknown_parameter", f"Known here: {names}.") for name in unknown
        ]
        raise BadRequest(f"Unknown query parameter: {', '.join(unknown)}.", errors=errors)


def identify(request: HttpRequest) -> identity.Identity:
    """Reads `Authorization: Bearer …` once per request and makes its bearer the caller. Raises Unauthenticated for a bad token."""
    header = request.META.get("HTTP_AUTHORIZATION", "")
    who = identity.NOBODY
    if header:
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer":
            raise Unauthenticated("Use Authorization: Bearer <access token>.")
        who = identity.verify_access_token(token.strip())
    identity.set_current(who)
    return who


class Api:
    """Endpoints of one house, gathered on a django-ninja router (`router`)."""

    def __init__(self, house: str, *, tag: str | None = None) -> None:
        self.house = house
        self.router = Router(tags=[tag or house])
        self.permissions: dict[tuple[str, str], Permission] = {}
        self.for_staff: dict[tuple[str, str], Permission] = {}  # what the door leaves to the endpoint
        self.reads: dict[tuple[str, str], Permission] = {}  # who may read what a deed of staff answers
        self.straight: dict[str, Callable[..., HttpResponse]] = {}  # path → the endpoint itself

    def get(self, path: str, **options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        return self._endpoint("GET", path, **options)

    def post(self, path: str, **options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        return self._endpoint("POST", path, **options)

    def put(self, path: str, **options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        return self._endpoint("PUT", path, **options)

    def patch(self, path: str, **options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        return self._endpoint("PATCH", path, **options)

    def delete(self, path: str, **options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        return self._endpoint("DELETE", path, **options)

    def _endpoint(
        self,
        method: str,
        path: str,
        *,
        may: Permission,
        status: int = 200,
        answers: Any = None,
        idempotent: bool = False,
        open_query: bool = False,
        straight: bool = False,
        staff: Permission | None = None,
        reads: Permission | None = None,
        **options: Any,
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """`answers`: the type of the answer where the function returns a ready HttpResponse. `open_query`: the endpoint reads
        its query itself and must refuse what it does not know. `straight`: for a GET of stored bytes that anyone may have
        and that takes text from its path only; a plain request goes straight to the function, past everything that it
        does not need (see `PublicApi.urls`). `staff`: with which permission staff do here what others do with their own. `reads`: who
        may read what a deed of staff answers; who may do it and not read that is answered 204 and nothing."""

        def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
            if straight:
                if not may.open or method != "GET" or answers is None:
                    raise TypeError(f"{path} cannot be straight")
                self.straight[path] = function
            self.permissions[method, path] = may
            if staff is not None:
                self.for_staff[method, path] = staff
            kind = answers if answers is not None else _return_type(function)
            view, deed = _answering_json(function, status), staff or may
            responses = {status: kind}
            if method != "GET" and deed.permissions and kind is not None:
                if reads is None:
                    raise TypeError(f"{method} {path} does not say who may read what it answers")
                self.reads[method, path] = reads
                if not reads.open and not deed.permissions <= reads.permissions:
                    view, responses[204] = _told_to_readers(view, deed, reads), None
            if method != "GET":
                view = noted(self.house, method, path, deed, view)
            if idempotent:
                view = answered_once(self.house, view)
            gate = OpenGate(may) if may.open else Gate(may)
            options.setdefault("summary", function.__name__.replace("_", " ").capitalize())
            options.setdefault("description", inspect.getdoc(function) or "")
            options.setdefault("operation_id", f"{self.house}_{function.__name__}")
            self.router.add_api_operation(path, [method], view, auth=gate, response=responses, **options)
            if not open_query:
                gate.known = _query_names(self.router.path_operations[path].operations[-1])
            return function

        return decorate


def _answering_json(function: Callable[..., Any], status: int) -> Callable[..., Any]:
    """Messages are written as JSON at once: what a use case returns has been validated already."""

    @functools.wraps(function)
    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        answer = function(request, *args, **kwargs)
        if isinstance(answer, HttpResponseBase):
            return answer
        if answer is None:
            return HttpResponse(status=status)
        return json_answer(to_json(answer), status)

    # With names resolved: django-ninja would look for them where this wrapper was written.
    view.__signature__ = inspect.signature(function, eval_str=True)  # type: ignore[attr-defined]
    return view


def _told_to_readers(view: Callable[..., Any], deed: Permission, reads: Permission) -> Callable[..., Any]:
    """Staff who may do it and not read what it is about are answered that it was done, and nothing of it."""

    @functools.wraps(view)
    def told(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        answer, who = view(request, *args, **kwargs), identity.current()
        if answer.status_code < 300 and deed.permissions & who.permissions and not reads.allows(who):
            return HttpResponse(status=204)
        return answer

    return told


def json_answer(body: bytes, status: int = 200) -> HttpResponse:
    """An answer that is stored as JSON already; nothing is parsed or validated on its way."""
    return HttpResponse(body, status=status, content_type="application/json")


def stored_answer(request: HttpRequest, body: bytes, etag: str) -> HttpResponse:
    """Like `json_answer`, or 304 when the caller has it already. It may be kept, but must be asked after each time."""
    known = request.META.get("HTTP_IF_NONE_MATCH", "")
    answer = HttpResponse(status=304) if known and _matches(known, etag) else json_answer(body)
    answer.headers["ETag"] = etag
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _matches(header: str, etag: str) -> bool:
    return header.strip() == "*" or etag in (part.strip().removeprefix("W/") for part in header.split(","))


def to_json(value: Any) -> bytes:
    """JSON of a contract message or of a plain structure."""
    dump = getattr(value, "model_dump_json", None)
    return dump().encode() if dump is not None else orjson.dumps(value)


def _return_type(function: Callable[..., Any]) -> Any:
    answer = typing.get_type_hints(function).get("return")
    return None if answer in (None, type(None), HttpResponse) else answer


def _query_names(operation: Any) -> frozenset[str]:
    names: set[str] = set()
    for model in operation.models:
        if model.__ninja_param_source__ == "query":
            names.update(getattr(model, "__ninja_flatten_map__", None) or model.model_fields)
    return frozenset(names)
