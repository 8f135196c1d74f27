"""The cart's pages: with and without JavaScript, with changed prices, with nothing, with nonsense."""

from __future__ import annotations

import pytest

from souk.contracts.cart.calls import CartChange
from souk.vocabulary.money import Money

LIVE = {"HX-Request": "true"}


def put_in(browser, variation="var_tan_m", quantity="2", **more):
    return browser.post(
        "/cart/add", {"variation": variation, "quantity": quantity, "back": "/products/winter-jacket"}, **more
    )


def test_a_guest_puts_something_in_and_finds_it_in_the_cart(browser):
    answer = put_in(browser)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/cart")
    text = browser.get("/cart").content.decode()
    assert "It is in your cart." in text
    assert "Winter jacket" in text
    assert "$198.00" in text
    assert "Dune &amp; Thread" in text
    assert 'class="number">2</span>' in text
    assert "It is in your cart." not in browser.get("/cart").content.decode()


def test_the_guests_cart_cookie_cannot_be_read_by_scripts(browser):
    cookie = put_in(browser).cookies["souk_cart"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_with_javascript_adding_answers_a_notice_and_the_new_count(browser):
    text = put_in(browser, headers=LIVE).content.decode()
    assert "<html" not in text
    assert 'id="bag"' in text
    assert 'hx-swap-oob="true"' in text
    assert ">2</span>" in text


@pytest.mark.parametrize("quantity", ["0", "-1", "1.5", "100", "many", ""])
def test_a_quantity_that_is_none_changes_nothing(browser, street, quantity):
    assert put_in(browser, quantity=quantity).status_code == 409
    assert street.carts.lines == {}


def test_more_than_there_is_cannot_be_added_and_the_page_leads_back(browser, street):
    answer = put_in(browser, quantity="6")
    assert answer.status_code == 409
    assert "Only 5 left." in answer.content.decode()
    assert "/products/winter-jacket" in answer.content.decode()
    assert put_in(browser, quantity="6", headers=LIVE).status_code == 422


def test_a_form_cannot_send_the_shopper_to_another_site(browser):
    form = {"variation": "nonsense", "quantity": "1", "back": "https://evil.example/"}
    assert "evil.example" not in browser.post("/cart/add", form).content.decode()


def test_a_quantity_is_changed_and_zero_removes_the_line(browser, street):
    put_in(browser)
    browser.post("/cart/items/itm_var_tan_m", {"quantity": "3"})
    assert "$297.00" in browser.get("/cart").content.decode()
    browser.post("/cart/items/itm_var_tan_m", {"quantity": "0"})
    assert "Your cart is empty" in browser.get("/cart").content.decode()


def test_too_large_a_change_is_refused_and_the_cart_shown_as_it_is(browser):
    put_in(browser)
    answer = browser.post("/cart/items/itm_var_tan_m", {"quantity": "50"})
    assert answer.status_code == 422
    assert "Only 5 left." in answer.content.decode()
    assert "$198.00" in answer.content.decode()


def test_what_cannot_be_reached_is_named_and_the_rest_stands(browser, street):
    put_in(browser, quantity="1")
    browser.post("/cart/add", {"variation": "var_black_m", "quantity": "1"})
    street.carts.out_of_reach = {"var_black_m"}
    text = browser.get("/cart").content.decode()
    assert text.count("This cannot be reached just now.") == 1
    assert "Winter jacket cannot be reached just now. Remove it to order the rest" in text
    assert "Continue to checkout" not in text
    assert text.count('class="line__name"') == 2
    browser.post("/cart/items/itm_var_black_m/remove")
    assert "Continue to checkout" in browser.get("/cart").content.decode()


def test_removing_twice_is_removing_once(browser):
    put_in(browser)
    for _ in range(2):
        assert browser.post("/cart/items/itm_var_tan_m/remove").status_code == 303


@pytest.mark.parametrize("way", ["remove", "zero"])
def test_what_was_removed_is_put_back_as_many_as_there_were(browser, street, way):
    put_in(browser, quantity="3")
    if way == "remove":
        browser.post("/cart/items/itm_var_tan_m/remove")
    else:
        browser.post("/cart/items/itm_var_tan_m", {"quantity": "0"})
    assert 'action="/cart/add-back"' in browser.get("/cart").content.decode()
    assert browser.post("/cart/add-back").status_code == 303
    assert list(street.carts.lines.values()) == [{"var_tan_m": 3}]
    browser.post("/cart/add-back")
    assert list(street.carts.lines.values()) == [{"var_tan_m": 3}], "pressed twice is once"


def test_nothing_is_put_back_that_was_not_removed_here(browser, street):
    browser.cookies["souk_removed"] = "forged"
    assert browser.post("/cart/add-back").headers["Location"] == "/cart"
    assert street.carts.lines == {}


def test_what_cannot_be_put_back_says_why(browser, street):
    put_in(browser, quantity="3")
    browser.post("/cart/items/itm_var_tan_m/remove")
    put_in(browser, quantity="4")
    answer = browser.post("/cart/add-back")
    assert answer.status_code == 422
    assert "Only 5 left." in answer.content.decode()


def test_an_undo_is_there_for_a_live_page_too(browser):
    put_in(browser)
    page = browser.post("/cart/items/itm_var_tan_m/remove", headers=LIVE).content.decode()
    assert "Put it back" in page


def test_a_line_of_somebody_elses_cart_cannot_be_touched(browser, street):
    put_in(browser)
    from django.test import Client

    stranger = Client()
    stranger.post("/cart/items/itm_var_tan_m", {"quantity": "5"})
    stranger.post("/cart/items/itm_var_tan_m/remove")
    assert list(street.carts.lines.values()) == [{"var_tan_m": 2}]


def test_nothing_is_bought_by_following_a_link(browser):
    for path in ("/cart/add", "/cart/items/itm_1/remove", "/cart/coupon", "/sign-out"):
        assert browser.get(path).status_code == 405


def test_a_coupon_counts_and_can_be_taken_away(browser):
    put_in(browser)
    browser.post("/cart/coupon", {"code": " ten "})
    text = browser.get("/cart").content.decode()
    assert "TEN" in text
    assert "$188.00" in text
    assert "−$10.00" in text
    browser.post("/cart/coupon/remove")
    assert "−$10.00" not in browser.get("/cart").content.decode()


@pytest.mark.parametrize(
    ("code", "words"), [("OLD", "This coupon is over."), ("WHAT", "We do not know this coupon.")]
)
def test_a_refused_coupon_says_why_and_keeps_what_was_typed(browser, code, words):
    put_in(browser)
    answer = browser.post("/cart/coupon", {"code": code})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert words in text
    assert f'value="{code}"' in text
    assert 'aria-invalid="true"' in text


SCARF_GONE = CartChange(
    item_id="itm_x", variation_id="var_x", title="Scarf", code="inactive", action="removed", detail="Scarf is no longer sold."
)  # fmt: skip


def test_what_changed_since_the_last_look_is_said_on_its_line(browser, street):
    put_in(browser)
    street.carts.changes = [
        CartChange(
            item_id="itm_var_tan_m", variation_id="var_tan_m", title="Winter jacket", code="price_changed",
            action="price_updated", detail="", old_price=Money.of(8900), new_price=Money.of(9900),
        ),
        SCARF_GONE,
    ]  # fmt: skip
    text = browser.get("/cart").content.decode()
    assert "The price changed from $89.00 to $99.00." in text
    assert "Scarf is no longer sold." in text


def test_what_left_the_cart_is_said_where_something_is_put_in_and_at_the_checkout(browser, street):
    """There too the answer is the one that tells it."""
    street.carts.changes = [SCARF_GONE]
    assert "In your cart: Scarf is no longer sold." in put_in(browser, headers=LIVE).content.decode()
    assert "Scarf is no longer sold." in browser.get("/checkout/address").content.decode()


def test_a_cart_that_became_empty_says_why(browser, street):
    put_in(browser)
    street.carts.lines.clear()
    street.carts.changes = [SCARF_GONE]
    text = browser.get("/cart").content.decode()
    assert "Your cart is empty" in text
    assert "Scarf is no longer sold." in text


def test_an_empty_cart_asks_nobody(browser, street):
    street.everybody_rests()
    assert "Your cart is empty" in browser.get("/cart").content.decode()


def test_a_resting_cart_keeps_the_shoppers_cookie(browser, street):
    put_in(browser)
    street.carts.is_away = True
    answer = browser.get("/cart")
    assert answer.status_code == 503
    assert browser.cookies["souk_cart"].value
    street.carts.is_away = False
    assert "Winter jacket" in browser.get("/cart").content.decode()


def test_a_forged_form_is_refused_with_a_page_that_helps(street):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/cart/add", {"variation": "var_tan_m", "quantity": "1"})
    assert answer.status_code == 403
    assert "load it anew" in answer.content.decode()
    assert street.carts.lines == {}
