"""Reviews in the owner's portal: what was said about the shop and its products, and the owner's answers."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from souk.contracts.reviews.calls import CommentNotFound, ReviewNotFound, Reviews
from souk.contracts.shops.calls import Shop
from souk.kernel.neighbours.asking import ask
from souk.services.web.pages.forms_reviews import AnswerForm
from souk.services.web.pages.portal.frame import owners, portal
from souk.services.web.pages.showing import shown
from souk.services.web.pages.visitor import Visit
from souk.services.web.rules import links
from souk.services.web.use_cases import review_pages
from souk.vocabulary.problems import Refused

reviews = ask(Reviews)

HOME = "/portal/reviews"
KINDS = [("review", "Reviews"), ("comment", "Questions and comments")]


@shown()
@owners
def received(visit: Visit, shop: Shop) -> HttpResponse:
    return _page(visit, shop, AnswerForm(), "")


@shown("POST")
@owners
def answer(visit: Visit, shop: Shop, item_id: str) -> HttpResponse:
    """Of who owns the shop; anything else is not found. `remove` takes the answer away."""
    is_removal = "remove" in visit.request.POST
    form = AnswerForm(visit.request.POST, prefix=item_id)
    if not is_removal and not form.is_valid():
        return _page(visit, shop, form, item_id)
    text = "" if is_removal else form.cleaned_data["text"]
    try:
        reviews.answer(owner_id=visit.member_id, item_id=item_id, text=text)
    except (ReviewNotFound, CommentNotFound):
        raise
    except Refused as refusal:
        form.take_problem(refusal)
        return _page(visit, shop, form, item_id)
    where = links.link(HOME, [("what", "comment")] if item_id.startswith("cmt_") else [])
    return visit.see_other(where, "answer-removed" if is_removal else "answer-saved")


def _page(visit: Visit, shop: Shop, form: AnswerForm, item_id: str) -> HttpResponse:
    """`form` is of the item just answered; every other one has its own."""
    query = visit.request.GET
    is_comment = query.get("what") == "comment" or item_id.startswith("cmt_")
    what, only_open = ("comment" if is_comment else "review"), query.get("open") == "yes"
    cursor = query.get("cursor", "")[:300] or None
    page = reviews.received(
        owner_id=visit.member_id,
        what=what,  # type: ignore[arg-type]
        shop_id=shop.shop_id,
        only_open=only_open,
        cursor=cursor,
    )
    items = [_item(each.review, each.comment) for each in page.items]
    for item in items:
        own = AnswerForm(
            prefix=item["id"], initial={"text": item["answer"]["text"] if item["answer"] else ""}
        )
        item["form"] = form if item["id"] == item_id else own
    kept = [("what", what), *([("open", "yes")] if only_open else [])]
    context = {
        "items": items,
        "tabs": [
            {"name": name, "url": links.link(HOME, [("what", value)]), "is_here": value == what}
            for value, name in KINDS
        ],
        "what": what,
        "only_open": only_open,
        "open_url": links.link(HOME, [("what", what), ("open", "yes")]),
        "all_url": links.link(HOME, [("what", what)]),
        "next_url": links.link(HOME, [*kept, ("cursor", page.next)]) if page.next else "",
    }
    status = 422 if form.errors else 200
    return portal(visit, shop, "Reviews", "reviews.html", context, status=status)


def _item(review: Any, comment: Any) -> dict[str, Any]:
    return review_pages.review_view(review) if review else review_pages.comment_view(comment)
