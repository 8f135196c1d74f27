"""What search promises, asked of the house and of its fake, so that the fake cannot lie."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from souk.contracts.search.calls import ProductCard, ProductQuery
from souk.services.search.service import SearchService
from souk.vocabulary.money import Money
from souk.vocabulary.pages import BadCursor
from tests.fakes.search import FakeSearch, Shown
from tests.services.search.market import BEGINNING, Market, product, variation

Goods = dict[str, tuple[str, str, list[tuple[dict[str, str], int, int]]]]

GOODS: Goods = {
    "tee": (
        "clothes",
        "tops",
        [({"colour": "Blue", "size": "M"}, 1900, 5), ({"colour": "Red", "size": "XL"}, 2100, 0)],
    ),
    "boot": ("clothes", "shoes", [({"colour": "Blue", "size": "XL"}, 9900, 9)]),
    "novel": ("book", "books", [({"format": "Paperback"}, 900, 50)]),
}

MEASURES = {"novel": {"pages": 320.0}}


def of_the_house(market: Market) -> Any:
    for day, (name, (kind, category, goods)) in enumerate(GOODS.items()):
        market.tell(
            product(
                name,
                product_type=kind,
                measures=MEASURES.get(name, {}),
                category_path=category,
                category_names=[category.title()],
                created_at=BEGINNING + dt.timedelta(days=day),
                variations=[
                    variation(f"{name}{n}", price, stock, **options)
                    for n, (options, price, stock) in enumerate(goods)
                ],
            )
        )
    return SearchService()


def of_the_fake(market: Market) -> Any:
    fake = FakeSearch()
    for name, (kind, category, goods) in GOODS.items():
        card = ProductCard(
            product_id=f"prd_{name}",
            slug=name,
            title=name.title(),
            product_type=kind,
            shop_id="shp_kiln",
            shop_slug="kiln",
            shop_name="Kiln",
            price_from=Money.of(min(price for _, price, _ in goods)),
            price_to=Money.of(max(price for _, price, _ in goods)),
        )
        fake.show(Shown(card, (category,), measures=MEASURES.get(name, {}), variations=tuple(goods)))
    return fake


@pytest.fixture(params=[of_the_house, of_the_fake], ids=["house", "fake"])
def search(request: pytest.FixtureRequest, market: Market) -> Any:
    build: Callable[[Market], Any] = request.param
    return build(market)


def slugs(house: Any, query: dict[str, Any]) -> list[str]:
    return [card.slug for card in house.products(query=ProductQuery(**query)).items]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["novel", "boot", "tee"]),
        ({"sort": "price"}, ["novel", "tee", "boot"]),
        ({"sort": "-price"}, ["boot", "tee", "novel"]),
        ({"sort": "title"}, ["boot", "novel", "tee"]),
        ({"product_type": "clothes", "sort": "title"}, ["boot", "tee"]),
        ({"options": {"colour": ["Blue"], "size": ["XL"]}}, ["boot"]),
        ({"options": {"colour": ["blue", "red"]}, "max_price": 2000}, ["tee"]),
        ({"options": {"colour": ["Red"]}, "in_stock": True}, []),
        ({"categories": ["shoes", "books"], "sort": "title"}, ["boot", "novel"]),
        ({"shops": ["elsewhere"]}, []),
        ({"search": "nov"}, ["novel"]),
        ({"search": "tee novel", "sort": "title"}, ["novel", "tee"]),
        ({"search": "kiln tee novel", "product_type": "book"}, ["novel"]),
        ({"featured": True}, []),
        ({"min_price": 900, "max_price": 900}, ["novel"]),
        ({"measures": {"pages": {"low": 320, "high": 320}}}, ["novel"]),
        ({"measures": {"pages": {"low": 320.5}}}, []),
        ({"measures": {"pages": {"high": 500}, "ram": {"low": 1}}}, []),
    ],
)
def test_filters_and_sorts(search: Any, query: dict[str, Any], found: list[str]) -> None:
    assert slugs(search, query) == found


def test_a_facet_counts_with_every_filter_but_its_own(search: Any) -> None:
    result = search.products(query=ProductQuery(product_type="clothes"))
    counts = {facet.name: {value.value: value.count for value in facet.values} for facet in result.facets}
    assert counts["type"] == {"clothes": 2, "book": 1}
    assert counts["category"] == {"shoes": 1, "tops": 1}
    assert counts["shop"] == {"kiln": 2}
    assert search.products(query=ProductQuery(with_facets=False)).facets == []


def test_pages_follow_each_other_and_a_cursor_belongs_to_its_list(search: Any) -> None:
    first = search.products(query=ProductQuery(sort="title", limit=2))
    assert ([card.slug for card in first.items], first.matches) == (["boot", "novel"], 3)
    last = search.products(query=ProductQuery(sort="title", limit=2, cursor=first.next))
    assert ([card.slug for card in last.items], last.next) == (["tee"], None)
    for query in ({"sort": "price"}, {"sort": "title", "product_type": "book"}):
        with pytest.raises(BadCursor):
            search.products(query=ProductQuery(limit=2, cursor=first.next, **query))
    with pytest.raises(BadCursor):
        search.products(query=ProductQuery(cursor="nonsense"))


def test_suggestions_while_typing(search: Any) -> None:
    found = search.suggest(text="nov")
    assert ("product", "Novel", "/products/novel") in [(s.kind, s.text, s.url_path) for s in found]
    assert search.suggest(text="") == search.suggest(text="zzz") == []
