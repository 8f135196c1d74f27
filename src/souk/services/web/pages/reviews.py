"""Reviews: lists of them, writing one's own, voting."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from souk.contracts.products.calls import Products
from souk.contracts.reviews.calls import (
    MAX_PICTURES,
    OnlyBuyersReview,
    OwnGoods,
    Review,
    ReviewDraft,
    ReviewNotFound,
    Reviews,
)
from souk.contracts.shops.calls import Shops
from souk.kernel.neighbours.asking import ask
from souk.kernel.web.media import PHOTO_BYTES
from souk.services.web.pages.forms_reviews import ReviewForm
from souk.services.web.pages.showing import members, shown
from souk.services.web.pages.visitor import Visit
from souk.services.web.use_cases import review_pages
from souk.vocabulary.problems import Refused
from souk.vocabulary.ratings import Rating

reviews, products, shops = ask(Reviews), ask(Products), ask(Shops)


@shown()
def of_product(visit: Visit, slug: str) -> HttpResponse:
    found = products.product(id_or_slug=slug)
    own = found.shop.shop_id in visit.keeper().shops
    path = f"/products/{found.slug}"
    return _list(visit, "product", found.product_id, found.title, found.rating, path, is_own=own)


@shown()
def of_shop(visit: Visit, slug: str) -> HttpResponse:
    found = shops.shop_by_slug(slug=slug)
    own = found.shop_id in visit.keeper().shops
    return _list(visit, "shop", found.shop_id, found.name, found.rating, f"/shops/{found.slug}", is_own=own)


@shown("GET", "POST")
@members
def review_product(visit: Visit, slug: str) -> HttpResponse:
    found = products.product(id_or_slug=slug)
    picture = found.images[0].thumb_url if found.images else None
    about = {
        "id": found.product_id,
        "name": found.title,
        "path": f"/products/{found.slug}",
        "picture": picture,
        "is_own": found.shop.shop_id in visit.keeper().shops,
    }
    return _write(visit, "product", about)


@shown("GET", "POST")
@members
def review_shop(visit: Visit, slug: str) -> HttpResponse:
    found = shops.shop_by_slug(slug=slug)
    about = {
        "id": found.shop_id,
        "name": found.name,
        "path": f"/shops/{found.slug}",
        "picture": found.picture_url,
        "is_own": found.shop_id in visit.keeper().shops,
    }
    return _write(visit, "shop", about)


@shown("POST")
@members
def vote(visit: Visit, review_id: str) -> HttpResponse:
    """`yes` or `no`; what is pressed already is taken back."""
    said = visit.request.POST.get("helpful", "")
    found = reviews.vote(
        voter_id=visit.member_id, review_id=review_id, is_helpful={"yes": True, "no": False}.get(said)
    )
    if visit.is_live:
        return visit.page("reviews/votes.html", {"review": review_pages.review_view(found)})
    return visit.see_other(f"{review_pages.path_of(found.subject)}/reviews#{review_id}", "voted")


@shown("POST")
@members
def remove(visit: Visit, review_id: str) -> HttpResponse:
    reviews.remove(user_id=visit.member_id, review_id=review_id)
    return visit.see_other("/account/reviews", "review-removed")


@shown("POST")
@members
def remove_picture(visit: Visit, review_id: str) -> HttpResponse:
    url = visit.request.POST.get("url", "")[:300]
    found = reviews.remove_picture(user_id=visit.member_id, review_id=review_id, url=url)
    return visit.see_other(f"{review_pages.path_of(found.subject)}/review", "saved")


def _list(
    visit: Visit, kind: str, subject: str, name: str, rating: Rating, path: str, *, is_own: bool
) -> HttpResponse:
    """The whole page; for htmx its list, or what follows in it."""
    query: dict[str, Any] = {
        n: visit.request.GET.get(n, "")[:300] for n in ("sort", "stars", "verified", "cursor")
    }
    section = review_pages.section(kind, subject, rating, path, visit.user_id, query | {"whole": "yes"})
    context = {"section": section, "name": name, "path": path, "kind": kind, "is_own": is_own}
    if visit.is_live:
        is_more = bool(query["cursor"])
        return visit.page("reviews/items.html" if is_more else "reviews/list.html", context)
    way = {"product": ("Explore", "/explore"), "shop": ("Shops", "/shops")}[kind]
    crumbs = [{"name": way[0], "url": way[1]}, {"name": name, "url": path}, {"name": "Reviews"}]
    return visit.page("reviews/page.html", context | {"crumbs": crumbs})


def _write(visit: Visit, kind: str, about: dict[str, Any]) -> HttpResponse:
    mine = next(iter(reviews.mine_of(user_id=visit.member_id, subject_ids=[about["id"]])), None)
    if about["is_own"] and mine is None and visit.request.method != "POST":
        return visit.see_other(about["path"], "own-goods")
    form = ReviewForm(kind=kind, initial=_kept(mine))
    if visit.request.method == "POST":
        form = ReviewForm(visit.request.POST, visit.request.FILES, kind=kind)
        saved = _save(visit, kind, about, form, mine) if form.is_valid() else None
        if saved is not None:
            said = "review-saved" if saved.status == "published" else "review-waits"
            return visit.see_other(f"{about['path']}#reviews", said)
    context = {
        "about": about,
        "kind": kind,
        "form": form,
        "mine": review_pages.review_view(mine) if mine else None,
        "room": MAX_PICTURES - len(mine.pictures if mine else []),
        "crumbs": [{"name": about["name"], "url": about["path"]}, {"name": "Your review"}],
    }
    return visit.page("reviews/write.html", context, status=422 if form.errors else 200)


def _kept(mine: Review | None) -> dict[str, Any]:
    if mine is None:
        return {}
    return {"stars": str(mine.stars or ""), "title": mine.title, "text": mine.text}


def _save(
    visit: Visit, kind: str, about: dict[str, Any], form: ReviewForm, mine: Review | None
) -> Review | None:
    """None when it was refused: the form says why. Pictures come after the words, so that a bad one loses nothing."""
    if not _has_room(visit, form, mine):
        return None
    stars = form.cleaned_data["stars"]
    draft = ReviewDraft(
        stars=int(stars) if stars else None, title=form.cleaned_data["title"], text=form.cleaned_data["text"]
    )
    try:
        saved = reviews.write(user_id=visit.member_id, kind=kind, subject=about["id"], draft=draft)  # type: ignore[arg-type]
    except (OwnGoods, OnlyBuyersReview) as refusal:
        form.add_error(None, f"{refusal.title}. {refusal.detail}")
        return None
    except Refused as refusal:
        form.take_problem(refusal)
        return None
    return _hang(visit, saved, form)


def _has_room(visit: Visit, form: ReviewForm, mine: Review | None) -> bool:
    chosen = len(visit.request.FILES.getlist("pictures"))
    room = MAX_PICTURES - len(mine.pictures if mine else [])
    if chosen > room:
        said = f"You chose {chosen} pictures, and there is room for {room}. Nothing is saved yet."
        form.add_error("pictures", said)
    return chosen <= room


def _hang(visit: Visit, saved: Review, form: ReviewForm) -> Review | None:
    """All of the pictures or none of them."""
    before = {picture.url for picture in saved.pictures}
    try:
        for upload in visit.request.FILES.getlist("pictures"):
            content = upload.read(PHOTO_BYTES + 1)
            saved = reviews.add_picture(user_id=visit.member_id, review_id=saved.review_id, content=content)
    except ReviewNotFound:
        raise
    except Refused as refusal:
        for picture in saved.pictures:
            if picture.url not in before:
                reviews.remove_picture(user_id=visit.member_id, review_id=saved.review_id, url=picture.url)
        form.add_error("pictures", f"Your words are saved, and none of the pictures. {refusal.detail}")
        return None
    return saved
