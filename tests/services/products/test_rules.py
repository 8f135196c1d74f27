"""Rules of products: types and their facts, ISBNs, slugs, and what people are told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from souk.services.products.rules import types
from souk.services.products.rules.known_types import product_types
from souk.services.products.rules.slugs import free_slug, slug_from
from souk.services.products.rules.stock import availability
from souk.services.products.rules.text import clean_html, plain_text
from souk.services.products.rules.wording import gigabytes
from souk.vocabulary.isbn import check_digit_10, check_digit_13, isbn13

LAPTOP = {
    "brand": "Norrvik",
    "processor_model": "Core 5",
    "ram": 16,
    "storage_capacity": 2048,
    "screen_size": 13.4,
}
MOBILE = {"brand": "Lumo", "storage": 128, "screen_size": 6.5, "battery_capacity": 4700}


def test_the_types_are_found_in_their_folder():
    assert set(product_types()) >= {"book", "laptop", "mobile", "clothes", "general"}


def test_a_new_type_is_one_new_file(tmp_path, monkeypatch, save, tee, told):
    (tmp_path / "candle.py").write_text(
        "from typing import Annotated\n"
        "from pydantic import Field\n"
        "from souk.services.products.rules.product_type import Fact, ProductType\n"
        "class Candle(ProductType):\n"
        "    name = 'candle'\n"
        "    scent: Annotated[str, Fact('Scent', facet='scent')] = Field(max_length=80)\n"
        "    burns: Annotated[int, Fact('Burns', unit='hours')] = Field(ge=1)\n"
        "    def subtitle(self, options):\n"
        "        return self.scent\n"
    )
    monkeypatch.setattr(types, "__path__", [*types.__path__, str(tmp_path)])
    product_types.cache_clear()
    try:
        good, bad = save(
            tee(product_type="candle", attributes={"scent": "Cedar", "burns": 40}),
            tee(slug="other", product_type="candle", attributes={"scent": "Cedar", "burns": 0}),
        )
        assert good.outcome == "created"
        assert "burns" in bad.refusal
        facts = told()[0][1]
        assert (facts["subtitle"], facts["facets"]) == (
            "Cedar",
            [{"name": "scent", "label": "Scent", "values": ["Cedar"]}],
        )
    finally:
        product_types.cache_clear()


@pytest.mark.parametrize(
    ("name", "attributes", "subtitle"),
    [
        ("book", {"author": "Jane Austen"}, "Jane Austen"),
        ("laptop", LAPTOP, "Core 5, 16 GB"),
        ("mobile", MOBILE, "6.5 inches, 128 GB"),
        ("clothes", {}, "S – XL"),
        ("general", {"brand": "Lichthaus", "depth": 3}, "Lichthaus"),
    ],
)
def test_a_card_says_what_matters_most_for_its_type(name, attributes, subtitle):
    assert product_types()[name].model_validate(attributes).subtitle({"Size": ["S", "M", "XL"]}) == subtitle


@pytest.mark.parametrize(
    ("name", "attributes"),
    [
        ("book", {}),
        ("book", {"author": "A", "isbn": "9780306406158"}),
        ("book", {"author": "A", "isbn": "030640615X"}),
        ("book", {"author": "A", "isbn": "1234567890123"}),
        ("book", {"author": "A", "page_count": 0}),
        ("book", {"author": "A", "binding": "stone"}),
        ("book", {"author": "A", "pages": 12}),
        ("laptop", LAPTOP | {"ram": 1024}),
        ("laptop", LAPTOP | {"processor_speed": 11}),
        ("laptop", LAPTOP | {"storage_capacity": 20_001}),
        ("laptop", LAPTOP | {"ports": {"usb": -1}}),
        ("mobile", MOBILE | {"ram": 33}),
        ("mobile", MOBILE | {"screen_size": 8.5}),
        ("mobile", MOBILE | {"network_type": "6g"}),
        ("mobile", MOBILE | {"rear_cameras": [{"mp": 0}]}),
        ("clothes", {"composition": {"cotton": 60, "wool": 41}}),
        ("clothes", {"gender": "robots"}),
        ("general", {"x": [1]}),
        ("general", {"x": "y" * 501}),
        ("general", {f"x{number}": 1 for number in range(41)}),
    ],
)
def test_attributes_that_cannot_be_true_are_refused(name, attributes):
    with pytest.raises(ValidationError):
        product_types()[name].model_validate(attributes)


def test_facts_are_said_as_people_say_them():
    laptop = product_types()["laptop"].model_validate(
        LAPTOP | {"ports": {"usb_c": 2, "hdmi": 1}, "graphics_memory": 0, "processor_brand": "amd"}
    )
    said = {fact["label"]: fact["value"] for fact in laptop.specifications()}
    assert said["Memory"] == "16 GB"
    assert said["Storage"] == "2 TB"
    assert said["Screen"] == "13.4 inches"
    assert said["Ports"] == "2 × USB-C, 1 × HDMI"
    assert said["Processor make"] == "AMD"
    assert said["Touchscreen"] == "No"
    assert "Graphics memory" not in said
    clothes = product_types()["clothes"].model_validate(
        {"composition": {"wool": 90, "silk": 10}, "wash_type": "hand_wash"}
    )
    said = {fact["label"]: fact["value"] for fact in clothes.specifications()}
    assert (said["Made of"], said["Wash"]) == ("90 % wool, 10 % silk", "Hand wash")
    book = product_types()["book"].model_validate({"author": "A", "published_date": "2021-03-09"})
    assert {"name": "published_date", "label": "Published", "value": "9 March 2021"} in book.specifications()
    other = product_types()["general"].model_validate({"warranty_months": 24, "is_new": True})
    assert [(fact["label"], fact["value"]) for fact in other.specifications()] == [
        ("Warranty months", "24"),
        ("Is new", "Yes"),
    ]


def test_stored_attributes_are_read_back_as_they_were():
    book = product_types()["book"].model_validate(
        {"author": "A", "isbn": "0-306-40615-2", "published_date": "2021-03-09"}
    )
    assert book.kept()["isbn"] == "9780306406157"
    assert product_types()["book"].model_validate(book.kept()) == book


@given(st.text(alphabet="0123456789", min_size=9, max_size=9))
def test_both_lengths_of_an_isbn_name_the_same_book(nine):
    ten = nine + check_digit_10(nine)
    assert isbn13(ten) == isbn13(f"978{nine}{check_digit_13('978' + nine)}")


@given(st.text(alphabet="0123456789", min_size=9, max_size=9), st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(nine, place, by):
    right = f"978{nine}{check_digit_13('978' + nine)}"
    wrong = f"{right[:place]}{(int(right[place]) + by) % 10}{right[place + 1 :]}"
    with pytest.raises(ValueError):
        isbn13(wrong)


@given(st.text())
def test_a_slug_is_one_or_nothing(text):
    import re

    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*|", slug_from(text))


@given(st.sets(st.sampled_from(["tee", "tee-kiln", "tee-kiln-2", "tee-kiln-3"])))
def test_a_free_slug_is_free(taken):
    assert free_slug("tee", "kiln", taken) not in taken


@pytest.mark.parametrize(
    ("left", "shown"),
    [(-1, "out_of_stock"), (0, "out_of_stock"), (1, "low_stock"), (10, "low_stock"), (11, "in_stock")],
)
def test_ten_are_few(left, shown):
    assert availability(left) == (shown, left if shown == "low_stock" else None)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_cleaning_twice_is_cleaning_once(text):
    once = clean_html(text)
    assert clean_html(once) == once


def test_words_do_not_run_together_when_tags_go():
    assert plain_text("<p>One</p><ul><li>two</li><li>three &amp; four</li></ul>") == "One two three & four"


@pytest.mark.parametrize(
    ("count", "said"),
    [(8, "8 GB"), (512, "512 GB"), (1000, "1 TB"), (1024, "1 TB"), (2048, "2 TB"), (1500, "1500 GB")],
)
def test_memory_is_said_in_the_larger_unit(count, said):
    assert gigabytes(count) == said
