"""A product's page."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.safestring import mark_safe

from souk.services.web.pages.showing import shown
from souk.services.web.pages.visitor import Visit
from souk.services.web.use_cases import kinds, product_pages, review_pages


@shown()
def product(visit: Visit, slug: str) -> HttpResponse:
    return product_page(visit, slug, visit.request.GET.get("variation", ""))


def product_page(
    visit: Visit, slug: str, variation: str, *, waiting: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    """`waiting`: what was typed to be told when it is back, and what is wrong with it."""
    view, found, chosen = product_pages.product_view(slug, variation)
    if found.slug != slug:
        return visit.see_other(view["here"])
    context = {
        "product": view,
        "waiting": waiting,
        "crumbs": product_pages.crumbs(found),
        "canonical": visit.origin + view["url"],
        "is_own": found.shop.shop_id in visit.keeper().shops,
    }
    if visit.is_live:
        return visit.page("catalogue/part_product.html", context)
    facts = product_pages.facts_for_search_engines(found, chosen, visit.origin)
    path = f"/products/{found.slug}"
    context |= {
        "section": review_pages.section("product", found.product_id, found.rating, path, visit.user_id, {}),
        "questions": review_pages.questions(found.product_id, path, visit.user_id),
    }
    context |= {"companions": kinds.companions(found)}
    context |= {"related": product_pages.from_the_same_shop(found), "linked_data": mark_safe(facts)}
    return visit.page("catalogue/product.html", context, status=status)
