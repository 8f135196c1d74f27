"""A shop has closed: what it sold before is still sent by whose it was, and the rest of the portal is gone for it."""

from __future__ import annotations

from typing import Any

import pytest
from web_office import signed_in_as, text_of

NUMBER = "ORD-7K2M9QXD"
ONE, TWO = "itm_7K2M9QXD_1", "itm_7K2M9QXD_2"
PAGE = f"/portal/orders/{NUMBER}"
GONE = ["/portal/products", "/portal/products/new", "/portal/stock", "/portal/shop/profile", "/portal/orders/sending", "/portal/reviews"]  # fmt: skip
LEFT = "Your shop is closed. 1 order still has to be sent."


@pytest.fixture
def shop(street: Any) -> str:
    """Ada's shop, that sold two things before it closed."""
    shop_id = str(street.shops._owns("Kiln & Wool", slug="kiln"))
    street.sold._sells(shop_id)
    street.sold._sells("shp_theirs", "ORD-THEIRS11")
    street.shops._become(shop_id, "closed")
    return shop_id


@pytest.fixture
def owner(street: Any, shop: str) -> Any:
    """The role went with the shop."""
    return signed_in_as(street)


def test_what_is_left_to_send_is_said_with_the_way_there(owner: Any) -> None:
    for path in ("/portal", "/sell"):
        page = text_of(owner.get(path))
        assert LEFT in page
        assert 'href="/portal/orders?status=processing"' in page
    page = text_of(owner.get("/portal/orders?status=processing"))
    assert NUMBER in page
    assert "ORD-THEIRS11" not in page
    assert LEFT in page
    assert "How you send" not in page
    assert "See the shop" not in page


def test_it_is_sent_and_delivered_and_what_cannot_be_is_cancelled(owner: Any, street: Any, shop: str) -> None:
    sent = {"item": [ONE], "carrier": "Blue Van", "tracking_number": "1Z 999"}
    assert owner.post(f"{PAGE}/ship", sent).headers["Location"] == PAGE
    assert owner.post(f"{PAGE}/deliver", {"item": [ONE]}).status_code == 303
    assert owner.post(f"{PAGE}/items/{TWO}/out", {f"{TWO}-reason": "sold_out"}).status_code == 303
    assert [item.status for item in street.sold.sold[shop, NUMBER].items] == ["delivered", "cancelled"]
    assert owner.get(f"{PAGE}/slip").status_code == 200
    assert owner.get("/portal").headers["Location"] == "/sell"
    assert "still ha" not in text_of(owner.get("/sell"))
    assert "Nothing is left to send" in text_of(owner.get("/portal/orders"))


@pytest.mark.parametrize("path", GONE)
def test_the_other_rooms_are_gone(owner: Any, path: str) -> None:
    assert owner.get(path).headers["Location"] == "/sell"
    assert f'href="{path}"' not in text_of(owner.get("/portal/orders"))


@pytest.mark.parametrize("path", ["", "/slip"])
def test_another_shops_order_is_not_found(owner: Any, path: str) -> None:
    assert owner.get(f"/portal/orders/ORD-THEIRS11{path}").status_code == 404


def test_nobody_else_comes_in_through_a_closed_shop(street: Any, shop: str) -> None:
    street.shops.applications[shop] = street.shops.applications[shop].model_copy(
        update={"owner_id": "usr_eve"}
    )
    for roles in ((), ("shop_owner",), ("staff",)):
        browser = signed_in_as(street, *roles)
        browser.cookies["souk_shop"] = shop
        assert browser.get(PAGE).headers["Location"] == "/sell"
        assert browser.post("/portal/shop", {"shop": shop}).headers["Location"] == "/sell"
        assert "Your shop is closed" not in text_of(browser.get("/sell"))


def test_who_runs_another_shop_by_now_goes_from_one_to_the_other(street: Any, shop: str) -> None:
    street.shops._owns("Second Shift", slug="second-shift")
    browser = signed_in_as(street, "shop_owner")
    page = text_of(browser.get("/portal"))
    assert "<h1>Second Shift</h1>" in page
    assert "Go to Kiln &amp; Wool" in page
    assert browser.post("/portal/shop", {"shop": shop}).status_code == 303
    assert LEFT in text_of(browser.get("/portal"))
    assert NUMBER in text_of(browser.get("/portal/orders"))
    assert "Second Shift" in text_of(browser.get("/portal/products")), "the shop that has such a room"
    street.sold.sold.clear()
    browser.cookies.pop("souk_shop")
    assert "Kiln &amp; Wool" not in text_of(browser.get("/portal")), "nothing is left to do there"


def test_while_shops_cannot_say_selling_is_explained_all_the_same(owner: Any, street: Any) -> None:
    street.sold.is_away = True
    assert "How it goes" in text_of(owner.get("/sell"))
    assert owner.get("/portal/orders").status_code == 503
