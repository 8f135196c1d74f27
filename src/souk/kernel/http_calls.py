"""The internal door: calls between houses that live in different processes, and the health and metrics of this one."""

from __future__ import annotations

import hmac

from django.db import connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from souk import __version__
from souk.kernel.answers import problem_answer
from souk.kernel.calling import answer_call
from souk.kernel.gauges import page
from souk.kernel.keys import jwks
from souk.kernel.settings import settings
from souk.vocabulary.problems import Unauthenticated, Unavailable

METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@csrf_exempt
def call(request: HttpRequest, house: str, contract: str, method: str) -> HttpResponse:
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "POST"})
    status, body = answer_call(house, contract, method, request.body, request.headers)
    return HttpResponse(body, status=status, content_type="application/json")


def live(request: HttpRequest) -> HttpResponse:
    """The process answers, and says which version it is of."""
    return JsonResponse({"status": "ok", "version": __version__})


def ready(request: HttpRequest) -> HttpResponse:
    """Every database answers; 503 with the names of those that do not."""
    broken = [house for house, answers in databases_answer().items() if not answers]
    return JsonResponse(
        {"status": "ok" if not broken else "down", "down": broken}, status=503 if broken else 200
    )


def metrics(request: HttpRequest) -> HttpResponse:
    """What there is to count and to watch, for Prometheus; not for the public."""
    direct = not any(
        header in request.META for header in ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_VIA")
    )
    if not may_watch(
        request.META.get("HTTP_AUTHORIZATION", ""), request.META["REMOTE_ADDR"] if direct else ""
    ):
        return problem_answer(Unauthenticated("This page is for those who watch over the market."))
    return HttpResponse(page(), content_type=METRICS_TYPE)


def may_watch(authorization: str, address: str) -> bool:
    """Whether the metrics may be shown to who brings this header from this address (empty: through a proxy)."""
    chosen = settings()
    secrets = [chosen.service_secret]
    if chosen.metrics_token:
        secrets.append(chosen.metrics_token.get_secret_value())
    if any(hmac.compare_digest(authorization.encode(), f"Bearer {secret}".encode()) for secret in secrets):
        return True
    return chosen.environment == "development" and address in ("127.0.0.1", "::1")


def published_keys(request: HttpRequest) -> HttpResponse:
    try:
        return JsonResponse(jwks())
    except Unavailable as problem:
        return problem_answer(problem)


def databases_answer() -> dict[str, bool]:
    """House of this process → whether its database answers."""
    return {alias: _answers(alias) for alias in connections.settings if alias != "default"}


def _answers(alias: str) -> bool:
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1")
        return True
    except Exception:
        return False


urlpatterns = [
    path("internal/calls/<slug:house>/<slug:contract>/<slug:method>", call),
    path("health/live", live),
    path("health/ready", ready),
    path("metrics", metrics),
    path(".well-known/jwks.json", published_keys),
]
