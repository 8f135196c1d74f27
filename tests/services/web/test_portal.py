"""The owner's portal: who may come in, and which shop it is about."""

from __future__ import annotations

import pytest
from web_office import signed_in_as, text_of

ROOMS = [
    "/portal",
    "/portal/products",
    "/portal/products/new",
    "/portal/products/import",
    "/portal/products/export.csv",
    "/portal/orders",
    "/portal/orders/ORD-1",
    "/portal/orders/sending",
    "/portal/stock",
]


@pytest.fixture
def owner(street):
    """Ada runs a shop that is on the street."""
    street.shops._owns("Kiln & Wool", slug="kiln")
    return signed_in_as(street, "shop_owner")


@pytest.mark.parametrize("path", ROOMS)
def test_who_is_not_signed_in_is_asked_to_and_comes_back(browser, path):
    assert browser.get(path).headers["Location"] == f"/sign-in?next={path}"


@pytest.mark.parametrize("path", ROOMS)
def test_who_has_no_shop_is_led_to_where_one_is_opened(street, path):
    street.shops._asks("Hopes")  # an application nobody has answered is no shop yet
    for roles in ((), ("shop_owner",), ("staff",)):
        answer = signed_in_as(street, *roles).get(path)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/sell")


def test_an_owner_whose_role_was_taken_away_does_not_come_in(street):
    street.shops._owns("Kiln & Wool", slug="kiln")
    assert signed_in_as(street).get("/portal").headers["Location"] == "/sell"


def test_an_owner_sees_their_own_shop_and_finds_the_way_in_the_header(owner):
    page = text_of(owner.get("/portal"))
    assert "<h1>Kiln &amp; Wool</h1>" in page
    assert 'href="/shops/kiln"' in page
    assert 'href="/portal">Your shop</a>' in text_of(owner.get("/about"))
    assert 'href="/portal">Your shop</a>' in text_of(owner.get("/account"))


def test_shoppers_are_not_shown_the_way_to_a_portal(member):
    assert "/portal" not in text_of(member.get("/about"))


def test_whose_shop_was_approved_a_minute_ago_comes_in_with_an_older_token(street):
    browser = signed_in_as(street)
    street.shops._owns("Kiln & Wool", slug="kiln")
    street.users.account = street.users.account.model_copy(update={"roles": ["shopper", "shop_owner"]})
    assert browser.get("/portal").status_code == 200


def test_who_has_two_shops_looks_after_one_at_a_time(owner, street):
    second = street.shops._owns("Second Shift", slug="second-shift")
    first = text_of(owner.get("/portal"))
    assert "<h1>Kiln &amp; Wool</h1>" in first
    assert "Go to Second Shift" in first
    assert owner.post("/portal/shop", {"shop": second}).headers["Location"] == "/portal"
    assert "<h1>Second Shift</h1>" in text_of(owner.get("/portal"))


def test_nobody_chooses_somebody_elses_shop(owner, street):
    theirs = street.shops._owns("Theirs", slug="theirs", owner_id="usr_other")
    assert owner.post("/portal/shop", {"shop": theirs}).status_code == 404
    owner.cookies["souk_shop"] = theirs
    page = text_of(owner.get("/portal"))
    assert "<h1>Kiln &amp; Wool</h1>" in page
    assert "Theirs" not in page


def test_while_shops_rests_the_portal_says_so(owner, street):
    street.shops.is_away = True
    assert owner.get("/portal").status_code == 503
