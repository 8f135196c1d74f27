"""Checkout in three steps, confirmation, the order's page, tracking."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from souk.contracts.orders.calls import ShopHasClosed

ADDRESS = {
    "email": "guest@example.org", "name": "Grace Hopper", "line1": "1 Navy Yard", "line2": "", "city": "Arlington",
    "region": "VA", "postal_code": "22202", "country": "US", "phone": "",
}  # fmt: skip


def with_a_cart(browser):
    browser.post("/cart/add", {"variation": "var_tan_m", "quantity": "2"})


def up_to_payment(browser):
    with_a_cart(browser)
    browser.post("/checkout/address", ADDRESS)
    browser.post("/checkout/shipping", {"method": "express"})
    return browser.get("/checkout/payment").content.decode()


def pay(browser):
    return browser.post("/checkout/payment", {"terms": "on"})


def test_a_guest_buys_in_three_steps_and_pays_on_the_providers_page(browser, street):
    with_a_cart(browser)
    assert "Shipping information" in browser.get("/checkout/address").content.decode()
    assert browser.post("/checkout/address", ADDRESS).headers["Location"] == "/checkout/shipping"
    text = browser.get("/checkout/shipping").content.decode()
    assert "Standard" in text
    assert "$12.99" in text
    assert (
        browser.post("/checkout/shipping", {"method": "express"}).headers["Location"] == "/checkout/payment"
    )
    text = browser.get("/checkout/payment").content.decode()
    assert "4242 4242 4242 4242" in text
    assert "Pay $210.99 with card" in text
    assert pay(browser).headers["Location"] == "/pay/sandbox/ORD-7K2M9QX0"
    details = street.orders.calls[-1][1]["details"]
    assert details.shipping_method == "express"
    assert details.email == "guest@example.org"
    assert details.return_url.endswith("/checkout/confirmation")


def test_the_first_step_looks_at_the_cart_once(browser, street):
    """A second look would count as another one, which told what the first found."""
    with_a_cart(browser)
    street.carts.calls.clear()
    browser.get("/checkout/address")
    assert [name for name, _ in street.carts.calls] == ["cart"]


def test_a_double_click_is_one_order(browser, street):
    up_to_payment(browser)
    assert pay(browser).headers["Location"] == pay(browser).headers["Location"]
    assert len(street.orders.by_key) == 1


def test_the_next_order_has_a_key_of_its_own(browser, street):
    up_to_payment(browser)
    pay(browser)
    up_to_payment(browser)
    pay(browser)
    assert len(street.orders.by_key) == 2


def test_no_step_can_be_skipped(browser):
    with_a_cart(browser)
    assert browser.get("/checkout/payment").headers["Location"] == "/checkout/address"
    browser.post("/checkout/address", ADDRESS)
    assert browser.get("/checkout/payment").headers["Location"] == "/checkout/shipping"


def test_an_empty_cart_does_not_check_out(browser):
    for path in ("/checkout/address", "/checkout"):
        assert browser.get(path, follow=True).redirect_chain[-1][0] == "/cart"


def test_a_wrong_address_is_shown_beside_its_fields_with_what_was_typed(browser):
    with_a_cart(browser)
    answer = browser.post("/checkout/address", ADDRESS | {"email": "nope", "city": "", "country": "XX"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "3 things need another look" in text
    assert "That does not look like an email address." in text
    assert "We do not ship there yet." in text
    assert 'value="1 Navy Yard"' in text
    assert 'href="#id_city"' in text
    assert 'aria-describedby="id_city_error"' in text


def test_a_country_nobody_sends_to_says_so_on_the_shipping_step(browser):
    with_a_cart(browser)
    browser.post("/checkout/address", ADDRESS | {"country": "AQ"})
    assert "sends to this country yet" in browser.get("/checkout/shipping").content.decode()


def test_without_the_terms_there_is_no_order(browser, street):
    up_to_payment(browser)
    answer = browser.post("/checkout/payment", {})
    assert answer.status_code == 422
    assert "Please tick this to go on." in answer.content.decode()
    assert street.orders.by_key == {}


def test_the_till_is_told_which_cart_was_shown(browser, street):
    shown = re.search(r'name="cart_version" value="(\d+)"', up_to_payment(browser))
    assert shown
    browser.post("/checkout/payment", {"terms": "on", "cart_version": shown[1]})
    assert street.orders.calls[-1][1]["details"].cart_version == int(shown[1])


def test_a_cart_that_no_longer_holds_is_reported_line_by_line_and_then_buys(browser, street):
    up_to_payment(browser)
    street.orders.correct_the_cart = True
    answer = pay(browser)
    assert answer.status_code == 409
    assert "Winter jacket: Only 1 is left." in answer.content.decode()
    first_key = street.orders.calls[-2][1].get("key")
    assert pay(browser).status_code == 303
    assert list(street.orders.by_key) != [first_key]


def test_a_checkout_that_was_called_off_is_told_and_the_next_click_buys(browser, street):
    up_to_payment(browser)
    street.orders.calls_off_next = True
    answer = pay(browser)
    assert answer.status_code == 409
    assert "Your order could not be finished" in answer.content.decode()
    assert pay(browser).status_code == 303


def test_goods_that_cannot_be_reached_are_named_and_the_same_click_later_buys(browser, street):
    up_to_payment(browser)
    street.carts.out_of_reach = {"var_tan_m"}
    answer = pay(browser)
    assert answer.status_code == 503
    text = answer.content.decode()
    assert "Winter jacket cannot be reached at the moment." in text
    assert "This cannot be reached just now." in text, "beside the goods, too"
    assert "You can pay again now" not in text
    street.carts.out_of_reach = set()
    assert pay(browser).status_code == 303
    keys = {arguments["key"] for name, arguments in street.orders.calls if name == "place"}
    assert len(keys) == 1


def test_a_resting_till_answers_503_and_the_same_click_later_is_the_same_order(browser, street):
    up_to_payment(browser)
    street.orders.is_away = True
    assert pay(browser).status_code == 503
    street.orders.is_away = False
    assert pay(browser).status_code == 303
    keys = {arguments["key"] for name, arguments in street.orders.calls if name == "place"}
    assert len(keys) == 1


def test_checkout_goes_on_while_shipping_cannot_name_its_countries(browser, street):
    with_a_cart(browser)
    street.shipping.is_away = True
    assert browser.get("/checkout/address").status_code == 200


def test_a_tampered_draft_is_no_draft(browser):
    up_to_payment(browser)
    browser.cookies["souk_checkout"] = "tampered" + browser.cookies["souk_checkout"].value
    assert browser.get("/checkout/payment").headers["Location"] == "/checkout/address"


@pytest.mark.parametrize(
    ("status", "payment", "words"),
    [
        ("confirmed", "captured", "Thank you"),
        ("pending", "failed", "The payment did not go through"),
        ("pending", "requires_action", "One step is missing"),
        ("pending", "pending", "Waiting for the payment"),
        ("cancelled", "voided", "This order was cancelled"),
    ],
)
def test_the_confirmation_tells_how_it_stands(browser, street, status, payment, words):
    up_to_payment(browser)
    pay(browser)
    street.orders._settle("ORD-7K2M9QX0", status, payment, "The card was declined.")
    text = browser.get("/checkout/confirmation").content.decode()
    assert words in text
    assert "ORD-7K2M9QX0" in text
    assert ("/orders/ORD-7K2M9QX0/pay" in text) == (status == "pending")
    assert ('hx-trigger="load delay:3s"' in text) == (payment == "pending")


def test_a_declined_payment_can_be_tried_again(browser, street):
    up_to_payment(browser)
    pay(browser)
    street.orders._settle("ORD-7K2M9QX0", "pending", "failed")
    assert "Pay order" in browser.get("/orders/ORD-7K2M9QX0/pay").content.decode()
    assert browser.post("/orders/ORD-7K2M9QX0/pay").headers["Location"] == "/pay/sandbox/ORD-7K2M9QX0"


@pytest.mark.parametrize(
    ("page", "way"),
    [
        ("http://testserver/sandbox/pay/sbx_1?a=b", "/sandbox/pay/sbx_1?a=b"),
        ("http://testserver.example/pay/1", "http://testserver.example/pay/1"),
        ("http://testserver//bank.example/1", "http://testserver//bank.example/1"),
        ("https://bank.example/pay/1", "https://bank.example/pay/1"),
    ],
)
def test_a_payment_page_of_ours_is_found_by_the_name_the_shopper_came_by(browser, street, page, way):
    """Cookies of localhost are not sent to 127.0.0.1."""
    up_to_payment(browser)
    pay(browser)
    (order,) = street.orders.by_key.values()
    waits = order.payment.model_copy(update={"action_url": page})
    street.orders.by_key = {"k": order.model_copy(update={"payment": waits})}
    assert browser.post("/orders/ORD-7K2M9QX0/pay").headers["Location"] == way
    street.orders._settle("ORD-7K2M9QX0", "confirmed", "captured")
    assert browser.post("/orders/ORD-7K2M9QX0/pay").headers["Location"] == "/orders/ORD-7K2M9QX0"


def test_a_stranger_sees_neither_the_order_nor_whether_it_exists(browser, street):
    up_to_payment(browser)
    pay(browser)
    stranger = Client()
    for number in ("ORD-7K2M9QX0", "ORD-NOTTHERE"):
        assert stranger.get(f"/orders/{number}").status_code == 404
        assert stranger.post(f"/orders/{number}/cancel").status_code == 404
        assert stranger.post(f"/orders/{number}/pay").status_code == 404


def test_a_guest_follows_the_order_by_number_and_email_from_another_browser(browser, street):
    up_to_payment(browser)
    pay(browser)
    street.orders._settle("ORD-7K2M9QX0", "shipped", "captured")
    other = Client()
    form = {"number": " ord-7k2m9qx0 ", "email": "guest@example.org"}
    text = other.post("/track", form, follow=True).content.decode()
    assert "Left the hub" in text
    assert "SB1" in text
    assert "2 × Winter jacket (M, Tan)" in text, "what is in the parcel"
    assert "On its way" in text


def test_who_pays_when_a_shop_has_just_closed_is_told_why_and_sees_the_cart_again(
    browser, street, monkeypatch
):
    def closed(**_):
        raise ShopHasClosed("Dune & Thread has closed, so the order was called off and no money is kept.")

    up_to_payment(browser)
    monkeypatch.setattr(street.orders, "place", closed)
    answer = pay(browser)
    assert answer.status_code == 409
    assert "Dune &amp; Thread has closed" in answer.content.decode()


def test_a_wrong_email_finds_nothing_and_keeps_the_number(browser, street):
    up_to_payment(browser)
    pay(browser)
    answer = Client().post("/track", {"number": "ORD-7K2M9QX0", "email": "other@example.org"})
    assert answer.status_code == 422
    assert 'value="ORD-7K2M9QX0"' in answer.content.decode()


def test_the_link_of_the_letter_opens_the_order_and_leaves_no_token_in_the_address(browser, street):
    up_to_payment(browser)
    pay(browser)
    other = Client()
    answer = other.get("/orders/ORD-7K2M9QX0?token=token-ORD-7K2M9QX0")
    assert answer.headers["Location"] == "/orders/ORD-7K2M9QX0"
    assert other.get("/orders/ORD-7K2M9QX0").status_code == 200


def test_an_order_is_cancelled_once_however_often_the_button_is_pressed(browser, street):
    up_to_payment(browser)
    pay(browser)
    for _ in range(2):
        browser.post("/orders/ORD-7K2M9QX0/cancel", {"reason": "changed my mind"})
    keys = {arguments["key"] for name, arguments in street.orders.calls if name == "cancel"}
    assert len(keys) == 1
    assert "Cancelled" in browser.get("/orders/ORD-7K2M9QX0").content.decode()


def test_too_late_to_cancel_is_said(browser, street):
    up_to_payment(browser)
    pay(browser)
    street.orders.too_late = True
    text = browser.post("/orders/ORD-7K2M9QX0/cancel", follow=True).content.decode()
    assert "can no longer be cancelled" in text


def test_an_order_page_does_without_its_parcels(browser, street):
    up_to_payment(browser)
    pay(browser)
    street.orders._settle("ORD-7K2M9QX0", "shipped", "captured")
    street.orders.parcels_are_lost = True
    answer = browser.get("/orders/ORD-7K2M9QX0")
    assert answer.status_code == 200
    assert "Winter jacket" in answer.content.decode()


def test_a_member_picks_a_saved_address(member, street):
    with_a_cart(member)
    member.post("/account/addresses", {k: v for k, v in ADDRESS.items() if k != "email"})
    text = member.get("/checkout/address").content.decode()
    picked = re.search(r'name="address_id" value="(adr_\d+)"', text)
    assert picked
    assert (
        member.post("/checkout/address", {"address_id": picked[1]}).headers["Location"]
        == "/checkout/shipping"
    )
    member.post("/checkout/shipping", {"method": "standard"})
    member.get("/checkout/payment")
    pay(member)
    details = street.orders.calls[-1][1]["details"]
    assert details.email == "ada@example.org"
    assert details.address.line1 == "1 Navy Yard"


def test_an_address_can_be_saved_on_the_way_and_is_saved_once(member, street):
    with_a_cart(member)
    for _ in range(2):
        member.post("/checkout/address", ADDRESS | {"save": "on"})
    assert len(street.users.saved) == 1
    assert street.users.saved[0].is_default
