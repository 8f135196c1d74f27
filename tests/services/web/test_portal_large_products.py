"""A product of more variations than a table holds: found by words, changed where something was typed, all else as it was."""

from __future__ import annotations

import re

import pytest
from web_office import text_of
from web_portal import owner, product_of, shop

__all__ = ["owner", "shop"]  # its fixtures are ours

LIST = "/portal/products"
COLOURS = [f"Colour {n}" for n in range(30)]
SIZES = [f"Size {n}" for n in range(10)]


@pytest.fixture
def garment(street, shop):
    """300 variations, one with a price before."""
    return street.shelves.put(
        shop,
        "garment",
        "Garment",
        options=[
            {"name": name, "values": [{"value": value} for value in values]}
            for name, values in (("Colour", COLOURS), ("Size", SIZES))
        ],
        variations=[
            {
                "sku": f"G-{c}-{s}",
                "options": {"Colour": colour, "Size": size},
                "price": {"amount": "20.00", "currency": "USD"},
                "compare_at_price": {"amount": "25.00", "currency": "USD"} if c == 1 else None,
                "weight_grams": 200,
                "barcode": f"{c}{s}",
            }
            for c, colour in enumerate(COLOURS)
            for s, size in enumerate(SIZES)
        ],
    )


def filled(page: str, **typed: str) -> dict[str, str]:
    """The form as the page has it, with what was typed over it."""
    found = re.search(r'<form class="form draft".*?</form>', page, re.S).group()
    fields = {}
    for tag in re.findall(r"<input[^>]*>", found):
        if 'type="checkbox"' in tag or 'form="finding"' in tag or 'type="radio"' in tag:
            continue
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        fields[name.group(1)] = value.group(1) if value else ""
    return fields | {"status": "published", "do": "save"} | typed


def prices(street, garment) -> dict[str, str]:
    return {each.sku: each.price.amount for each in product_of(street, garment).variations}


def test_the_page_has_a_table_of_some_and_says_of_how_many(owner, street, garment):
    page = text_of(owner.get(f"{LIST}/{garment}"))
    assert len(re.findall(r'name="v-\d+-sku"', page)) == 50
    assert "It has 300 variations" in page
    assert "the first 50 of 300" in page
    assert 'name="o-0-name"' not in page


def test_variations_are_found_by_words_of_their_choices(owner, street, garment):
    page = text_of(owner.get(f"{LIST}/{garment}?find=colour 29 size 9"))
    assert re.findall(r'name="v-\d+-sku" value="([^"]*)"', page) == ["G-29-9"]
    assert re.findall(r'<th scope="row">(G-[^<]*)</th>', page) == ["G-29-9"]  # its stock


def test_what_was_typed_is_changed_and_nothing_else(owner, street, garment):
    before = product_of(street, garment)
    page = text_of(owner.get(f"{LIST}/{garment}?find=G-29-"))
    answer = owner.post(f"{LIST}/{garment}", filled(page, **{"v-3-price": "31.50"}))
    assert answer.status_code == 303
    after = product_of(street, garment)
    changed = {sku for sku, price in prices(street, garment).items() if price == "31.50"}
    assert changed == {"G-29-3"}
    assert len(after.variations) == 300
    assert after.options == before.options
    assert [v.barcode for v in after.variations] == [v.barcode for v in before.variations]
    assert [v.compare_at_price for v in after.variations] == [v.compare_at_price for v in before.variations]


def test_what_was_left_out_is_gone_and_nothing_else(owner, street, garment):
    page = text_of(owner.get(f"{LIST}/{garment}?find=G-29-"))
    owner.post(f"{LIST}/{garment}", filled(page, **{"v-0-drop": "yes"}))
    there = prices(street, garment)
    assert len(there) == 299
    assert "G-29-0" not in there


def test_a_fault_is_said_beside_its_field_and_nothing_is_changed(owner, street, garment):
    page = text_of(owner.get(f"{LIST}/{garment}?find=G-29-"))
    answer = owner.post(f"{LIST}/{garment}", filled(page, **{"v-3-price": "much"}))
    assert answer.status_code == 422
    assert 'id="v-3-price_error"' in text_of(answer)
    assert "with “G-29-”" in text_of(answer)
    assert set(prices(street, garment).values()) == {"20.00"}


def test_a_row_of_a_variation_that_is_gone_is_not_made_anew(owner, street, garment):
    page = text_of(owner.get(f"{LIST}/{garment}?find=G-29-"))
    answer = owner.post(f"{LIST}/{garment}", filled(page, **{"v-3-o-1": "Size 77"}))
    assert answer.status_code == 422
    assert len(prices(street, garment)) == 300
