"""Explore: all products, or a category's; and the page of any list of them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from souk.contracts.products.calls import Category
from souk.contracts.products.kinds import known_kinds
from souk.services.web.pages.showing import shown
from souk.services.web.pages.visitor import Visit
from souk.services.web.use_cases import listings, shelves, shop_pages
from souk.vocabulary.problems import NotFound


@shown()
def explore(visit: Visit) -> HttpResponse:
    chosen = visit.request.GET.getlist("category")
    only = shelves.category_named(chosen[0]) if len(chosen) == 1 else None
    beside = (
        {} if visit.is_live else {"found_shops": shop_pages.shops_beside(visit.request.GET.get("search", ""))}
    )
    return listing_page(visit, title=only.name if only else "Explore", intro=_intro(only), context=beside)


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
    return listing_page(visit, title=name, intro=_intro(found), category=slug, context={"crumbs": crumbs})


def _intro(category: Category | None) -> str:
    return f"{category.name} from the independent shops on the street." if category else intro()


def intro() -> str:
    """Names the types there are that have a page of their own."""
    plurals = [kind.plural.lower() for kind in known_kinds() if kind.collection]
    named = " and ".join([*([", ".join(plurals[:-1])] if plurals[1:] else []), *plurals[-1:]])
    return f"Everything on the street: {named or 'all sorts of goods'} from independent shops."


def listing_page(visit: Visit, *, context: dict[str, Any] | None = None, **about: str) -> HttpResponse:
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
