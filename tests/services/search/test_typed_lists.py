"""Lists of product types: their own addresses, numbers from and to, shelves, and what they refuse."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from souk.contracts.products.events import ProductCreated, VariationFacts
from souk.contracts.products.kinds import known_kinds
from souk.contracts.search.calls import Between
from tests.services.search.market import Market, fact, product, variation
from tests.services.search.test_api import faults, slugs


def laptop(
    name: str, choices: list[VariationFacts] | None = None, *shelves: str, **measures: float
) -> ProductCreated:
    return product(
        name,
        product_type="laptop",
        variations=choices or [variation(name, 90000)],
        facets=[fact("shelf", shelf) for shelf in shelves],
        measures=measures,
    )


def choice(name: str, price: int, memory: int, stock: int = 5) -> VariationFacts:
    made = variation(name, price, stock, Memory=f"{memory} GB")
    return made.model_copy(update={"measures": {"ram": memory}})


@pytest.fixture
def computers(market: Market) -> Market:
    """Of the Fjord one choice has 32 GB, and that one is dear and sold out."""
    market.tell(
        laptop("fjord", [choice("f16", 90000, 16), choice("f32", 120000, 32, stock=0)], ram=16, weight=1.24),
        laptop("tanto", None, "Gaming", ram=32, weight=2.31),
        laptop("slate", None, ram=8),
        product(
            "novel", product_type="book", facets=[fact("author", "Jane Austen")], measures={"pages": 320}
        ),
    )
    return market


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("laptops?ram_min=16", {"fjord", "tanto"}),
        ("laptops?ram_min=17", {"fjord", "tanto"}),
        ("laptops?ram_min=33", set()),
        ("laptops?ram_max=16", {"fjord", "slate"}),
        ("laptops?ram_min=16&ram_max=16", {"fjord"}),
        ("laptops?ram_min=0&ram_max=0", set()),
        ("laptops?ram_min=", {"fjord", "tanto", "slate"}),
        ("laptops?weight_max=1.24", {"fjord"}),
        ("laptops?weight_max=1.239", set()),
        ("laptops?weight_min=1.24&weight_max=2.31", {"fjord", "tanto"}),
        ("laptops?ram_min=32&price_max=1000", {"tanto"}),
        ("laptops?ram_min=32&in_stock=true", {"tanto"}),
        ("laptops?ram_min=32&memory=16+GB", set()),
        ("laptops?price_min=1000", {"fjord"}),
        ("laptops?shelf=gaming", {"tanto"}),
        ("laptops?shelf=Gaming&ram_min=64", set()),
        ("laptops?shelf=business", set()),
        ("products?ram_min=16", {"fjord", "tanto"}),
        ("products?type=laptop&shelf=gaming", {"tanto"}),
        ("products?pages_min=300", {"novel"}),
        ("books?pages_min=300&author=jane+austen", {"novel"}),
        ("mobiles?ram_min=1", set()),
    ],
)
def test_numbers_and_shelves_filter(computers: Market, client: Any, address: str, found: set[str]) -> None:
    assert set(slugs(client.get(f"/api/{address}"))) == found


@pytest.mark.parametrize(
    ("address", "wrong"),
    [
        ("books?ram_min=16", ["query/ram_min"]),
        ("books?ram=16", ["query/ram"]),
        ("laptops?author=Jane", ["query/author"]),
        ("laptops?type=book", ["query/type"]),
        ("laptops?ram_mni=16", ["query/ram_mni"]),
        ("laptops?colour_min=1", ["query/colour_min"]),
        ("laptops?ram_min=-1", ["query/ram_min"]),
        ("laptops?ram_min=lots", ["query/ram_min"]),
        ("laptops?ram_min=nan", ["query/ram_min"]),
        ("laptops?ram_min=1e9", ["query/ram_min"]),
        ("laptops?ram_min=٣", ["query/ram_min"]),
        ("laptops?ram_min=16&ram_min=32", ["query/ram_min"]),
        ("laptops?ram_min=32&ram_max=16", ["query/ram_min"]),
        ("laptops?price_min=-1", ["query/price_min"]),
        ("laptops?price_min=1&min_price=2", ["query/price_min"]),
        ("laptops?price_min=9&price_max=1", ["query/min_price"]),
        ("products?rom_min=16", ["query/rom_min"]),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_name(
    computers: Market, client: Any, address: str, wrong: list[str]
) -> None:
    assert faults(client.get(f"/api/{address}")) == wrong


@pytest.mark.parametrize(
    "kind", [kind for kind in known_kinds() if kind.collection], ids=lambda kind: kind.name
)
def test_an_empty_market_knows_every_filter_of_every_type(market: Market, client: Any, kind: Any) -> None:
    for parameter in kind.parameters():
        value = "1" if parameter["schema"]["type"] == "number" else "x"
        assert slugs(client.get(f"/api/{kind.collection}?{parameter['name']}={value}")) == []
        assert slugs(client.get(f"/api/products?{parameter['name']}={value}")) == []


def test_both_spellings_of_colour_are_one(market: Market, client: Any) -> None:
    market.tell(product("tee", variations=[variation("t1", Colour="Blue", Size="L")]))
    assert slugs(client.get("/api/clothes?size=L&color=blue")) == ["tee"]
    assert slugs(client.get("/api/clothes?size=L&colour=Blue")) == ["tee"]
    assert slugs(client.get("/api/clothes?size=M&color=blue")) == []


def test_a_colour_that_is_a_fact_and_one_that_is_a_choice_are_found_alike(
    market: Market, client: Any
) -> None:
    market.tell(
        product("tee", variations=[variation("t1", Colour="Blue")]),
        product("cap", variations=[variation("c1")], facets=[fact("colour", "Blue")]),
    )
    assert set(slugs(client.get("/api/clothes?colour=blue"))) == {"tee", "cap"}


def test_numbers_that_change_are_found_by_the_new_ones(computers: Market, client: Any) -> None:
    computers.tell(laptop("slate", None, ram=64).model_copy(update={"revision": 2}))
    assert set(slugs(client.get("/api/laptops?ram_min=33"))) == {"slate"}
    computers.tell(laptop("slate", None).model_copy(update={"revision": 3}))
    assert set(slugs(client.get("/api/laptops?ram_min=1"))) == {"fjord", "tanto"}


def test_an_isbn_finds_its_book_and_is_no_facet(market: Market, client: Any) -> None:
    isbn = "9780141439518"
    market.tell(
        product("pride", product_type="book", facets=[fact("isbn", isbn), fact("author", "Jane Austen")]),
        product(
            "emma", product_type="book", facets=[fact("isbn", "9780141439587"), fact("author", "Jane A.")]
        ),
    )
    answer = client.get(f"/api/books?isbn={isbn}")
    assert slugs(answer) == ["pride"]
    assert "isbn" not in {facet["name"] for facet in client.get("/api/books").json()["facets"]}


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    numbers=st.lists(st.integers(0, 5000), min_size=1, max_size=8),
    low=st.none() | st.integers(0, 5100),
    high=st.none() | st.integers(0, 5100),
)
def test_a_range_finds_what_a_person_would(
    databases: None, fresh: None, numbers: list[int], low: int | None, high: int | None
) -> None:
    from souk.services.search.rules import loading
    from souk.services.search.rules.documents import document_of
    from souk.services.search.rules.selection import Selection, Wanted, read_filters

    documents = [document_of(laptop(f"l{n}", None, ram=n / 100)) for n in numbers]
    columns = loading.fill([list(enumerate(documents))])
    wanted = Wanted(measures=(("ram", low, high),))
    found = Selection(columns, read_filters(columns, wanted, None)).count
    assert found == sum((low is None or n >= low) and (high is None or n <= high) for n in numbers)


def test_the_document_says_the_filters_of_each_type(client: Any) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    for kind in known_kinds():
        if kind.collection:
            said = {each["name"] for each in paths[f"/api/{kind.collection}"]["get"]["parameters"]}
            assert {each["name"] for each in kind.parameters()} | {"sort", "cursor", "min_price"} <= said


def test_neighbours_ask_by_numbers_too(computers: Market) -> None:
    assert set(computers.slugs(measures={"ram": Between(low=16, high=31.99)})) == {"fjord"}
    assert computers.slugs(measures={"nothing": Between(low=1)}) == []
