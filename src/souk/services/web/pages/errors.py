"""Problem pages: what went wrong in a sentence, and ways on. Also Django's own handlers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token

from souk.kernel.telemetry.logs import request_id
from souk.services.web.pages import headers
from souk.services.web.pages.visitor import Visit, visit_of
from souk.vocabulary.pages import BadCursor
from souk.vocabulary.problems import Problem, Unauthenticated, Unavailable

HOME, EXPLORE, CART = (("/", "Home"), ("/explore", "Explore the street"), ("/cart", "Your cart"))
#: What pages call where a list was read to; Health has three lists.
CURSORS = ("cursor", "parked", "letters", "going")
TRACK, SUPPORT = ("/track", "Track an order"), ("/support", "Support")

_PAGES: dict[int, tuple[str, str, list[tuple[str, str]]]] = {
    400: ("We could not read that", "Something in the request was not in order. Please go back and try again.", [HOME, SUPPORT]),
    403: ("This door is not yours", "You may be signed in with another account, or the page stood open for too long. Please go back, load it anew and try again.", [HOME, SUPPORT]),
    404: ("There is no such door", "The address may be mistyped, or what was here has left the street.", [EXPLORE, HOME, TRACK]),
    405: ("That does not work here", "This address is for another kind of request.", [HOME]),
    413: ("That is too large", "All that is sent at a time may have 10 MB. Please go back and choose a smaller file.", [HOME, SUPPORT]),
    429: ("Slow down a little", "That was a lot in a short time. Please wait a minute.", [HOME]),
    500: ("Something fell over", "It is our fault, not yours, and it has been written down. Your cart and your orders are safe.", [HOME, SUPPORT]),
    503: ("A part of the store is resting", "It will be back in a moment. Nothing you did is lost; please try again shortly.", [HOME, CART]),
}  # fmt: skip


def problem_page(visit: Visit, problem: Problem) -> HttpResponse:
    """The page for a problem nobody caught closer to its cause."""
    if isinstance(problem, Unauthenticated):
        return visit.see_other("/sign-in", "session-over")
    if isinstance(problem, BadCursor) and any(name in visit.request.GET for name in CURSORS):
        return visit.see_other(_first_page(visit))
    status = 503 if isinstance(problem, Unavailable) else problem.status
    says_why = status in (409, 422, 423) or (status == 403 and visit.acting)
    answer = _page(visit, status, problem.detail if says_why else "")
    if status == 503:
        answer.headers["Retry-After"] = str(problem.retry_after or 5)
    return answer


def refused_form(visit: Visit, faults: list[str]) -> HttpResponse:
    """What is wrong with a form, for who may send it and may not read the page it stands on."""
    return _page(visit, 422, " ".join(faults))


def _first_page(visit: Visit) -> str:
    """The same list from its beginning: where it was read to is no longer known."""
    query = visit.request.GET.copy()
    for name in CURSORS:
        query.pop(name, None)
    return f"{visit.request.path}{'?' if query else ''}{query.urlencode()}"


def wrong_method(visit: Visit, allowed: list[str]) -> HttpResponse:
    answer = _page(visit, 405)
    answer.headers["Allow"] = ", ".join(allowed)
    return answer


def in_vain(visit: Visit, heading: str, why: str, *ways: tuple[str, str]) -> HttpResponse:
    """Something was pressed and came to nothing, and there is no page that could say so beside it."""
    return visit.page("errors/problem.html", _context(409, heading, why, ways), status=409)


def _page(visit: Visit, status: int, lead: str = "") -> HttpResponse:
    heading, words, ways = _PAGES.get(status, ("That is not possible", lead, [HOME, CART]))
    return visit.page("errors/problem.html", _context(status, heading, lead or words, ways), status=status)


def _context(status: int, heading: str, lead: str, ways: Iterable[tuple[str, str]]) -> dict[str, Any]:
    return {
        "status": status,
        "heading": heading,
        "lead": lead,
        "ways": [{"url": url, "name": name} for url, name in ways],
        "request_id": request_id() if status >= 500 else "",
    }


def _bare(request: HttpRequest, status: int) -> HttpResponse:
    return _page(visit_of(request), status)


@requires_csrf_token
def handler400(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _bare(request, 400)


@requires_csrf_token
def handler403(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _bare(request, 403)


@requires_csrf_token
def handler404(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _bare(request, 404)


def handler500(request: HttpRequest) -> HttpResponse:
    """Asks nobody anything: whatever broke must not break this page too."""
    fallen = render_to_string("web/errors/fallen.html", _context(500, *_PAGES[500]))
    return headers.secure(HttpResponse(fallen, status=500))


def refused(request: HttpRequest) -> HttpResponse:
    """What the front of the process did not let in."""
    refusal: Problem = request.souk_refusal  # type: ignore[attr-defined]
    return problem_page(visit_of(request), refusal)


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Most often a page that stood open while the shopper signed in elsewhere."""
    return _bare(request, 403)
