"""The account's membership, what a tier saves at the till, and guests who come back."""

from __future__ import annotations

from datetime import date

import pytest
from web_neighbour import ADA, LONG_AGO, usd

from souk.contracts.cart.calls import Membership
from souk.contracts.customers.calls import PointsEntry, Progress
from souk.contracts.orders.calls import PointsSpent
from souk.services.web.rules.sums import shipping, taken_off

ADDRESS = {
    "email": "guest@example.org",
    "name": "Ada Byron",
    "line1": "1 Analytical Row",
    "city": "Springfield",
    "postal_code": "10115",
    "country": "US",
}


@pytest.fixture
def gold(street):
    street.customers.me = street.customers.me.model_copy(
        update={
            "kind": "vip", "tier": "gold", "tier_label": "Gold", "member_since": LONG_AGO, "review_at": LONG_AGO,
            "points": 1_234, "progress": Progress(spend=usd(170_000)),
        }
    )  # fmt: skip
    return street.customers


def page(member, path="/account/membership") -> str:
    answer = member.get(path)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def test_who_has_no_tier_sees_the_way_to_one(member):
    text = page(member)
    assert "On the way to Bronze" in text
    assert "$150.00" in text
    assert 'value="25"' in text


def test_a_member_sees_tier_points_and_benefits(member, gold):
    gold.entries = [
        PointsEntry(kind="earned", points=1_300, detail="ORD-AAA", order_id="ord_1", at=LONG_AGO),
        PointsEntry(kind="reversed", points=-66, detail="ORD-AAA", order_id="ord_1", at=LONG_AGO),
        PointsEntry(kind="adjusted", points=5, detail="<b>late parcel</b>", order_id=None, by="usr_s", at=LONG_AGO),
    ]  # fmt: skip
    text = page(member)
    for words in (
        "Gold member",
        "1,234",
        "You are at the top",
        "+1,300",
        "−66",
        "/orders/ORD-AAA",
        "Works by itself",
    ):
        assert words in text, words
    assert "&lt;b&gt;late parcel" in text
    assert "usr_s" not in text


def test_a_gift_is_taken_up_by_a_button_and_only_ones_own(member, gold):
    assert "Ask for it" in page(member)
    member.post("/account/membership/benefits/quarterly-gift")
    text = page(member)
    assert "Ask for it" not in text
    assert "We have noted it, and write to you about it." in text
    assert "Asked for" in text
    assert (
        member.post("/account/membership/benefits/monthly-gift").headers["Location"] == "/account/membership"
    )
    assert "does not belong to your tier" in page(member)


def test_a_birthday_is_told_once(member, street):
    answer = member.post("/account/membership/birthday", {"date_of_birth": "no day"})
    assert answer.status_code == 422
    assert "such as 1990-03-21" in answer.content.decode()
    member.post("/account/membership/birthday", {"date_of_birth": "1990-03-21"})
    assert street.customers.me.date_of_birth == date(1990, 3, 21)
    assert "March 21" in page(member)
    again = member.post("/account/membership/birthday", {"date_of_birth": "1991-03-21"})
    assert again.status_code == 422
    assert "It can be told once; write to us if it is wrong." in again.content.decode()


def test_the_page_is_for_who_is_signed_in(browser):
    assert browser.get("/account/membership").headers["Location"].startswith("/sign-in")


def test_while_customers_rests_the_page_says_so_and_the_account_goes_on(member, street):
    street.customers.is_away = True
    assert member.get("/account/membership").status_code == 503
    assert member.get("/account").status_code == 200


def test_the_header_says_the_tier_and_forgets_it_at_sign_out(member, gold):
    page(member)
    assert "who__tier" in page(member, "/account")
    member.post("/sign-out")
    assert "who__tier" not in page(member, "/")


def test_a_cookie_of_ones_own_making_is_no_tier(member):
    member.cookies["souk_tier"] = "Platinum"
    assert "who__tier" not in page(member, "/account")


def test_the_sums_show_what_the_tier_takes_off_by_itself():
    assert taken_off(usd(0)) == []
    assert [row["name"] for row in taken_off(usd(300), coupon="TEN")] == ["Discount (TEN)"]
    rows = taken_off(usd(1_300), "Gold member 15 %", usd(1_000), "TEN")
    assert [(row["name"], row["value"]) for row in rows] == [
        ("Discount (TEN)", "−$3.00"),
        ("Gold member 15 %", "−$10.00"),
    ]
    assert shipping("Shipping", usd(0), usd(1_000))["value"] == "Free, saves $10.00"
    assert shipping("Shipping", usd(0))["value"] == "Free"
    assert shipping("Shipping", usd(500), usd(0))["value"] == "$5.00"


def test_the_cart_shows_it(member, street):
    member.post("/cart/add", {"variation": "var_tan_m", "quantity": "1"})
    whole = street.carts._cart

    def with_membership(who, token=None):
        cart = whole(who, token)
        saved = Membership(tier="gold", label="Gold member", percent_off=15, discount=usd(1_485))
        return cart.model_copy(update={"membership": saved, "total": cart.total - usd(1_485)})

    street.carts._cart = with_membership
    text = page(member, "/cart")
    assert "Gold member 15 %" in text
    assert "−$14.85" in text
    assert "$84.15" in text


def test_a_guest_who_comes_back_need_not_type_again(browser, street):
    browser.post("/cart/add", {"variation": "var_tan_m", "quantity": "1"})
    assert browser.post("/checkout/address", ADDRESS).status_code == 303
    assert browser.cookies["souk_guest"]["httponly"]
    del browser.cookies["souk_checkout"]
    assert 'value="1 Analytical Row"' in page(browser, "/checkout/address")


def test_a_guest_who_signs_in_is_brought_along_once(browser, street):
    browser.post("/cart/add", {"variation": "var_tan_m", "quantity": "1"})
    browser.post("/checkout/address", ADDRESS)
    browser.post("/sign-in", {"email": "ada@example.org", "password": "right horse battery"})
    assert street.guests.joined == [("guest-0", ADA)]
    assert not browser.cookies["souk_guest"].value


def test_a_guest_buys_while_customers_rests(browser, street):
    street.customers.is_away = street.guests.is_away = True
    browser.post("/cart/add", {"variation": "var_tan_m", "quantity": "1"})
    assert browser.post("/checkout/address", ADDRESS).headers["Location"] == "/checkout/shipping"


def test_points_are_spent_by_a_button_and_kept_by_another(member, street):
    street.orders.purse = PointsSpent(points=1_200, discount=usd(1_200))
    member.post("/cart/add", {"variation": "var_tan_m", "quantity": "1"})
    member.post("/checkout/address", ADDRESS)
    member.post("/checkout/shipping", {"method": "standard"})
    assert 'You can spend <b class="number">1,200</b> points' in page(member, "/checkout/payment")
    member.post("/checkout/points", {"use": "1"})
    text = page(member, "/checkout/payment")
    assert "1,200 points" in text
    assert "−$12.00" in text
    assert '<input type="hidden" name="points" value="1200">' in text
    member.post("/checkout/payment", {"terms": "on", "points": "1200"})
    placed = [asked for name, asked in street.orders.calls if name == "place"]
    assert placed[-1]["details"].points == 1_200
    member.post("/cart/add", {"variation": "var_tan_m", "quantity": "1"})
    member.post("/checkout/points", {"use": "0"})
    assert "You can spend" in page(member, "/checkout/payment")


def test_points_chosen_for_one_order_are_on_no_step_of_the_next(member, street):
    street.orders.purse = PointsSpent(points=1_200, discount=usd(1_200))
    member.post("/cart/add", {"variation": "var_tan_m", "quantity": "1"})
    member.post("/checkout/address", ADDRESS)
    member.post("/checkout/shipping", {"method": "standard"})
    page(member, "/checkout/payment")
    member.post("/checkout/points", {"use": "1"})
    assert "−$12.00" in page(member, "/checkout/shipping"), "the order they were chosen for"
    member.post("/checkout/payment", {"terms": "on", "points": "1200"})
    member.post("/cart/add", {"variation": "var_tan_m", "quantity": "1"})
    for step in ("address", "shipping", "payment"):
        assert "−$12.00" not in page(member, f"/checkout/{step}"), step


def test_points_that_were_spent_lead_to_their_order(member, street):
    spent = PointsEntry(kind="spent", points=-180, detail="ORD-BBB", order_id=None, at=LONG_AGO)
    street.customers.entries.append(spent)
    assert '<a href="/orders/ORD-BBB">ORD-BBB</a>' in page(member)
