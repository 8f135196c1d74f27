"""Showing: how a function of a visit becomes a Django view.

`@shown` checks the method, says who is acting, and turns problems into pages that help; `@members` asks to sign in first;
`@only(staff_may(…))` also closes the door to everybody without the permission.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse

from souk.kernel.access import identity
from souk.kernel.ids import new_id
from souk.services.web.pages import errors
from souk.services.web.pages.visitor import Visit, visit_of
from souk.services.web.rules.typed import whole
from souk.vocabulary.problems import Problem, Unavailable

Page = Callable[..., HttpResponse]
View = Callable[..., HttpResponse]


def shown(*methods: str) -> Callable[[Page], View]:
    """For these methods only, GET if none is named; GET brings HEAD."""
    allowed = set(methods or ("GET",)) | ({"HEAD"} if not methods or "GET" in methods else set())

    def decorate(page: Page) -> View:
        @wraps(page)
        def view(request: HttpRequest, **parts: str) -> HttpResponse:
            visit = visit_of(request)
            if request.method not in allowed:
                return errors.wrong_method(visit, sorted(allowed))
            with identity.acting_as(visit.identity):
                try:
                    if visit.acting and request.method == "POST" and request.path != "/acting/stop":
                        visit.note_deed(parts)
                    answer, why = page(visit, **parts), "The form was not in order"
                except Problem as problem:
                    answer, why = errors.problem_page(visit, problem), problem.title
                if 400 <= answer.status_code < 500:
                    visit.note_refusal(f"{answer.status_code} {why}")
                return answer

        return view

    return decorate


def members(page: Page) -> Page:
    """Only for who is signed in; everybody else is asked to, and comes back afterwards."""

    @wraps(page)
    def guarded(visit: Visit, **parts: str) -> HttpResponse:
        return page(visit, **parts) if _is_signed_in(visit) else _asked_in(visit, "/account")

    return _says(guarded, identity.signed_in)


def only(who: identity.Permission, home: str) -> Callable[[Page], Page]:
    """Only for whom `who` lets in; `home` is where a form that was sent without being signed in leads to."""

    def decorate(page: Page) -> Page:
        @wraps(page)
        def guarded(visit: Visit, **parts: str) -> HttpResponse:
            if not _is_signed_in(visit):
                return _asked_in(visit, home)
            who.check(visit.identity)
            return page(visit, **parts)

        return _says(guarded, who)

    return decorate


def _says(page: Page, who: identity.Permission) -> Page:
    """The page's own sign of who may enter, for whoever walks along all doors."""
    page.may = who  # type: ignore[attr-defined]
    return page


def _is_signed_in(visit: Visit) -> bool:
    """Raises Unavailable when nobody can say: asking to sign in again would not help."""
    if visit.is_uncertain:
        raise Unavailable("Nobody can say at the moment who is signed in.", retry_after=2)
    return visit.user_id is not None


def _asked_in(visit: Visit, otherwise: str) -> HttpResponse:
    """To sign in, and afterwards back to the page; a form is not sent again by itself."""
    wanted = visit.request.get_full_path() if visit.request.method == "GET" else otherwise
    return visit.see_other(f"/sign-in?next={quote(wanted)}", "sign-in-first")


def revision_of(visit: Visit) -> int:
    """The state of a thing that was on the page of the form; 0, which nothing has, where it says none."""
    return whole(visit.request.POST.get("revision", "")) or 0


def key_of(visit: Visit, name: str = "key") -> str:
    """What makes a form that is sent twice one deed: the key hidden in it, or a fresh one for a form that has none."""
    return re.sub(r"\W", "", visit.request.POST.get(name, ""), flags=re.ASCII)[:60] or new_id("key")


def told(visit: Visit, name: str, longest: int) -> str:
    """From the form, else from the address: where a link leads to a page with a button."""
    return (visit.request.POST.get(name) or visit.request.GET.get(name, ""))[:longest]


def cursor_of(visit: Visit, name: str = "cursor") -> str | None:
    """From where on a list was asked for."""
    return visit.request.GET.get(name, "")[:300] or None
