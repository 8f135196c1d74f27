"""The internal door: calls between houses that live in different processes, and the health of this one."""

from __future__ import annotations

from django.db import connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from souk.kernel.calling import answer_call
from souk.kernel.keys import jwks


@csrf_exempt
def call(request: HttpRequest, house: str, contract: str, method: str) -> HttpResponse:
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "POST"})
    status, body = answer_call(house, contract, method, request.body, request.headers)
    return HttpResponse(body, status=status, content_type="application/json")


def live(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


def ready(request: HttpRequest) -> HttpResponse:
    """Every database answers; 503 with the names of those that do not."""
    broken = [alias for alias in connections.settings if alias != "default" and not _answers(alias)]
    return JsonResponse(
        {"status": "ok" if not broken else "down", "down": broken}, status=503 if broken else 200
    )


def published_keys(request: HttpRequest) -> HttpResponse:
    return JsonResponse(jwks())


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
    path(".well-known/jwks.json", published_keys),
]
