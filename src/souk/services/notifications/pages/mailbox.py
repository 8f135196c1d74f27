"""The development mailbox: what would have been sent. Only while emails go to `mailbox:`, and only for people near the machine."""

from __future__ import annotations

import functools
import ipaddress
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import select_template
from django.views.decorators.http import require_safe

from souk.kernel.settings import settings as process_settings
from souk.kernel.web.front import client_address
from souk.services.notifications.settings import settings
from souk.services.notifications.use_cases import history, sending
from souk.vocabulary.problems import NotFound

#: For the pages around a letter: what the store's pages may load, and a frame.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

#: For the letter alone: its own styles and pictures, no script, no form; links open in the whole window.
LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data: https:; frame-ancestors 'self'; "
    "sandbox allow-top-navigation-by-user-activation allow-popups"
)


def in_development(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The letters open accounts: on a real market, or from far away, there is nothing here."""

    @functools.wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        is_development = process_settings().environment == "development"
        if not is_development or not settings().is_mailbox or not _is_near(request):
            raise Http404
        try:
            answer = view(request, *args, **kwargs)
        except NotFound as problem:
            raise Http404 from problem
        answer["Cache-Control"] = "no-store"
        answer.headers.setdefault("Content-Security-Policy", PAGE_POLICY)
        return answer

    return require_safe(shown)


@in_development
def inbox(request: HttpRequest) -> HttpResponse:
    emails, more = history.mailbox(request.GET.get("before", "")[:40])
    waiting = sending.is_due()
    context = {"frame": _frame(), "emails": emails, "more": more, "waiting": waiting}
    return render(request, "notifications/mailbox.html", context)


@in_development
def email(request: HttpRequest, message_id: str) -> HttpResponse:
    context = {"frame": _frame(), "email": history.mailbox_email(message_id)}
    return render(request, "notifications/mailbox_email.html", context)


@in_development
def body(request: HttpRequest, message_id: str) -> HttpResponse:
    """The HTML of a letter, for the frame on its page."""
    html = history.mailbox_email(message_id).html.replace("<head>", '<head><base target="_top">', 1)
    answer = HttpResponse(html)
    answer["Content-Security-Policy"] = LETTER_POLICY
    answer["X-Frame-Options"] = "SAMEORIGIN"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@in_development
def styles(request: HttpRequest) -> HttpResponse:
    return render(request, "notifications/mailbox.css", content_type="text/css")


def _is_near(request: HttpRequest) -> bool:
    """On this machine or in its private network. Behind a proxy that we were not told of, everybody might be far away."""
    if request.headers.get("X-Forwarded-For") and not process_settings().trusted_proxies:
        return False
    try:
        found = ipaddress.ip_address(client_address(request))
    except ValueError:
        return False
    return found.is_loopback or found.is_private


def _frame() -> Any:
    """The store's look where the store lives in this process; otherwise a plain page."""
    return select_template(["web/plain.html", "notifications/plain.html"]).template
