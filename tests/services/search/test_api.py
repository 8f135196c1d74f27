"""The public door: addresses, their answers, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from souk.contracts.search.calls import SearchResult
from tests.services.search.market import Market, fact, product, variation


@pytest.fixture
def stocked(market: Market) -> Market:
    market.tell(
        product(
            "tee", variations=[variation("t1", 1900, Colour="Blue", Size="M")], facets=[fact("fit", "Slim")]
        ),
        product("novel", product_type="book", facets=[fact("author", "Jane Austen")], category_path="books"),
        product("shirt", variations=[variation("s1", 4900, Colour="Red", Size="XL")]),
    )
    return market


def slugs(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [item["slug"] for item in answer.json()["items"]]


def faults(answer: Any) -> list[str]:
    assert answer.status_code in (400, 422), answer.content
    assert answer["Content-Type"] == "application/problem+json"
    return [error["pointer"] for error in answer.json()["errors"]]


def test_the_answer_is_a_search_result(stocked: Market, client: Any) -> None:
    body = client.get("/api/products?sort=price").json()
    assert list(body) == ["items", "next", "facets", "matches", "corrected"]
    assert SearchResult.model_validate(body) == stocked.find(sort="price")
    assert body["items"][0]["price_from"] == {"amount": "19.00", "currency": "USD"}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("type=book", {"novel"}),
        ("colour=Blue&colour=red", {"tee", "shirt"}),
        ("colour=Blue&size=XL", set()),
        ("fit=slim", {"tee"}),
        ("author=Jane+Austen", {"novel"}),
        ("min_price=19&max_price=19.00", {"tee"}),
        ("min_price=&max_price=&search=&category=&shop=&colour=", {"tee", "novel", "shirt"}),
        ("category=books&in_stock=true&featured=false", {"novel"}),
        ("search=jane", {"novel"}),
        ("shop=kiln&limit=100&currency=USD", {"tee", "novel", "shirt"}),
        ("ram=16", set()),
    ],
)
def test_filters_in_an_address(stocked: Market, client: Any, query: str, found: set[str]) -> None:
    assert set(slugs(client.get(f"/api/products?{query}"))) == found


def test_each_type_has_an_address_of_its_own(stocked: Market, client: Any) -> None:
    assert slugs(client.get("/api/books")) == ["novel"]
    assert set(slugs(client.get("/api/clothes?sort=title"))) == {"tee", "shirt"}
    assert slugs(client.get("/api/laptops")) == slugs(client.get("/api/mobiles")) == []
    assert faults(client.get("/api/books?type=laptop")) == ["query/type"]


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("min_price=abc", "min_price"), ("max_price=NaN", "max_price"), ("min_price=-1", "min_price"), ("min_price=1e3000", "min_price"),
        ("min_price=0.001", "min_price"), ("min_price=5&max_price=4", "min_price"), ("limit=0", "limit"), ("limit=1.5", "limit"),
        ("limit=101", "limit"), ("limit=", "limit"), ("limit=٣", "limit"), ("limit=1&limit=2", "limit"), ("sort=foo", "sort"),
        ("in_stock=perhaps", "in_stock"), ("facets=2", "facets"), ("currency=usd", "currency"), ("colr=Blue", "colr"),
        ("page=2", "page"), ("q=tee", "q"), (f"search={'a' * 201}", "search"), ("cursor=%00", "cursor"), ("cursor=abc", "cursor"),
        ("cursor=WzFd", "cursor"), ("&".join(["colour=a"] * 21), "colour"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_by_name(
    stocked: Market, client: Any, query: str, pointer: str
) -> None:
    assert faults(client.get(f"/api/products?{query}")) == [f"query/{pointer}"]


def test_an_unknown_parameter_is_answered_with_the_known_ones(stocked: Market, client: Any) -> None:
    detail = client.get("/api/products?colr=Blue").json()["errors"][0]["detail"]
    for name in ("colour", "min_price", "fit", "author"):
        assert name in detail


def test_a_flood_of_parameters_is_refused(client: Any) -> None:
    assert client.get("/api/products?" + "&".join(f"a{n}=1" for n in range(150))).status_code == 400


def test_pages_follow_each_other_until_the_end(market: Market, client: Any) -> None:
    market.tell(*(product(f"p{n:02d}") for n in range(23)))
    walked, address = [], "/api/products?sort=title&limit=5&facets=false"
    while True:
        body = client.get(address).json()
        walked += [item["slug"] for item in body["items"]]
        assert (body["matches"], body["facets"]) == (23, [])
        if body["next"] is None:
            break
        address = f"/api/products?sort=title&limit=5&facets=false&cursor={body['next']}"
    assert walked == [f"p{n:02d}" for n in range(23)]


def test_a_page_goes_on_where_it_was_while_products_come_and_go(market: Market, client: Any) -> None:
    told = {name: product(name) for name in ("b", "d", "f", "h")}
    market.tell(*told.values())
    cursor = client.get("/api/products?sort=title&limit=2").json()["next"]
    market.delete(told["d"])
    market.tell(product("a"), product("e"))
    assert slugs(client.get(f"/api/products?sort=title&limit=9&cursor={cursor}")) == ["e", "f", "h"]


@pytest.mark.parametrize(
    "other", ["sort=price", "sort=title&colour=Blue", "sort=title&search=p", "sort=relevance"]
)
def test_a_cursor_of_another_list_is_refused(market: Market, client: Any, other: str) -> None:
    market.tell(*(product(f"p{n}") for n in range(3)))
    market.tell(product("blue", variations=[variation("blue", Colour="Blue")]))
    cursor = client.get("/api/products?sort=title&limit=1").json()["next"]
    answer = client.get(f"/api/products?{other}&limit=1&cursor={cursor}")
    assert faults(answer) == ["query/cursor"]
    assert answer.json()["code"] == "bad-cursor"


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(["search", "colour", "cursor", "shop", "min_price", "limit", "sort", "x"]),
        st.text(max_size=250),
    )
)
def test_no_query_whatever_makes_the_server_stumble(
    stocked: Market, client: Any, query: dict[str, str]
) -> None:
    answer = client.get(
        "/api/products", {name: value.encode("utf-8", "surrogatepass") for name, value in query.items()}
    )
    assert answer.status_code < 500


@pytest.mark.parametrize(
    "raw",
    ["search=%ff%fe", "search=%ED%A0%80", "%00=1", "search", "=", "&&&", "search=%F0%9F%99%82", "a" * 5000],
)
def test_queries_that_are_no_text_are_answered_or_refused(stocked: Market, client: Any, raw: str) -> None:
    assert client.get("/api/products", QUERY_STRING=raw).status_code in (200, 400)


def test_suggestions_name_categories_shops_and_products(stocked: Market, client: Any) -> None:
    stocked.tell(product("kilim", title="Kilim Rug"))
    items = client.get("/api/search/suggestions?q=ki").json()["items"]
    assert [(item["kind"], item["text"], item["url_path"]) for item in items][:2] == [
        ("shop", "Kiln", "/shops/kiln"),
        ("product", "Kilim Rug", "/products/kilim"),
    ]
    items = client.get("/api/search/suggestions?q=top").json()["items"]
    assert items[0]["url_path"] == "/explore/tops"


def test_suggestions_mend_a_slip_and_say_nothing_to_nothing(stocked: Market, client: Any) -> None:
    items = client.get("/api/search/suggestions?q=nvoel").json()["items"]
    assert (items[0]["kind"], items[0]["text"], items[0]["url_path"]) == (
        "query",
        "novel",
        "/explore?search=novel",
    )
    for nothing in ("", "n", "%00", "xqzzv", "%F0%9F%99%82"):
        assert client.get(f"/api/search/suggestions?q={nothing}").json()["items"] == []
    assert client.get("/api/search/suggestions?limit=0").status_code in (400, 422)


def test_the_same_address_is_answered_from_memory_until_something_changes(
    stocked: Market, client: Any, count_queries: Any
) -> None:
    first = client.get("/api/products?colour=Blue").content
    with count_queries("search") as queries:
        assert client.get("/api/products?colour=Blue").content == first
    assert len(queries) <= 1
    stocked.stock("var_t1", 0)
    assert client.get("/api/products?colour=Blue").json()["items"][0]["availability"] == "out_of_stock"
