"""The portal's pages about the shop itself: profile, switch and closing, branches, pictures, links."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpResponse
from django.urls import path

from souk.contracts.shops.calls import (
    BranchNotFound,
    PictureNotFound,
    Shop,
    ShopEdits,
    ShopIsFull,
    ShopKeeping,
)
from souk.contracts.shops.fronts import Branch
from souk.kernel.neighbours.asking import ask
from souk.services.web.pages.forms_shops import (
    AltTextForm,
    BranchForm,
    CloseForm,
    LinksForm,
    PictureForm,
    ShopForm,
)
from souk.services.web.pages.portal.frame import owners, portal
from souk.services.web.pages.showing import key_of, shown
from souk.services.web.pages.visitor import Visit
from souk.services.web.use_cases import shop_pages
from souk.vocabulary.problems import Invalid

keeping = ask(ShopKeeping)

ROOM = "Shop and branches"
PROFILE, BRANCHES, PICTURES = "/portal/shop/profile", "/portal/shop/branches", "/portal/shop/pictures"
PAGES = [("Profile", PROFILE), ("Branches", BRANCHES), ("Pictures", PICTURES)]


@shown("GET", "POST")
@owners
def profile(visit: Visit, shop: Shop) -> HttpResponse:
    form = ShopForm(initial=shop.model_dump())
    if visit.request.method == "POST":
        form = ShopForm(visit.request.POST, visit.request.FILES)
        if form.is_valid():
            try:
                edits = ShopEdits(**form.words())
                keeping.edit_shop(**_mine(visit, shop), edits=edits, picture=form.picture_bytes)
                return visit.see_other(PROFILE, "saved")
            except Invalid as wrong:
                form.take_problem(wrong)
    return _profile(visit, shop, form=form)


@shown("POST")
@owners
def links(visit: Visit, shop: Shop) -> HttpResponse:
    form = LinksForm(visit.request.POST, prefix="links")
    if form.is_valid():
        given = form.links()
        try:
            keeping.set_links(**_mine(visit, shop), links=given)
            return visit.see_other(PROFILE, "saved")
        except Invalid as wrong:
            for error in wrong.errors:
                place = re.match(r"/links/([0-9]+)/", error.pointer)
                form.add_error(given[int(place[1])].network if place else None, error.detail)
    return _profile(visit, shop, links_form=form)


@shown("POST")
@owners
def switch(visit: Visit, shop: Shop) -> HttpResponse:
    is_active = visit.request.POST.get("is_active") == "yes"
    keeping.edit_shop(**_mine(visit, shop), edits=ShopEdits(is_active=is_active))
    return visit.see_other(PROFILE, "shop-on" if is_active else "shop-off")


@shown("POST")
@owners
def close(visit: Visit, shop: Shop) -> HttpResponse:
    form = CloseForm(visit.request.POST, prefix="close")
    if not form.is_valid() or visit.request.POST.get("shop") != shop.shop_id:
        return _profile(visit, shop, close_form=form)
    keeping.close_shop(**_mine(visit, shop))
    return visit.see_other("/sell", "shop-closed")


@shown("GET", "POST")
@owners
def branches(visit: Visit, shop: Shop) -> HttpResponse:
    key = key_of(visit)
    form = BranchForm(initial={"country": shop.country, "city": shop.city})
    if visit.request.method == "POST":
        form = BranchForm(visit.request.POST)
        if form.is_valid() and _saved(visit, shop, form, key):
            return visit.see_other(BRANCHES, "saved")
    front = keeping.kept_storefront(**_mine(visit, shop))
    shown_branches = [
        shop_pages.branch_view(branch) | {"edit_url": f"{BRANCHES}/{branch.branch_id}"}
        for branch in front.branches
    ]
    return _page(
        visit, shop, BRANCHES, "branches.html", {"branches": shown_branches, "form": form, "key": key}
    )


@shown("GET", "POST")
@owners
def branch(visit: Visit, shop: Shop, branch_id: str) -> HttpResponse:
    known = _branch(visit, shop, branch_id)
    form = BranchForm(initial=BranchForm.known(known))
    if visit.request.method == "POST":
        form = BranchForm(visit.request.POST)
        if form.is_valid() and _saved(visit, shop, form, key_of(visit), branch_id):
            return visit.see_other(BRANCHES, "saved")
    context = {
        "branch": shop_pages.branch_view(known),
        "form": form,
        "form_action": f"{BRANCHES}/{branch_id}",
    }
    return _page(visit, shop, BRANCHES, "branch.html", context)


@shown("POST")
@owners
def remove_branch(visit: Visit, shop: Shop, branch_id: str) -> HttpResponse:
    keeping.remove_branch(**_mine(visit, shop), branch_id=branch_id)
    return visit.see_other(BRANCHES, "branch-removed")


@shown("GET", "POST")
@owners
def pictures(visit: Visit, shop: Shop) -> HttpResponse:
    key, form = key_of(visit), PictureForm()
    if visit.request.method == "POST":
        form = PictureForm(visit.request.POST, visit.request.FILES)
        if form.is_valid() and _hung(visit, shop, form, key):
            return visit.see_other(PICTURES, "saved")
    front = keeping.kept_storefront(**_mine(visit, shop))
    gallery = [
        shop_pages.picture_view(picture)
        | {
            "url": f"{PICTURES}/{picture.media_id}",
            "form": AltTextForm(initial={"alt_text": picture.alt_text}, prefix=picture.media_id),
        }
        for picture in front.pictures
    ]
    return _page(visit, shop, PICTURES, "pictures.html", {"pictures": gallery, "form": form, "key": key})


@shown("POST")
@owners
def picture(visit: Visit, shop: Shop, media_id: str) -> HttpResponse:
    """Other words, or a step towards the front or the back."""
    mine = _mine(visit, shop)
    words = visit.request.POST.get(f"{media_id}-alt_text")
    place = None
    if step := {"forward": -1, "back": 1}.get(visit.request.POST.get("move", "")):
        order = [one.media_id for one in keeping.kept_storefront(**mine).pictures]
        if media_id not in order:
            raise PictureNotFound()
        place = max(0, order.index(media_id) + step)
    alt_text = None if words is None else words.strip()[:255]
    keeping.change_picture(**mine, media_id=media_id, alt_text=alt_text, position=place)
    return visit.see_other(PICTURES, "saved")


@shown("POST")
@owners
def remove_picture(visit: Visit, shop: Shop, media_id: str) -> HttpResponse:
    keeping.remove_picture(**_mine(visit, shop), media_id=media_id)
    return visit.see_other(PICTURES, "picture-removed")


def _profile(visit: Visit, shop: Shop, **tried: Any) -> HttpResponse:
    front = keeping.kept_storefront(**_mine(visit, shop))
    known = {link.network: link.url for link in front.links}
    context: dict[str, Any] = {
        "it": {
            "picture": shop.picture_url,
            "is_active": shop.is_active,
            "is_verified": shop.is_verified,
        },
        "form": ShopForm(initial=shop.model_dump()),
        "links_form": LinksForm(initial=known, prefix="links"),
        "close_form": CloseForm(prefix="close"),
    }
    return _page(visit, shop, PROFILE, "shop.html", context | tried)


def _page(visit: Visit, shop: Shop, here: str, template: str, context: dict[str, Any]) -> HttpResponse:
    context["pages"] = [{"name": name, "url": url, "is_here": url == here} for name, url in PAGES]
    names = ("form", "links_form", "close_form")
    is_wrong = any(context[name].is_bound and context[name].errors for name in names if name in context)
    return portal(visit, shop, ROOM, f"shop/{template}", context, status=422 if is_wrong else 200)


def _mine(visit: Visit, shop: Shop) -> dict[str, str]:
    return {"owner_id": visit.member_id, "shop_id": shop.shop_id}


def _branch(visit: Visit, shop: Shop, branch_id: str) -> Branch:
    """Raises BranchNotFound, also for one of another shop."""
    front = keeping.kept_storefront(**_mine(visit, shop))
    found = next((one for one in front.branches if one.branch_id == branch_id), None)
    if found is None:
        raise BranchNotFound()
    return found


def _saved(visit: Visit, shop: Shop, form: BranchForm, key: str, branch_id: str | None = None) -> bool:
    try:
        keeping.save_branch(key=key, **_mine(visit, shop), draft=form.draft(), branch_id=branch_id)
    except ShopIsFull as full:
        form.add_error(None, full.detail)
        return False
    except Invalid as wrong:
        form.take_problem(wrong)
        return False
    return True


def _hung(visit: Visit, shop: Shop, form: PictureForm, key: str) -> bool:
    content, words = form.cleaned_data["image"].read(), form.cleaned_data["alt_text"]
    try:
        keeping.add_picture(key=key, **_mine(visit, shop), content=content, alt_text=words)
    except (Invalid, ShopIsFull) as refusal:
        form.take_problem(refusal)
        return False
    return True


urlpatterns = [
    path("portal/shop/profile", profile),
    path("portal/shop/links", links),
    path("portal/shop/switch", switch),
    path("portal/shop/close", close),
    path("portal/shop/branches", branches),
    path("portal/shop/branches/<slug:branch_id>", branch),
    path("portal/shop/branches/<slug:branch_id>/remove", remove_branch),
    path("portal/shop/pictures", pictures),
    path("portal/shop/pictures/<slug:media_id>", picture),
    path("portal/shop/pictures/<slug:media_id>/remove", remove_picture),
]
