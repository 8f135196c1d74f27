"""The documents and the pages that show them."""

from __future__ import annotations

from functools import lru_cache

import orjson
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path

from souk import __version__
from souk.kernel.events.inbox import heard_by
from souk.kernel.operations.watching import databases_answer, shares_answer
from souk.kernel.settings import settings as process_settings
from souk.kernel.web.http import public_api
from souk.services.gateway.rules import asyncapi, openapi, readiness, showing


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
    return render(request, "gateway/events.html", {"events": showing.events(heard_by())})


def show_live(request: HttpRequest) -> HttpResponse:
    return _unkept(JsonResponse({"status": "ok"}))


def show_ready(request: HttpRequest) -> HttpResponse:
    """The houses of this process, by whether their databases answer, and the services that keep some of their goods."""
    document = readiness.document(databases_answer() | shares_answer())
    return _unkept(JsonResponse(document, status=503 if document["status"] == "down" else 200))


def _unkept(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-store"
    return answer


def _with_policy(answer: HttpResponse) -> HttpResponse:
    answer["Content-Security-Policy"] = showing.POLICY
    return answer


urlpatterns = [
    path("openapi.json", show_openapi),
    path("asyncapi.json", show_asyncapi),
    path("docs", show_swagger),
    path("docs/events", show_events),
    path("redoc", show_redoc),
    path("healthz", show_live),
    path("readyz", show_ready),
]
