"""Shelves: products as cards, shops as cards, categories as ways in. What a neighbour cannot say is left out."""

from __future__ import annotations

from typing import Any

from souk.contracts.products.calls import Category, Products
from souk.contracts.search.calls import ProductCard, ProductQuery, Search
from souk.contracts.shops.calls import Shop, Shops
from souk.kernel import clock
from souk.kernel.neighbours.asking import ask
from souk.services.web.rules import hearts, wording
from souk.services.web.use_cases import pictures
from souk.services.web.use_cases.review_pages import card_rating
from souk.vocabulary.problems import Problem, Unavailable

products = ask(Products)
search = ask(Search)
shops = ask(Shops)

CATEGORIES_KEPT_SECONDS = 30
_kept: tuple[float, list[Category]] | None = None
_filled: tuple[float, frozenset[str]] | None = None


def all_categories() -> list[Category]:
    """The tree, remembered for a while because every page's footer shows some of it; empty while products is away."""
    global _kept
    if _kept is None or clock.stopwatch() - _kept[0] > CATEGORIES_KEPT_SECONDS:
        try:
            _kept = clock.stopwatch(), products.categories()
        except Unavailable:
            return _kept[1] if _kept else []
    return _kept[1]


def category_named(slug: str) -> Category | None:
    return next((category for category in all_categories() if category.slug == slug), None)


def forget_categories() -> None:
    """For tests and after an import."""
    global _kept, _filled
    _kept = _filled = None


def filled_categories() -> frozenset[str]:
    """Slugs of those with goods in them or beneath them, of many the fullest, remembered as the tree is; none where search knows of none."""
    global _filled
    if _filled is None or clock.stopwatch() - _filled[0] > CATEGORIES_KEPT_SECONDS:
        try:
            facets = search.products(query=ProductQuery(limit=1)).facets
        except Unavailable:
            return _filled[1] if _filled else frozenset()
        values = (value for facet in facets if facet.name == "category" for value in facet.values)
        _filled = clock.stopwatch(), frozenset(value.value for value in values if value.count)
    return _filled[1]


def ways_in(most: int) -> list[dict[str, str]]:
    """The top categories with their pages, filled up with the first children of each. Nobody is led to an empty one, as far as that is
    known."""
    tree = all_categories()
    filled = filled_categories() if tree else frozenset()
    tree = [c for c in tree if c.slug in filled] if filled else tree
    roots = [c for c in tree if c.parent_id is None]
    children = [[c for c in tree if c.parent_id == root.category_id] for root in roots]
    rows = [[line[depth] for line in children if depth < len(line)] for depth in range(most)]
    ways = [*roots, *(category for row in rows for category in row)]
    return [{"name": c.name, "url": f"/explore/{c.slug}"} for c in ways[:most]]


def card(found: ProductCard) -> dict[str, Any]:
    sold_out = found.availability == "out_of_stock"
    before = found.compare_at_price
    on_sale = before is not None and before.minor > found.price_from.minor
    return {
        "id": found.product_id,
        "shop_id": found.shop_id,
        "url": f"/products/{found.slug}",
        "name": found.title,
        "hint": wording.first_paragraph(found.subtitle, 26),
        "price": wording.price_span(found.price_from, found.price_to),
        "was": wording.price(before) if before is not None and on_sale else "",
        "tag": "Sold out" if sold_out else "Sale" if on_sale else "",
        "shop_name": found.shop_name,
        "heart": hearts.of_product(found.product_id, found.title),
        "rating": card_rating(found.rating_average, found.rating_count),
        "picture": pictures.of_card(found.thumb_url, found.image_url, found.image_alt or found.title),
    }


def shop_card(shop: Shop) -> dict[str, Any]:
    return {
        "name": shop.name,
        "url": f"/shops/{shop.slug}",
        "is_verified": shop.is_verified,
        "about": shop.tagline or wording.first_paragraph(shop.description, 110),
        "initials": wording.initials(shop.name),
        "heart": hearts.of_shop(shop.shop_id, shop.name),
        "picture": {"src": shop.picture_url, "width": 548, "height": 342, "alt": ""}
        if shop.picture_url
        else None,
    }


def cards(query: ProductQuery) -> list[dict[str, Any]]:
    """A shelf that may be left empty: on a page with other things, a missing shelf is no reason to fail."""
    try:
        return [card(found) for found in search.products(query=query).items]
    except Problem:
        return []


def front_window() -> dict[str, Any]:
    """What the home page shows."""
    newest = cards(ProductQuery(sort="newest", limit=7, with_facets=False, in_stock=True))
    street = shop_page(limit=8)[0]
    ways = ways_in(8)
    return {
        "arrivals": newest[:3],
        "more_arrivals": newest[3:7],
        "categories": ways,
        "shops": street,
        "nothing": not (newest or street or ways),
    }


def shop_page(cursor: str | None = None, limit: int = 24) -> tuple[list[dict[str, Any]], str | None]:
    """Approved shops by name, and the cursor to more; nothing while shops is away."""
    try:
        page = shops.approved_shops(cursor=cursor, limit=limit)
    except Unavailable:
        return [], None
    return [shop_card(shop) for shop in page.items], page.next
