"""Lists and their facets, as neighbours ask for them."""

from __future__ import annotations

import datetime as dt

import pytest

from souk.contracts.search.calls import ProductCard
from tests.services.search.market import BEGINNING, Market, facet, fact, product, variation


def test_a_new_product_is_in_the_list_with_everything_a_card_shows(market: Market) -> None:
    tee = product(
        "tee",
        swatches={"Blue": "#0000ff"},
        subtitle="M – L",
        variations=[
            variation("a", 1900, Colour="Blue", Size="M"),
            variation("b", 2500, Colour="Blue", Size="L"),
        ],
    )
    market.tell(tee)
    assert market.find().items == [
        ProductCard(
            product_id="prd_tee",
            slug="tee",
            title="Tee",
            product_type="clothes",
            shop_id="shp_kiln",
            shop_slug="kiln",
            shop_name="Kiln",
            price_from=tee.variations[0].price,
            price_to=tee.variations[1].price,
            image_url="/media/tee.webp",
            thumb_url="/media/tee-400.webp",
            swatches={"Blue": "#0000ff"},
            subtitle="M – L",
            availability="in_stock",
        )
    ]


def test_an_empty_market_answers_with_nothing(market: Market) -> None:
    found = market.find(search="anything", categories=["shoes"])
    assert (found.items, found.next, found.matches) == ([], None, 0)


def test_blue_and_xl_finds_only_what_has_one_variation_that_is_both(market: Market) -> None:
    both = product("both", variations=[variation("both", Colour="Blue", Size="XL")])
    apart = product(
        "apart",
        variations=[variation("ap1", Colour="Blue", Size="S"), variation("ap2", Colour="Red", Size="XL")],
    )
    market.tell(both, apart)
    found = market.find(options={"colour": ["Blue"], "size": ["XL"]})
    assert [card.slug for card in found.items] == ["both"]
    assert facet(found, "size") == {"S": 1, "XL": 1}
    assert facet(found, "colour") == {"Blue": 1, "Red": 1}


def test_price_and_stock_are_met_by_the_same_variation(market: Market) -> None:
    cheap_is_gone = product(
        "gone", variations=[variation("g1", 1000, stock=0, Size="S"), variation("g2", 9000, Size="M")]
    )
    cheap_is_there = product(
        "there", variations=[variation("t1", 1000, Size="S"), variation("t2", 9000, Size="M")]
    )
    market.tell(cheap_is_gone, cheap_is_there)
    assert market.slugs(max_price=1000, in_stock=True) == ["there"]
    assert market.slugs(options={"size": ["M"]}, max_price=1000) == []
    assert market.slugs(max_price=1000, in_stock=True, currency="EUR") == []


def test_values_of_one_name_are_alternatives_and_a_facet_ignores_its_own_filter(market: Market) -> None:
    for name, colour in (("a", "Blue"), ("b", "Red"), ("c", "Green")):
        market.tell(product(name, variations=[variation(name, Colour=colour)]))
    found = market.find(options={"colour": ["blue", "RED"]})
    assert found.matches == 2
    assert facet(found, "colour") == {"Blue": 1, "Green": 1, "Red": 1}
    chosen = {value.value for f in found.facets if f.name == "colour" for value in f.values if value.selected}
    assert chosen == {"Blue", "Red"}


def test_a_category_includes_what_is_beneath_it(market: Market) -> None:
    market.tell(
        product("tee"),
        product("boot", category_path="clothing/shoes", category_names=["Clothing", "Shoes"]),
        product("novel", category_path="books", category_names=["Books"], product_type="book"),
    )
    found = market.find(categories=["clothing"])
    assert {card.slug for card in found.items} == {"tee", "boot"}
    assert facet(found, "category") == {"books": 1, "clothing": 2, "shoes": 1, "tops": 1}
    assert facet(found, "type") == {"clothes": 2}
    assert market.slugs(categories=["shoes", "books"], sort="title") == ["boot", "novel"]


def test_sizes_stand_from_small_to_large(market: Market) -> None:
    sizes = ["XL", "38", "S", "One size", "XXL", "M", "9", "XS", "L"]
    market.tell(product("tee", variations=[variation(size, Size=size) for size in sizes]), product("cap"))
    shown = list(facet(market.find(options={"size": ["M"]}), "size"))
    assert shown == ["XS", "S", "M", "L", "XL", "XXL", "One size", "9", "38"]


def test_capacities_stand_by_what_they_hold(market: Market) -> None:
    held = ["1 TB", "256 GB", "64 GB", "2 TB", "512 GB"]
    market.tell(
        product("disk", variations=[variation(size[:2], Storage=size) for size in held]), product("cap")
    )
    assert list(facet(market.find(options={"storage": ["1 TB"]}), "storage")) == [
        "64 GB",
        "256 GB",
        "512 GB",
        "1 TB",
        "2 TB",
    ]


def test_facts_of_a_type_are_facets_where_most_of_the_list_has_them(market: Market) -> None:
    market.tell(
        *(
            product(f"b{n}", product_type="book", facets=[fact("author", f"Author {n % 3}")])
            for n in range(6)
        ),
        *(
            product(f"l{n}", product_type="laptop", facets=[fact("ram", f"{8 * (1 + n % 2)} GB", "Memory")])
            for n in range(6)
        ),
        *(product(f"c{n}") for n in range(6)),
    )
    assert facet(market.find(), "author") == {}
    books = market.find(product_type="book")
    assert facet(books, "author") == {"Author 0": 2, "Author 1": 2, "Author 2": 2}
    laptops = market.find(product_type="laptop")
    assert list(facet(laptops, "ram").items()) == [("8 GB", 3), ("16 GB", 3)]
    assert [f.label for f in laptops.facets if f.name == "ram"] == ["Memory"]
    assert market.find(attributes={"ram": ["16 gb"]}).matches == 3


def test_a_product_type_nobody_here_knows_is_filtered_as_it_names_its_facts(market: Market) -> None:
    market.tell(
        *(
            product(
                f"candle-{n}",
                product_type="candle",
                subtitle="Honey",
                attributes={"scent_code": "h", "burns_hours": n},
                facets=[fact("scent", scent, "Smells of"), fact("burn_time", f"{n} h", "Burns")],
            )
            for n, scent in enumerate(("Honey", "Honey", "Cedar"), start=9)
        )
    )
    found = market.find(product_type="candle")
    named = [(f.name, f.label) for f in found.facets if f.name not in ("category", "shop")]
    assert named == [
        ("type", "Type"),
        ("scent", "Smells of"),
        ("burn_time", "Burns"),
        ("in_stock", "Availability"),
    ]
    assert list(facet(found, "burn_time")) == ["9 h", "10 h", "11 h"]
    assert {card.subtitle for card in found.items} == {"Honey"}
    assert market.slugs(attributes={"scent": ["cedar"]}) == ["candle-11"]
    assert market.find(attributes={"scent_code": ["x"]}).matches == 3


def test_sentences_and_parameters_of_lists_are_no_facts(market: Market) -> None:
    market.tell(
        product(
            "tee", facets=[fact("care", "wash " * 20), fact("sort", "A"), fact("fit", " "), fact("!", "B")]
        )
    )
    named = {f.name for f in market.find(attributes={"cut": ["slim"]}).facets}
    assert named == {"category", "type", "shop", "in_stock"}


@pytest.mark.parametrize("first", range(3))
def test_of_several_labels_of_a_fact_the_same_one_is_shown_whoever_came_first(
    market: Market, first: int
) -> None:
    told = [
        product("desk", facets=[fact("ram", "8 GB", "RAM")]),
        product("phone", facets=[fact("nfc", "Yes"), fact("ram", "16 GB", "Memory")]),
        product("pad", facets=[fact("ram", "4 GB", "Working memory")]),
    ]
    market.tell(*told[first:], *told[:first])
    assert [f.label for f in market.find().facets if f.name == "ram"] == ["RAM"]


def test_a_fact_with_hundreds_of_values_can_be_asked_for_without_being_a_facet(market: Market) -> None:
    market.tell(
        *(
            product(f"b{n}", product_type="book", facets=[fact("author", f"Author {n // 2}")])
            for n in range(640)
        )
    )
    assert market.slugs(attributes={"author": ["author 7"]}, sort="title") == ["b14", "b15"]
    assert facet(market.find(), "author") == {}
    assert facet(market.find(attributes={"author": ["author 7"]}), "author") == {"Author 7": 2}
    market.tell(product("b14", 2, product_type="book", facets=[fact("author", "Author 8")]))
    assert market.slugs(attributes={"author": ["author 7"]}) == ["b15"]
    assert market.find(attributes={"author": ["author 8"]}).matches == 3


def test_an_option_called_color_is_the_facet_colour_with_its_swatch(market: Market) -> None:
    market.tell(
        product("a", variations=[variation("a", Color="Sand")], swatches={"Sand": "#c2b280"}),
        product("b", variations=[variation("b", Colour="sand")]),
        product("c", variations=[variation("c", Colour="Navy")]),
    )
    found = market.find()
    assert facet(found, "colour") == {"Sand": 2, "Navy": 1}
    assert {v.value: v.swatch for f in found.facets if f.name == "colour" for v in f.values}[
        "Sand"
    ] == "#c2b280"


def test_names_that_no_product_has_filter_nothing_and_values_that_none_has_find_nothing(
    market: Market,
) -> None:
    market.tell(product("tee", variations=[variation("tee", Size="M")]))
    assert market.find(attributes={"utm_source": ["letter"]}).matches == 1
    assert market.find(options={"size": ["XXXL"]}).matches == 0


def test_the_window_shows_what_is_featured_first_and_then_what_is_new(market: Market) -> None:
    for day, (name, featured) in enumerate((("old", True), ("older", False), ("new", False))):
        market.tell(product(name, is_featured=featured, created_at=BEGINNING + dt.timedelta(days=day)))
    assert market.slugs() == ["old", "new", "older"]
    assert market.slugs(featured=True) == ["old"]
    assert market.slugs(sort="newest") == ["new", "older", "old"]


def test_a_shop_is_found_by_its_slug_or_its_id(market: Market) -> None:
    market.tell(product("a"), product("b", shop_slug="other", shop_id="shp_other", shop_name="Other"))
    assert market.slugs(shops=["other"]) == ["b"]
    assert market.slugs(shops=["shp_other"]) == ["b"]
    assert facet(market.find(), "shop") == {"kiln": 1, "other": 1}


def test_a_list_costs_two_questions_to_the_database(market: Market, count_queries) -> None:
    market.tell(*(product(f"p{n}") for n in range(30)))
    market.find(limit=1)
    with count_queries("search") as queries:
        market.find(categories=["tops"])
    assert len(queries) <= 2


def test_what_an_option_says_is_not_shown_a_second_time(market: Market) -> None:
    for name, ram in (("a", 8), ("b", 16)):
        market.tell(
            product(
                name,
                facets=[fact("ram", f"{ram} GB", "Memory")],
                variations=[variation(name, Memory=f"{ram} GB")],
                product_type="laptop",
            )
        )
    found = market.find()
    assert facet(found, "memory") == {"8 GB": 1, "16 GB": 1}
    assert facet(found, "ram") == {}
    assert facet(market.find(attributes={"ram": ["8 GB"]}), "ram") == {"8 GB": 1, "16 GB": 1}
