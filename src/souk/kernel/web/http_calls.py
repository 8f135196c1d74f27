"""The internal door: calls between houses that live in different processes, and the health and metrics of this one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from souk import __version__
from souk.kernel.access.keys import jwks
from souk.kernel.neighbours.calling import answer_call
from souk.kernel.operations.gauges import page
from souk.kernel.operations.watching import METRICS_TYPE, databases_answer, may_watch
from souk.kernel.settings import hosts, kinds_here
from souk.kernel.web.answers import problem_answer
from souk.vocabulary.problems import Unauthenticated, Unavailable


@csrf_exempt
def call(request: HttpRequest, house: str, contract: str, method: str) -> HttpResponse:
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "POST"})
    # `read` and not `body`, which is held to the megabyte of a form: pictures and files travel in calls too.
    status, body = answer_call(house, contract, method, request.read(), request.headers)
    return HttpResponse(body, status=status, content_type="application/json")


def live(request: HttpRequest) -> HttpResponse:
    """The process answers, and says which version it is of, and of which house it keeps some kinds only."""
    keeps = {name: list(kinds) for name in hosts() if (kinds := kinds_here(name))}
    return JsonResponse({"status": "ok", "version": __version__} | ({"keeps": keeps} if keeps else {}))


def ready(request: HttpRequest) -> HttpResponse:
    """Every database answers; 503 with the names of those that do not."""
    broken = [house for house, answers in databases_answer().items() if not answers]
    return JsonResponse(
        {"status": "ok" if not broken else "down", "down": broken}, status=503 if broken else 200
    )


def metrics(request: HttpRequest) -> HttpResponse:
    """What there is to count and to watch, for Prometheus; not for the public."""
    meta = request.META
    direct = not any(name in meta for name in ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_VIA"))
    if not may_watch(meta.get("HTTP_AUTHORIZATION", ""), meta["REMOTE_ADDR"] if direct else ""):
        return problem_answer(Unauthenticated("This page is for those who watch over the market."))
    return HttpResponse(page(), content_type=METRICS_TYPE)


def published_keys(request: HttpRequest) -> HttpResponse:
    try:
        return JsonResponse(jwks())
    except Unavailable as problem:
        return problem_answer(problem)


urlpatterns = [
    path("internal/calls/<slug:house>/<slug:contract>/<slug:method>", call),
    path("health/live", live),
    path("health/ready", ready),
    path("metrics", metrics),
    path(".well-known/jwks.json", published_keys),
]
