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
    assert "/office/customers?cursor=more" in text
    assert "No customer is like that" in text_of(browser.get("/office/customers?kind=vip"))
    assert "No customer is like that" in text_of(browser.get("/office/customers?tier=gold"))
    assert browser.get("/office/customers?kind=nonsense").status_code == 422


def test_a_customer_without_a_tier_has_a_day_since_when_they_are_known(street: Street):
    text = text_of(signed_in_as(street, "staff").get(PATH))
    assert re.search(r"Customer since</dt><dd>\w+ \d{1,2}, \d{4}</dd>", text)


def test_customers_are_found_by_email_and_name_and_kinds_keep_their_pills(street: Street):
    browser = signed_in_as(street, "staff")
    text = text_of(browser.get("/office/customers?email=ada@&kind=registered"))
    assert "Ada &lt;b&gt;Byron" in text
    assert "cursor=more" in text
    assert "email=ada%40" in text, "the next page is of the same search"
    assert 'value="ada@"' in text
    assert "No customer is like that" in text_of(browser.get("/office/customers?email=eve"))
    assert "No customer is like that" in text_of(browser.get("/office/customers?name=eve"))
    assert 'href="/office/customers?email=ada%40&amp;kind=vip"' in text, (
        "the kind is another, and the search kept"
    )


def test_the_file_has_what_the_page_found_and_is_for_who_may_take_tables_away(street: Street):
    administrator = signed_in_as(street, "administrator")
    assert "/office/customers.csv?name=ada" in text_of(administrator.get("/office/customers?name=ada"))
    answer = administrator.get("/office/customers.csv?name=ada")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert "Email" in lines[0]
    assert [line.split(",")[1] for line in lines[1:]] == ["ada@example.org"] * 2, "of both pages"
    answer = administrator.get("/office/customers.csv?email=eve")
    assert len(b"".join(answer.streaming_content).decode().splitlines()) == 1
    wanted = [said for name, said in street.customers.calls if name == "find"][-1]
    assert wanted["email"] == "eve"
    assert signed_in_as(street, "shop_owner").get("/office/customers.csv").status_code == 403


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
