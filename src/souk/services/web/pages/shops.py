"""Shops: the list of them, by name, by words, or by what is near; and the page of one."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from souk.contracts.shops.calls import Shops
from souk.kernel.neighbours.asking import ask
from souk.services.web.pages.explore import listing_page
from souk.services.web.pages.showing import cursor_of, shown
from souk.services.web.pages.visitor import Visit
from souk.services.web.rules import links, places
from souk.services.web.use_cases import shelves, shop_pages

shops = ask(Shops)

#: This page may ask the browser where it is, if its reader presses the button.
MAY_LOCATE = "camera=(), geolocation=(self), microphone=()"
USUAL_RADIUS = 25


@shown()
def shop(visit: Visit, slug: str) -> HttpResponse:
    found = shops.storefront(slug=slug)
    view = shop_pages.front(found)
    crumbs = [{"name": "Shops", "url": "/shops"}, {"name": view["name"]}]
    context = {"shop": view, "crumbs": crumbs, "listing_template": "catalogue/shop.html"}
    context["is_own"] = view["id"] in visit.keeper().shops
    return listing_page(
        visit, title=view["name"], intro=view["tagline"] or view["name"], shop=slug, context=context
    )


@shown()
def all_shops(visit: Visit) -> HttpResponse:
    given = visit.request.GET
    words, near = given.get("search", "").strip()[:200], given.get("near", "").strip()[:120]
    radius = given.get("radius_km", "")
    context: dict[str, Any] = {
        "words": words,
        "near": near,
        "radius_km": int(radius) if radius in map(str, places.RADII) else USUAL_RADIUS,
        "radii": places.RADII,
    }
    if near:
        context |= _near(near, context["radius_km"], cursor_of(visit))
    elif words:
        context["shops"] = shop_pages.shops_named(words)
    else:
        context["shops"], cursor = shelves.shop_page(cursor_of(visit))
        context["next_url"] = f"/shops?cursor={cursor}" if cursor else ""
    answer = visit.page("catalogue/shops.html", context)
    answer.headers["Permissions-Policy"] = MAY_LOCATE
    return answer


def _near(typed: str, radius_km: int, cursor: str | None) -> dict[str, Any]:
    found = shop_pages.near(typed, radius_km, cursor)
    more = [("near", typed), ("radius_km", str(radius_km)), ("cursor", found.get("next") or "")]
    return {
        "branches": found["branches"],
        "near_fault": found["fault"],
        "next_url": links.link("/shops", more) if found.get("next") else "",
    }
