"""The documents and the pages that show them."""

from __future__ import annotations

from functools import lru_cache

import orjson
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from souk import __version__
from souk.kernel.http import public_api
from souk.kernel.inbox import heard_by
from souk.kernel.settings import settings as process_settings
from souk.services.gateway.rules import asyncapi, openapi
from souk.vocabulary.events import Event

#: Swagger UI and ReDoc write their own style elements, and ReDoc searches in a worker.
_POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: https:; font-src 'self' data:; "
    "worker-src 'self' blob:; object-src 'none'; frame-ancestors 'none'; base-uri 'self'"
)


@lru_cache(maxsize=1)
def openapi_document() -> bytes:
    document = public_api().get_openapi_schema(path_prefix="api/")
    return orjson.dumps(
        openapi.complete(document, process_settings().base_url), option=orjson.OPT_NON_STR_KEYS
    )


def show_openapi(request: HttpRequest) -> HttpResponse:
    return HttpResponse(openapi_document(), content_type="application/json")


def show_asyncapi(request: HttpRequest) -> HttpResponse:
    return HttpResponse(
        orjson.dumps(asyncapi.document(__version__, heard_by())), content_type="application/json"
    )


def show_swagger(request: HttpRequest) -> HttpResponse:
    return _with_policy(render(request, "gateway/swagger.html"))


def show_redoc(request: HttpRequest) -> HttpResponse:
    return _with_policy(render(request, "gateway/redoc.html"))


def show_events(request: HttpRequest) -> HttpResponse:
    """Every event on one page: who says it, who hears it, what it holds."""
    heard = heard_by()
    events = [
        {
            "type": wire,
            "said_by": kind.__module__.split(".")[-2],
            "heard_by": sorted(house for house, types in heard.items() if wire in types),
            "meaning": (kind.__doc__ or "").strip(),
            "fields": [(name, _kind_of(field.annotation)) for name, field in kind.model_fields.items()],
        }
        for wire, kind in sorted(Event.known.items())
    ]
    return render(request, "gateway/events.html", {"events": events})


def _kind_of(annotation: object) -> str:
    return getattr(annotation, "__name__", str(annotation)).replace("typing.", "")


def _with_policy(answer: HttpResponse) -> HttpResponse:
    answer["Content-Security-Policy"] = _POLICY
    return answer


urlpatterns = [
    path("openapi.json", show_openapi),
    path("asyncapi.json", show_asyncapi),
    path("docs", show_swagger),
    path("docs/events", show_events),
    path("redoc", show_redoc),
]
