"""For machines: robots.txt, the sitemap and the icon browsers ask for without being told."""

from __future__ import annotations

from xml.sax.saxutils import escape

from django.http import HttpResponse
from django.templatetags.static import static

from souk.services.web.pages.showing import shown
from souk.services.web.pages.texts import LEGAL, OTHERS
from souk.services.web.pages.visitor import Visit
from souk.services.web.use_cases import sitemap

CLOSED = (
    "/account",
    "/office",
    "/checkout",
    "/orders",
    "/sign-in",
    "/sign-up",
    "/forgot",
    "/reset",
    "/dev/",
    "/api/",
)


@shown()
def robots(visit: Visit) -> HttpResponse:
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in CLOSED),
        f"Sitemap: {visit.origin}/sitemap.xml",
        "",
    ]
    return _cached(HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8"))


@shown()
def site_map(visit: Visit) -> HttpResponse:
    own = ["/", "/explore", "/shops", *(f"/{name}" for name in OTHERS), *(f"/legal/{name}" for name in LEGAL)]
    entries = "".join(
        f"<url><loc>{escape(visit.origin + path)}</loc></url>" for path in [*own, *sitemap.paths()]
    )
    body = f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'
    return _cached(HttpResponse(body, content_type="application/xml"))


@shown()
def icon(visit: Visit) -> HttpResponse:
    answer = HttpResponse(status=301)
    answer.headers["Location"] = static("web/favicon.svg")
    return answer


def _cached(answer: HttpResponse) -> HttpResponse:
    answer.headers["Cache-Control"] = "public, max-age=3600"
    return answer
