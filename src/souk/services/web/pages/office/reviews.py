"""Reviews in the back office: what waits for a person, and the decision."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from souk.contracts.reviews.calls import CommentNotFound, Decision, Moderation, Received, ReviewNotFound
from souk.kernel.access.identity import staff_may
from souk.kernel.neighbours.asking import ask
from souk.services.web.pages.forms_reviews import HideForm
from souk.services.web.pages.office.frame import HOME, office, opens_to
from souk.services.web.pages.showing import cursor_of, shown
from souk.services.web.pages.visitor import Visit
from souk.services.web.rules import links
from souk.services.web.use_cases import review_pages

moderation = ask(Moderation)
moderators = opens_to(staff_may("reviews.moderate"))

LIST = f"{HOME}/reviews"
KINDS = [("review", "Reviews"), ("comment", "Comments")]
STATES = [("held", "Waiting"), ("flagged", "Flagged"), ("hidden", "Hidden")]
#: Why something waits, as reviews names it.
HOLDS = {
    "link": "It has a link or an address in it",
    "words": "It has a word of the list in it",
    "account_burst": "Its author wrote very much in a short time",
    "subject_burst": "Very much was written about this in a short time",
    "flags": "Several people flagged it",
    "hidden_before": "An earlier form of it was hidden",
}


@shown()
@moderators
def queue(visit: Visit) -> HttpResponse:
    return _page(visit, HideForm(), "")


@shown("POST")
@moderators
def publish(visit: Visit, item_id: str) -> HttpResponse:
    return _decide(visit, item_id, "published", "")


@shown("POST")
@moderators
def hide(visit: Visit, item_id: str) -> HttpResponse:
    form = HideForm(visit.request.POST, prefix=item_id)
    if not form.is_valid():
        return _page(visit, form, item_id)
    return _decide(visit, item_id, "hidden", form.cleaned_data["reason"])


def _decide(visit: Visit, item_id: str, decision: Decision, reason: str) -> HttpResponse:
    """Back to the list it was decided in."""
    status = visit.request.POST.get("status", "")
    where = _link(_kind_of(item_id), status if status in dict(STATES) else "held")
    try:
        moderation.decide(item_id=item_id, decision=decision, reason=reason)
    except (ReviewNotFound, CommentNotFound):
        return visit.see_other(where, "moderated-already")
    return visit.see_other(where, decision)


def _page(visit: Visit, form: HideForm, item_id: str) -> HttpResponse:
    """`form` is of the item just refused; every other one has its own."""
    sent = visit.request.POST if item_id else visit.request.GET
    what = _kind_of(item_id) if item_id else sent.get("what", "review")
    what = what if what in dict(KINDS) else "review"
    status = sent.get("status", "held") if sent.get("status") in dict(STATES) else "held"
    page = moderation.queue(what=what, status=status, cursor=cursor_of(visit))  # type: ignore[arg-type]
    items = [_item(each, form, item_id) for each in page.items]
    context = {
        "items": items,
        "status": status,
        "kinds": [
            {"name": name, "url": _link(value, status), "is_here": value == what} for value, name in KINDS
        ],
        "states": [
            {"name": name, "url": _link(what, value), "is_here": value == status} for value, name in STATES
        ],
        "next_url": _link(what, status, page.next) if page.next else "",
    }
    return office(visit, "Reviews", "reviews.html", context, status=422 if form.errors else 200)


def _item(each: Received, form: HideForm, item_id: str) -> dict[str, Any]:
    found = each.review or each.comment
    assert found is not None
    view = review_pages.review_view(each.review) if each.review else review_pages.comment_view(found)  # type: ignore[arg-type]
    is_flagged = bool(found.flags) or "flags" in found.holds
    return view | {
        "holds": [HOLDS.get(code, code) for code in found.holds],
        "flags": found.flags,
        "why": moderation.why(item_id=view["id"]) if is_flagged else [],
        "url": f"{LIST}/{view['id']}",
        "form": form if view["id"] == item_id else HideForm(prefix=view["id"]),
        "may_publish": found.status != "published" or is_flagged,
    }


def _kind_of(item_id: str) -> str:
    return "comment" if item_id.startswith("cmt_") else "review"


def _link(what: str, status: str, cursor: str | None = None) -> str:
    more = [("cursor", cursor)] if cursor else []
    return links.link(LIST, [("what", what), ("status", status), *more])
