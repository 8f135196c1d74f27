"""Explore: all products, a category's, a shop's; and the list of shops."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from souk.contracts.products.calls import Category
from souk.contracts.shops.calls import Shops
from souk.kernel.asking import ask
from souk.services.web.pages.showing import shown
from souk.services.web.pages.visitor import Visit
from souk.services.web.use_cases import listings, shelves
from souk.vocabulary.problems import NotFound

shops = ask(Shops)

INTRO = "Everything on the street: clothes, books, phones and laptops from independent shops."


@shown()
def explore(visit: Visit) -> HttpResponse:
    chosen = visit.request.GET.getlist("category")
    only = shelves.category_named(chosen[0]) if len(chosen) == 1 else None
    return _listing(visit, title=only.name if only else "Explore", intro=_intro(only))


@shown()
def kind(visit: Visit, name: str) -> HttpResponse:
    """`/laptops` is the page of a type, with whatever it is narrowed by."""
    asked = visit.request.GET.copy()
    asked["type"] = name
    return visit.see_other(f"/explore?{asked.urlencode()}")


@shown()
def category(visit: Visit, slug: str) -> HttpResponse:
    found = shelves.category_named(slug)
    if found is None and shelves.all_categories():
        raise NotFound("There is no such category.")
    name = found.name if found else slug.replace("-", " ").capitalize()
    crumbs = [{"name": "Explore", "url": "/explore"}, {"name": name}]
    return _listing(visit, title=name, intro=_intro(found), category=slug, context={"crumbs": crumbs})


@shown()
def shop(visit: Visit, slug: str) -> HttpResponse:
    found = shops.shop_by_slug(slug=slug)
    view = {"name": found.name, "about": found.description or found.tagline}
    crumbs = [{"name": "Shops", "url": "/shops"}, {"name": found.name}]
    context = {"shop": view, "crumbs": crumbs, "listing_template": "catalogue/shop.html"}
    return _listing(
        visit, title=found.name, intro=found.tagline or found.name, shop=found.slug, context=context
    )


@shown()
def all_shops(visit: Visit) -> HttpResponse:
    found, cursor = shelves.shop_page(visit.request.GET.get("cursor"))
    return visit.page(
        "catalogue/shops.html", {"shops": found, "next_url": f"/shops?cursor={cursor}" if cursor else ""}
    )


def _intro(category: Category | None) -> str:
    return f"{category.name} from the independent shops on the street." if category else INTRO


def _listing(visit: Visit, *, context: dict[str, Any] | None = None, **about: str) -> HttpResponse:
    """The whole page, or for htmx the part it asks for."""
    query = dict(visit.request.GET.lists())
    view = {"listing": listings.listing(query, path=visit.request.path, **about)}
    if visit.is_live and visit.request.GET.get("part") == "cards":
        return visit.page("catalogue/cards.html", view | {"appended": True})
    if visit.is_live:
        answer = visit.page("catalogue/part_listing.html", view)
        answer.headers["HX-Push-Url"] = view["listing"]["address"]  # without the fields left empty
        return answer
    context = context or {}
    return visit.page(context.get("listing_template", "catalogue/explore.html"), view | context)
