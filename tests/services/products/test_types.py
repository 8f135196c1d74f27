"""Product types: what each allows, which shelves its goods are on, and how other shops' goods become one of them."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from souk.contracts.products.kinds import known_kinds
from souk.services.products.rules.adopting import adopt
from souk.services.products.rules.capacities import memory_and_storage
from souk.services.products.rules.found import Found
from souk.services.products.rules.known_types import product_types
from souk.services.products.use_cases.drafts import typed_attributes
from souk.vocabulary.problems import Invalid

LAPTOP = {
    "brand": "Norrvik",
    "processor_model": "Core 7",
    "ram": 16,
    "storage_capacity": 512,
    "screen_size": 14,
}
PHONE = {"brand": "Lumo", "storage": 256, "screen_size": 6.5, "battery_capacity": 4700}
BOOK = {"author": "Jane Austen"}

GOOD = {"laptop": LAPTOP, "mobile": PHONE, "book": BOOK, "clothes": {}}


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        ("laptop", "ram", 0),
        ("laptop", "ram", 513),
        ("laptop", "storage_capacity", 0),
        ("laptop", "storage_capacity", 20_001),
        ("laptop", "processor_speed", 10.1),
        ("mobile", "battery_capacity", 0),
        ("mobile", "battery_capacity", 10_001),
        ("mobile", "screen_size", 0),
        ("mobile", "screen_size", 8.1),
        ("mobile", "ram", 33),
        ("mobile", "storage", 1025),
        ("mobile", "network_type", "6g"),
        ("book", "isbn", "9780441013594"),
        ("book", "page_count", 0),
        ("clothes", "composition", {"cotton": 60, "wool": 39}),
        ("clothes", "composition", {"cotton": 101, "wool": -1}),
        ("clothes", "gender", "cats"),
        ("clothes", "available_sizes", ["x" * 61]),
        ("clothes", "features", ["x" * 301]),
        ("clothes", "composition", {"x" * 61: 100}),
        ("clothes", "tags", ["x" * 121]),
        ("laptop", "ports", {"x" * 41: 1}),
        ("laptop", "ports", {"hdmi": True}),
        ("book", "page_count", True),
        ("book", "published_date", "9999-12-31"),
    ],
)
def test_what_cannot_be_is_refused(kind, name, value):
    model = product_types()[kind]
    model.model_validate(GOOD[kind])
    with pytest.raises(ValidationError, match=name):
        model.model_validate(GOOD[kind] | {name: value})


@pytest.mark.parametrize(
    ("kind", "attributes", "price", "shelves"),
    [
        ("laptop", {"graphics_card": "RTX 4060", "graphics_memory": 8}, 999, {"Gaming"}),
        ("laptop", {"graphics_card": "Integrated", "graphics_memory": 4}, 999, set()),
        ("laptop", {"graphics_card": "RTX 4060", "graphics_memory": 8, "ram": 8}, 999, set()),
        ("laptop", {"graphics_card": "RTX 2000", "graphics_memory": 3}, 999, set()),
        ("laptop", {"battery_life": 8, "weight": 2.0}, 999, {"Business"}),
        ("laptop", {"battery_life": 8, "weight": 2.01}, 999, set()),
        ("laptop", {"battery_life": 7.9, "weight": 1.2}, 999, set()),
        ("laptop", {"weight": 1.2}, 999, set()),
        ("mobile", {"ram": 8, "network_type": "5g"}, 700, {"Flagship"}),
        ("mobile", {"ram": 8, "network_type": "5g"}, 699.99, set()),
        ("mobile", {"ram": 6, "network_type": "5g"}, 900, set()),
        ("mobile", {"ram": 8, "network_type": "4g"}, 900, set()),
        ("mobile", {}, 300, {"Budget"}),
        ("mobile", {}, 300.01, set()),
    ],
)
def test_shelves_hold_what_their_rules_say(kind, attributes, price, shelves):
    typed = product_types()[kind].model_validate(GOOD[kind] | attributes)
    assert set(typed.shelves_of([typed.measures() | {"price": price, "discount": 0.0}])) == shelves


@pytest.mark.parametrize(
    ("kind", "attributes", "says"),
    [
        ("book", {"author": "A", "page_count": "abc"}, "page_count: must be a whole number"),
        ("book", {"author": "A", "page_count": True}, "page_count: yes or no is no answer to this"),
        ("book", {"author": "A", "page_count": 0}, "page_count: must be at least 1"),
        (
            "book",
            {"author": "A", "published_date": "soon"},
            "published_date: must be a date such as 2024-05-31",
        ),
        ("book", {}, "author: it has to be said"),
        ("clothes", {"smell": "good"}, "smell: goods of this type have no such fact"),
        ("clothes", {"features": ["x" * 301]}, "features/0: must have at most 300 characters"),
        ("clothes", {"tags": ["x"] * 251}, "tags: must have at most 250 entries"),
        ("mobile", {"network_type": "6g"}, "network_type: must be one of '2g', '3g', '4g' or '5g'"),
        ("mobile", {"nfc": "perhaps"}, "nfc: must be yes or no"),
    ],
)
def test_sellers_read_sentences(kind, attributes, says):
    with pytest.raises(Invalid) as refused:
        typed_attributes(kind, attributes)
    assert says in refused.value.detail
    assert not any(word in refused.value.detail for word in ("Input", "inputs", "a clothes", "string"))


def test_goods_that_were_saved_under_wider_rules_keep_what_fits():
    typed, errors = product_types()["clothes"].fitting({"brand": "Loom", "features": ["x" * 9000]})
    assert (typed.brand, typed.features, len(errors)) == ("Loom", [], 1)


def test_one_choice_that_fits_puts_goods_on_the_shelf():
    typed = product_types()["laptop"].model_validate(
        LAPTOP | {"ram": 8, "graphics_card": "RTX", "graphics_memory": 8}
    )
    choices = [{"Memory": "8 GB"}, {"Memory": "32 GB"}]
    numbers = [typed.measures() | typed.numbers_of(choice) | {"price": 900.0} for choice in choices]
    assert typed.shelves_of(numbers) == ["Gaming"]
    assert typed.shelves_of(numbers[:1]) == []


@pytest.mark.parametrize(
    ("options", "numbers"),
    [
        ({"Storage": "8 GB + 256 GB"}, {"ram": 8, "storage": 256}),
        ({"Memory": "16 GB", "Storage": "1 TB", "Colour": "Silver"}, {"ram": 16, "storage": 1024}),
        ({"Configuration": "1TB/32GB"}, {"ram": 32, "storage": 1024}),
        ({"Colour": "Silver"}, {}),
        ({"Storage": "plenty"}, {}),
        ({"Size": "8 GB"}, {}),
    ],
)
def test_memory_and_storage_are_read_from_a_choice(options, numbers):
    assert memory_and_storage(options) == numbers


def test_a_phone_that_has_nothing_to_speak_of_says_nothing_of_it():
    phone = product_types()["mobile"].model_validate(PHONE | {"ram": 0, "storage": 0})
    assert "ram" not in phone.kept()
    assert phone.measures() == {"screen": 6.5, "refresh_rate": 60, "battery": 4700}


def test_clothes_complete_an_outfit():
    tops = product_types()["clothes"].model_validate({"category": "tops"})
    goes_with = next(facet for facet in tops.facets() if facet["name"] == "goes_with")
    assert "Jeans" in goes_with["values"]
    assert "Tops" not in goes_with["values"]


def test_what_is_the_same_filter_is_said_once():
    both = product_types()["clothes"].model_validate({"primary_color": "blue", "secondary_color": "red"})
    colours = [facet for facet in both.facets() if facet["name"] == "colour"]
    assert [facet["values"] for facet in colours] == [["Blue", "Red"]]


def test_every_type_has_a_list_a_name_and_words_for_its_page():
    for kind in known_kinds():
        if kind.name != "general":
            assert kind.collection
            assert kind.about
            assert kind.plural
            assert kind.filters
            assert len({one.name for one in kind.ranges}) == len(kind.ranges)
            assert not {one.name for one in kind.filters} & {
                "search",
                "type",
                "sort",
                "cursor",
                "limit",
                "shelf",
            }


def found(**said) -> Found:
    return Found(**({"title": "It"} | said))


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"kind": "T-Shirts"}, "clothes"),
        ({"kind": "Mens shirts"}, "clothes"),
        ({"categories": ["Apparel & Accessories", "Clothing", "Shirts & Tops"]}, "clothes"),
        ({"barcodes": ["9780441013593"], "facts": {"author": "Frank Herbert"}}, "book"),
        ({"barcodes": ["9780441013593"], "vendor": "Frank Herbert"}, "general"),
        ({"kind": "Books", "facts": {"author": "Frank Herbert"}}, "book"),
        ({"kind": "Snowboard", "tags": ["shirts"]}, "general"),
        ({"tags": ["shirts"]}, "clothes"),
        ({"tags": ["shirts", "laptops"]}, "general"),
        ({"kind": "Phone cases"}, "general"),
        ({"barcodes": ["4006381333931"]}, "general"),
        ({}, "general"),
    ],
)
def test_goods_of_other_shops_become_what_they_are(said, kind):
    assert adopt(found(**said)).product_type == kind


def test_what_says_too_little_to_be_one_stays_general_and_says_why():
    adopted = adopt(found(kind="Laptops", vendor="Norrvik"))
    assert adopted.product_type == "general"
    assert "looks like a laptop" in adopted.note
    assert "Processor" in adopted.note


def test_what_a_laptop_says_that_is_not_quite_one_is_kept_as_plain_facts():
    facts = {"memory": "16 GB", "screen": '14"', "storage": "512 GB"}
    adopted = adopt(found(kind="Laptops", vendor="Norrvik", facts=facts))
    assert adopted.product_type == "general"
    assert adopted.facts == {"Memory": "16 GB", "Storage": "512 GB", "Screen": '14"'}
    assert "Processor is missing" in adopted.note
    assert "Memory, Storage, Screen" in adopted.note


def test_a_book_whose_author_nobody_says_gets_none():
    adopted = adopt(found(kind="Books", vendor="Corner Bookshop", facts={"publisher": "Egerton"}))
    assert (adopted.product_type, adopted.facts) == ("general", {"Publisher": "Egerton"})
    assert "Author is missing" in adopted.note


def test_what_means_nothing_is_left_out_and_said():
    facts = {"author": "Jane Austen", "number of pages": "abc", "publication date": "9999-12-31"}
    adopted = adopt(found(kind="Books", facts=facts, barcodes=["9780306406158"]))
    assert adopted.attributes is not None
    assert not {"page_count", "published_date", "isbn"} & {n for n, v in adopted.attributes.items() if v}
    told = "; ".join(adopted.notes)
    assert "Pages 'abc' was left out" in told
    assert "Published '9999-12-31' was left out: must not be more than 2 years ahead" in told
    assert "the barcode 9780306406158 is no ISBN" in told


def test_less_than_nothing_is_no_memory():
    facts = {"memory": "-16 GB", "screen size": "6.5", "battery": "4700", "screen": "6.5"}
    adopted = adopt(found(kind="Phones", vendor="Lumo", facts=facts))
    assert adopted.product_type == "mobile"
    assert "ram" not in (adopted.attributes or {})
    assert "Memory '-16 GB' was left out: must be at least 1" in adopted.notes
    assert memory_and_storage({"Memory": "-16 GB"}) == {}


def test_a_laptop_is_made_of_its_metafields_and_choices():
    facts = {"cpu": "Core 7", "screen": '14"', "touchscreen": "yes", "processor make": "Intel"}
    options = {"Memory": ["16 GB", "32 GB"], "Storage": ["512 GB", "1 TB"]}
    adopted = adopt(found(kind="Laptop", vendor="Norrvik", facts=facts, options=options))
    assert adopted.product_type == "laptop"
    assert adopted.attributes is not None
    wanted = {
        "brand": "Norrvik",
        "processor_model": "Core 7",
        "ram": 16,
        "storage_capacity": 512,
        "screen_size": 14.0,
    }
    assert wanted.items() <= adopted.attributes.items()
    assert adopted.attributes["is_touchscreen"] is True
    assert adopted.attributes["processor_brand"] == "intel"


def test_clothes_take_their_sizes_and_whose_they_are():
    options = {"Size": ["S", "M"], "Color": ["Blue", "Red"]}
    adopted = adopt(
        found(kind="Dresses", tags=["Womens", "summer"], options=options, facts={"fabric": "Linen"})
    )
    assert adopted.attributes is not None
    wanted = {"category": "dresses", "gender": "women", "available_sizes": ["S", "M"], "material": "Linen"}
    assert wanted.items() <= adopted.attributes.items()
    assert adopted.attributes["tags"] == ["Womens", "summer"]
    assert adopted.attributes["primary_color"] == ""  # two colours are a choice, not a fact
