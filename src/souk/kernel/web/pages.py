"""What pages for people need from the process: static files, pictures, compression and a strict content security policy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.conf import settings as django_settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.urls import re_path
from django.utils._os import safe_join
from whitenoise.middleware import WhiteNoiseMiddleware

POLICY = (
    "default-src 'self'; img-src 'self' data: https:; object-src 'none'; base-uri 'self'; frame-ancestors 'none'; "
    "form-action 'self'"
)


class PagesMiddleware:
    """For everything but the API: static files, gzip, and headers that browsers act on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._plain = get_response
        self._pages = WhiteNoiseMiddleware(GZipMiddleware(self._with_headers))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith("/api/"):
            return self._plain(request)
        answer: HttpResponse = self._pages(request)
        return answer

    def _with_headers(self, request: HttpRequest) -> HttpResponse:
        answer = self._plain(request)
        if answer.get("Content-Type", "").startswith("text/html"):
            answer.headers.setdefault("Content-Security-Policy", POLICY)
            answer.headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
            answer.headers.setdefault("X-Frame-Options", "DENY")
            answer.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
            answer.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
            if request.is_secure():
                answer.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return answer


def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """A stored picture. Names are made from content, so it may be cached for ever."""
    try:
        path = Path(safe_join(django_settings.MEDIA_ROOT, name))
        opened = path.open("rb")
    except (OSError, ValueError):
        return HttpResponse(status=404)
    answer = FileResponse(opened, content_type="image/webp")
    answer["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer


urlpatterns = [re_path(r"^media/(?P<name>[a-z0-9/_-]+\.webp)$", picture)]
