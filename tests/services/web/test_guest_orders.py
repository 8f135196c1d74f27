"""What a guest ordered: listed for the browser that ordered it, and for no other."""

from __future__ import annotations

from django.test import Client

TILL = {
    "email": "guest@example.org",
    "name": "Grace Hopper",
    "line1": "1 Navy Yard",
    "city": "Arlington",
    "postal_code": "22202",
    "country": "US",
}


def buy(browser: Client, street) -> str:
    browser.post("/cart/add", {"variation": "var_tan_m", "quantity": "1"})
    browser.post("/checkout/address", TILL)
    browser.post("/checkout/shipping", {"method": "standard"})
    browser.post("/checkout/payment", {"terms": "on"})
    return list(street.orders.by_key.values())[-1].number


def test_a_guest_finds_their_orders_again_and_how_to_keep_them(browser, street):
    assert "/account/orders" not in header_of(browser)
    number = buy(browser, street)
    assert "/account/orders" in header_of(browser)
    text = browser.get("/account/orders").content.decode()
    assert number in text
    assert "/sign-up?next=/account/orders" in text
    del browser.cookies["souk_orders"]
    opened = browser.get(f"/orders/{number}")
    assert opened.status_code == 200
    assert "/account/orders" in opened.content.decode()


def test_another_guest_sees_nothing_of_them(browser, street):
    number = buy(browser, street)
    other = Client()
    other.post("/cart/add", {"variation": "var_tan_m", "quantity": "1"})
    other.post("/checkout/address", TILL)
    text = other.get("/account/orders").content.decode()
    assert number not in text
    assert "/track" in text
    assert other.get(f"/orders/{number}").status_code == 404


def test_a_token_that_is_over_shows_how_to_find_an_order(browser, street):
    number = buy(browser, street)
    street.guests.known.clear()
    street.orders.guests.clear()
    answer = browser.get("/account/orders")
    assert answer.status_code == 200
    assert number not in answer.content.decode()
    assert "Find an order" in answer.content.decode()


def test_who_signs_in_reads_their_own_and_is_told_to_confirm(browser, street):
    buy(browser, street)
    browser.post("/sign-in", {"email": "ada@example.org", "password": "right horse battery"})
    assert "Open an account" not in browser.get("/account/orders").content.decode()
    assert "Did you order as a guest?" in browser.get("/account/orders").content.decode()


def test_while_orders_rests_the_page_says_so(browser, street):
    buy(browser, street)
    street.orders.is_away = True
    assert browser.get("/account/orders").status_code == 503


def header_of(browser: Client) -> str:
    return browser.get("/about").content.decode().split("</header>")[0]


def test_who_registers_goes_on_seeing_what_this_browser_ordered_until_the_email_is_confirmed(browser, street):
    till_of_ada = TILL | {"email": "Ada@example.org"}
    browser.post("/cart/add", {"variation": "var_tan_m", "quantity": "1"})
    browser.post("/checkout/address", till_of_ada)
    browser.post("/checkout/shipping", {"method": "standard"})
    browser.post("/checkout/payment", {"terms": "on"})
    number = list(street.orders.by_key.values())[-1].number
    browser.post("/sign-in", {"email": "ada@example.org", "password": "right horse battery"})
    text = browser.get("/account/orders").content.decode()
    assert number in text
    assert "One order waits for you to confirm your email address" in text
    assert "No orders yet" not in text
    street.users.account = street.users.account.model_copy(update={"is_verified": True})
    assert number not in browser.get("/account/orders").content.decode()


def test_a_token_that_opens_nothing_shows_nothing(browser, street):
    buy(browser, street)
    browser.post("/sign-in", {"email": "ada@example.org", "password": "right horse battery"})
    text = browser.get("/account/orders").content.decode()
    assert "waits for you" not in text, "ordered with another email"
    assert "Ordered with this browser" in text
    street.orders.by_key.clear()
    assert "No orders yet" in browser.get("/account/orders").content.decode()
