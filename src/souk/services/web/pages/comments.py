"""Comments on products, and flags for comments and reviews alike."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from souk.contracts.products.calls import Product, Products
from souk.contracts.reviews.calls import Comment, CommentNotFound, Comments, Reviews, Subject
from souk.kernel.neighbours.asking import ask
from souk.services.web.pages.forms_reviews import CommentForm, FlagForm
from souk.services.web.pages.showing import cursor_of, members, shown
from souk.services.web.pages.visitor import Visit
from souk.services.web.use_cases import review_pages
from souk.vocabulary.problems import Refused

comments, reviews, products = ask(Comments), ask(Reviews), ask(Products)


@shown()
def of_product(visit: Visit, slug: str) -> HttpResponse:
    found = products.product(id_or_slug=slug)
    if visit.is_live:
        return visit.page("reviews/comments.html", {"questions": _questions(visit, found)})
    return _page(visit, found, CommentForm())


@shown("POST")
@members
def say(visit: Visit, slug: str) -> HttpResponse:
    """The key of the form makes a double click one comment."""
    found = products.product(id_or_slug=slug)
    form, once = CommentForm(visit.request.POST), visit.request.POST.get("once", "")[:60]
    if form.is_valid():
        try:
            said = comments.say(
                key=once or form.cleaned_data["text"][:100],
                user_id=visit.member_id,
                product=found.product_id,
                text=form.cleaned_data["text"],
            )
            notice = "comment-saved" if said.status == "published" else "comment-waits"
            return visit.see_other(f"/products/{found.slug}/questions", notice)
        except Refused as refusal:
            form.take_problem(refusal)
    return _page(visit, found, form)


@shown("GET", "POST")
@members
def edit(visit: Visit, comment_id: str) -> HttpResponse:
    """One's own; somebody else's is not found."""
    mine = _own(visit, comment_id)
    form = CommentForm(initial={"text": mine.text})
    if visit.request.method == "POST":
        form = CommentForm(visit.request.POST)
        if form.is_valid():
            try:
                comments.edit(user_id=visit.member_id, comment_id=comment_id, text=form.cleaned_data["text"])
                return visit.see_other(f"{review_pages.path_of(mine.subject)}/questions", "saved")
            except Refused as refusal:
                form.take_problem(refusal)
    context = {"comment": review_pages.comment_view(mine), "form": form}
    return visit.page("reviews/comment.html", context, status=422 if form.errors else 200)


@shown("POST")
@members
def remove(visit: Visit, comment_id: str) -> HttpResponse:
    mine = _own(visit, comment_id)
    comments.take_back(user_id=visit.member_id, comment_id=comment_id)
    return visit.see_other(f"{review_pages.path_of(mine.subject)}/questions", "comment-removed")


@shown("GET", "POST")
@members
def flag(visit: Visit, item_id: str) -> HttpResponse:
    """Of a review or a comment: why somebody should look at it."""
    view, subject = _item(visit, item_id)
    form = FlagForm(visit.request.POST) if visit.request.method == "POST" else FlagForm()
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        reviews.flag(user_id=visit.member_id, item_id=item_id, reason=said["reason"], note=said["note"])
        return visit.see_other(review_pages.path_of(subject), "flagged")
    context = {"item": view, "form": form}
    return visit.page("reviews/flag.html", context, status=422 if form.errors else 200)


def _own(visit: Visit, comment_id: str) -> Comment:
    """Raises CommentNotFound, also for somebody else's."""
    found = comments.comment(comment_id=comment_id, reader_id=visit.member_id)
    if not found.is_mine:
        raise CommentNotFound()
    return found


def _item(visit: Visit, item_id: str) -> tuple[dict[str, Any], Subject]:
    if item_id.startswith("cmt_"):
        comment = comments.comment(comment_id=item_id, reader_id=visit.member_id)
        return review_pages.comment_view(comment), comment.subject
    review = reviews.review(review_id=item_id, reader_id=visit.member_id)
    return review_pages.review_view(review), review.subject


def _questions(visit: Visit, product: Product) -> dict[str, Any]:
    cursor = cursor_of(visit)
    return review_pages.questions(product.product_id, f"/products/{product.slug}", visit.user_id, cursor, 10)


def _page(visit: Visit, product: Product, form: CommentForm) -> HttpResponse:
    crumbs = [{"name": "Explore", "url": "/explore"}, {"name": product.title, "url": f"/products/{product.slug}"}, {"name": "Questions"}]  # fmt: skip
    context = {"questions": _questions(visit, product), "name": product.title, "form": form, "crumbs": crumbs}
    return visit.page("reviews/questions.html", context, status=422 if form.errors else 200)
