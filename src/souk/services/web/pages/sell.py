"""Selling: what a shop on the street means, applying for one, and what became of the application."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from souk.contracts.shops.calls import (
    AlreadyHasShop,
    Shop,
    ShopDraft,
    ShopEdits,
    ShopKeeping,
    Shops,
    ShopSlugTaken,
    ShopStatusRefused,
)
from souk.kernel.ids import new_id
from souk.kernel.neighbours.asking import ask
from souk.services.web.pages.forms_shops import ApplicationForm, ShopForm
from souk.services.web.pages.showing import key_of, members, shown
from souk.services.web.pages.visitor import Visit
from souk.services.web.rules import wording
from souk.services.web.use_cases import closing, shop_pages
from souk.vocabulary.problems import Invalid, Problem

shops, keeping = ask(Shops), ask(ShopKeeping)

SELL, APPLY, APPLICATION, PORTAL = "/sell", "/sell/apply", "/sell/application", "/portal"


@shown()
def sell(visit: Visit) -> HttpResponse:
    ways = {"pending": APPLICATION, "rejected": APPLICATION, "approved": PORTAL}
    mine = shops.shops_of(owner_id=visit.user_id) if visit.user_id else []
    shop = _that_matters(mine)
    context = {
        "onward": ways[shop.status] if shop else APPLY,
        "status": shop.status if shop else "",
        "closing": None if shop and shop.status == "approved" else _closing(mine),
    }
    return visit.page("sell/sell.html", context)


@shown("GET", "POST")
@members
def apply(visit: Visit) -> HttpResponse:
    if visit.request.method != "POST":
        if _latest(visit, but="rejected") is not None:
            return visit.see_other(APPLICATION)
        return _form(visit, ApplicationForm(), new_id("key"))
    key = key_of(visit)
    form = ApplicationForm(visit.request.POST, visit.request.FILES)
    if not form.is_valid():
        return _form(visit, form, key)
    draft = _draft(form)
    if draft is None:
        return _form(visit, form, key)
    try:
        # The same form sent twice is one application.
        keeping.apply(
            key=f"web/{visit.user_id}/{key}",
            owner_id=visit.member_id,
            draft=draft,
            picture=form.picture_bytes,
        )
    except AlreadyHasShop:
        return visit.see_other(APPLICATION)
    except ShopSlugTaken as taken:
        form.add_error("slug", f"{taken.detail}")
        return _form(visit, form, key)
    except Invalid as wrong:
        form.take_problem(wrong)
        return _form(visit, form, key)
    return visit.see_other(APPLICATION, "applied")


@shown("GET", "POST")
@members
def application(visit: Visit) -> HttpResponse:
    shop = _latest(visit)
    if shop is None:
        return visit.see_other(APPLY)
    if visit.request.method != "POST":
        return _status(visit, shop, ShopForm(initial=shop.model_dump()))
    form = ShopForm(visit.request.POST, visit.request.FILES)
    if not form.is_valid():
        return _status(visit, shop, form)
    try:
        keeping.apply_again(
            owner_id=visit.member_id,
            shop_id=shop.shop_id,
            edits=ShopEdits(**form.words()),
            picture=form.picture_bytes,
        )
    except (AlreadyHasShop, ShopStatusRefused):
        return visit.see_other(APPLICATION)
    except Invalid as wrong:
        form.take_problem(wrong)
        return _status(visit, shop, form)
    return visit.see_other(APPLICATION, "applied")


def _latest(visit: Visit, but: str = "") -> Shop | None:
    """The application or shop that matters: an approved one, else what waits, else the latest that was rejected."""
    return _that_matters(shops.shops_of(owner_id=visit.member_id), but)


def _that_matters(mine: list[Shop], but: str = "") -> Shop | None:
    found = [shop for shop in mine if shop.status not in ("closed", but)]
    order = {"approved": 0, "pending": 1, "rejected": 2}
    return min(reversed(found), key=lambda shop: order[shop.status], default=None)


def _closing(mine: list[Shop]) -> dict[str, Any] | None:
    """What a shop that has closed still has to send; nothing while nobody can say. In the portal the newest comes first, too."""
    closed = [shop for shop in mine if shop.status == "closed"]
    for shop in sorted(closed, key=lambda shop: shop.created_at, reverse=True):
        try:
            left = closing.what_is_left(shop.shop_id)
        except Problem:
            continue
        if left["to_send"]:
            return left
    return None


def _draft(form: ApplicationForm) -> ShopDraft | None:
    """None when the name gives no address and none was chosen."""
    slug = form.cleaned_data["slug"] or shop_pages.address_of(form.cleaned_data["name"])
    if not slug:
        form.add_error(
            "slug", "Please choose an address yourself: the name has no letter that fits into one."
        )
        return None
    return ShopDraft(slug=slug, **form.words())


def _form(visit: Visit, form: ApplicationForm, key: str) -> HttpResponse:
    context = {"form": form, "key": key, "crumbs": [{"name": "Sell on Souk", "url": SELL}, {"name": "Apply"}]}
    return visit.page("sell/apply.html", context, status=422 if form.errors else 200)


def _status(visit: Visit, shop: Shop, form: ShopForm) -> HttpResponse:
    view: dict[str, Any] = {
        "name": shop.name,
        "status": shop.status,
        "reason": shop.reason,
        "url": f"/shops/{shop.slug}",
        "tagline": shop.tagline,
        "about": shop.description,
        "place": wording.place(shop.city, shop.country),
        "picture": shop.picture_url,
        "asked_at": wording.day(shop.created_at),
    }
    return visit.page(
        "sell/application.html", {"shop": view, "form": form}, status=422 if form.errors else 200
    )
