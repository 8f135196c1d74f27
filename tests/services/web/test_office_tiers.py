"""Tiers in the back office: read by staff, set by who may change them, faults beside their fields."""

from __future__ import annotations

import re

import pytest
from web_neighbours import Street
from web_office import signed_in_as, text_of

GOLD = "/office/tiers/gold"
FORM = {
    "spend_from": "1600.00", "percent_off": "16", "birthday_points": "300", "early_access_hours": "48",
    "free_methods": "express, standard", "free_over": "75", "free_countries": "us ca",
}  # fmt: skip


def test_staff_read_and_administrators_set(street: Street):
    text = text_of(signed_in_as(street, "staff").get("/office/tiers"))
    assert "$1,500.00" in text
    assert GOLD not in text
    browser = signed_in_as(street, "staff")
    assert browser.get(GOLD).status_code == 403
    assert browser.post(GOLD, FORM).status_code == 403
    assert signed_in_as(street, "shop_owner").get("/office/tiers").status_code == 403
    assert street.customers.kept[1].percent_off == 15


def test_on_a_phone_every_number_of_a_tier_says_what_it_is(street: Street):
    text = text_of(signed_in_as(street, "staff").get("/office/tiers"))
    cells = re.findall(r"<t[dh][^>]*>", text.partition("<tbody>")[2])
    assert cells
    assert [cell for cell in cells if "data-title=" not in cell] == []


def test_a_tier_is_set_from_a_form_that_begins_with_what_it_is(street: Street):
    browser = signed_in_as(street, "administrator")
    assert f'href="{GOLD}"' in text_of(browser.get("/office/tiers"))
    form = text_of(browser.get(GOLD))
    assert 'value="1500.00"' in form
    assert 'value="express"' in form
    assert browser.post(GOLD, FORM).headers["Location"].startswith("/office/tiers")
    gold = street.customers.kept[1]
    assert (gold.spend_from.minor, gold.percent_off, gold.free_over.minor) == (160_000, 16, 7_500)
    assert (gold.free_methods, gold.free_countries) == (["express", "standard"], ["US", "CA"])
    assert browser.get("/office/tiers/tin").status_code == 404


@pytest.mark.parametrize(
    ("name", "typed", "says"),
    [
        ("spend_from", "150", "More than Bronze"),
        ("spend_from", "much", "Please give a number"),
        ("percent_off", "91", "This can be at most 90"),
        ("birthday_points", "", "Please fill this in"),
        ("free_over", "-1", "This has to be at least 0"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(street: Street, name, typed, says):
    browser = signed_in_as(street, "administrator")
    answer = browser.post(GOLD, FORM | {name: typed})
    assert answer.status_code == 422
    text = text_of(answer)
    assert says in text
    assert f'value="{typed}"' in text or not typed
    assert street.customers.kept[1].percent_off == 15
