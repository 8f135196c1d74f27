"""Headers of every page: what a browser may load, and from where."""

from __future__ import annotations

from django.http import HttpResponse

from souk.services.web.settings import settings


def content_policy() -> str:
    """Programs, styles and fonts come from here only. Pictures may come from shops' own servers, over https."""
    forms = f"'self' {settings().payment_origins}".strip()
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; "
        f"img-src 'self' data: https:; manifest-src 'self'; form-action {forms}; base-uri 'none'; frame-ancestors 'none'"
    )


def secure(answer: HttpResponse) -> HttpResponse:
    answer.headers.setdefault("Content-Security-Policy", content_policy())
    answer.headers.setdefault("X-Content-Type-Options", "nosniff")
    answer.headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    answer.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    answer.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    answer.headers.setdefault("Cache-Control", "private, no-cache")
    return answer
