"""The sitemap: every category, shop and product worth finding from outside."""

from __future__ import annotations

from collections.abc import Iterator

from souk.contracts.search.calls import ProductQuery, Search
from souk.contracts.shops.calls import Shops
from souk.kernel.neighbours.asking import ask
from souk.services.web.use_cases import shelves
from souk.vocabulary.problems import Problem

search, shops = ask(Search), ask(Shops)

#: The protocol allows 50,000 addresses in one file; asking stops well before.
MOST_PRODUCTS, MOST_SHOPS = 5_000, 2_000


def paths() -> Iterator[str]:
    """Paths in no particular order; what a neighbour cannot say now is in the next reading."""
    yield from (f"/explore/{category.slug}" for category in shelves.all_categories())
    yield from _shops()
    yield from _products()


def _shops() -> Iterator[str]:
    cursor, seen = None, 0
    while seen < MOST_SHOPS:
        try:
            page = shops.approved_shops(cursor=cursor, limit=100)
        except Problem:
            return
        yield from (f"/shops/{shop.slug}" for shop in page.items)
        cursor, seen = page.next, seen + 100
        if not cursor:
            return


def _products() -> Iterator[str]:
    cursor, seen = None, 0
    while seen < MOST_PRODUCTS:
        query = ProductQuery(sort="newest", limit=100, with_facets=False, cursor=cursor)
        try:
            found = search.products(query=query)
        except Problem:
            return
        yield from (f"/products/{card.slug}" for card in found.items)
        cursor, seen = found.next, seen + 100
        if not cursor:
            return
