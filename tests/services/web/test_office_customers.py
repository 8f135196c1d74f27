"""Customers in the back office: found by kind and tier, given points and tiers by who may, with a reason."""

from __future__ import annotations

import re

import pytest
from web_neighbours import ADA, Street
from web_office import signed_in_as, text_of

PATH = f"/office/customers/{ADA}"


def form_of(browser, address: str) -> dict[str, str]:
    text = text_of(browser.get(PATH))
    part = text[text.index(f'action="{PATH}/{address}"') :]
    return {"key": re.search(r'name="key" value="([^"]+)"', part)[1]}


def test_the_list_shows_kinds_and_tiers_and_escapes_names(street: Street):
    browser = signed_in_as(street, "staff")
    text = text_of(browser.get("/office/customers"))
    assert "Ada &lt;b&gt;Byron" in text
    assert "Older customers" in text
    assert "Nobody here" in text_of(browser.get("/office/customers?kind=vip"))
    assert "Nobody here" in text_of(browser.get("/office/customers?tier=gold"))
    assert "Ada" in text_of(browser.get("/office/customers?kind=nonsense&tier=nonsense"))


def test_staff_look_and_administrators_write(street: Street):
    browser = signed_in_as(street, "staff")
    assert "By hand" not in text_of(browser.get(PATH))
    assert browser.post(f"{PATH}/points", {"key": "k", "points": "5", "reason": "x"}).status_code == 403
    assert browser.post(f"{PATH}/tier", {"key": "k", "tier": "gold", "why": "x"}).status_code == 403
    assert street.customers.me.points == 0


@pytest.mark.parametrize("path", ["/office/customers", PATH])
def test_others_find_the_door_closed(street: Street, path):
    assert signed_in_as(street, "shop_owner").get(path).status_code == 403


def test_points_are_given_once_however_often_the_form_is_sent(street: Street):
    browser = signed_in_as(street, "administrator")
    form = form_of(browser, "points") | {"points": "50", "reason": "late parcel"}
    for _ in range(2):
        assert browser.post(f"{PATH}/points", form).headers["Location"] == PATH
    assert street.customers.me.points == 50
    text = text_of(browser.get(PATH))
    assert "late parcel" in text
    assert ADA in text, "who did it"


@pytest.mark.parametrize(
    ("points", "reason", "says"),
    [
        ("", "x", "Please fill this in"),
        ("5", "", "Please fill this in"),
        ("many", "x", "whole number"),
        ("-5", "x", "There are 0 points"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(street: Street, points, reason, says):
    browser = signed_in_as(street, "administrator")
    answer = browser.post(f"{PATH}/points", form_of(browser, "points") | {"points": points, "reason": reason})
    assert answer.status_code == 422
    assert says in text_of(answer)
    assert street.customers.me.points == 0


def test_a_tier_is_raised_and_not_lowered(street: Street):
    browser = signed_in_as(street, "administrator")
    form = form_of(browser, "tier") | {"tier": "gold", "why": "a good friend"}
    assert browser.post(f"{PATH}/tier", form).status_code == 303
    assert street.customers.me.tier == "gold"
    answer = browser.post(f"{PATH}/tier", form | {"tier": "bronze"})
    assert answer.status_code == 422
    assert "yearly review" in text_of(answer)
    assert browser.post(f"{PATH}/tier", form | {"tier": "diamond"}).status_code == 422
