"""The back office: who may come in, orders and applications of shops."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from web_neighbours import ADA, Street
from web_office import letter, signed_in_as, text_of

from souk.kernel.models import HeldDelivery
from souk.services.web.rules.typed import order_number

ROOMS = [
    "/office",
    "/office/orders",
    "/office/users",
    "/office/stock",
    "/office/shops",
    "/office/customers",
    "/office/health",
]
DEEDS = ["/office/orders/ORD-7K2M9QX0/cancel", "/office/shops/shp_000/approve", "/office/shops/shp_000/reject",
         "/office/health/letters/search/evt_1/replay", "/office/health/stories/orders/resume"]  # fmt: skip
GUEST = {"email": "guest@example.org", "name": "Grace", "line1": "1 Navy Yard", "postal_code": "22202", "city": "Arlington", "country": "US"}  # fmt: skip


def buy(street: Street, times: int = 1) -> list[str]:
    """Guests buy a jacket each; the numbers of their orders."""
    for _ in range(times):
        guest = Client()
        guest.post("/cart/add", {"variation": "var_tan_m", "quantity": "1"})
        guest.post("/checkout/address", GUEST)
        guest.post("/checkout/shipping", {"method": "standard"})
        guest.post("/checkout/payment", {"terms": "on"})
    return [order.number for order in street.orders.by_key.values()]


# Who may come in


@pytest.mark.parametrize("path", ROOMS)
def test_who_is_not_signed_in_is_asked_to_and_comes_back(browser, street, path):
    answer = browser.get(path)
    assert answer.headers["Location"] == f"/sign-in?next={path}"
    street.users.account = street.users.account.model_copy(update={"roles": ["staff"]})
    form = {"email": "ada@example.org", "password": "right horse battery", "next": path}
    assert browser.post("/sign-in", form).headers["Location"] == path
    assert browser.get(path).status_code == 200


@pytest.mark.parametrize("roles", [(), ("shop_owner",)])
@pytest.mark.parametrize("path", [*ROOMS, "/office/orders/ORD-7K2M9QX0", "/office/shops/shp_000"])
def test_shoppers_and_owners_find_the_door_closed(street, path, roles):
    street.shops._asks("Kiln")
    answer = signed_in_as(street, *roles).get(path)
    assert answer.status_code == 403
    assert "This door is not yours" in text_of(answer)
    assert "Kiln" not in text_of(answer)


@pytest.mark.parametrize("path", DEEDS)
def test_nobody_else_does_what_staff_may_do(street, browser, path):
    buy(street)
    street.shops._asks("Kiln")
    letter()
    given = {"reason": "because"}
    assert browser.post(path, given).headers["Location"] == "/sign-in?next=/office"
    assert signed_in_as(street).post(path, given).status_code == 403
    assert street.shops.applications["shp_000"].status == "pending"
    assert [order.status for order in street.orders.by_key.values()] == ["pending"]
    assert HeldDelivery.objects.using("search").exclude(dead_at=None).count() == 1


@pytest.mark.parametrize("path", DEEDS)
def test_every_deed_is_a_form_with_its_token(street, path):
    buy(street)
    street.shops._asks("Kiln")
    letter()
    browser = signed_in_as(street, "staff", "administrator", checks_forms=True)
    assert browser.get(path).status_code == 405
    assert browser.post(path, {"reason": "because"}).status_code == 403
    assert street.shops.applications["shp_000"].status == "pending"


def test_staff_find_the_way_from_their_account_and_shoppers_do_not(street, staff):
    assert 'href="/office"' in text_of(staff.get("/account"))
    assert 'href="/office"' not in text_of(signed_in_as(street).get("/account"))


# Overview


def test_the_overview_says_what_needs_a_person(street, staff):
    assert "Nothing, just now." in text_of(staff.get("/office"))
    street.shops._asks("Kiln")
    letter()
    (number,) = buy(street)
    text = text_of(staff.get("/office"))
    assert "Nothing, just now." not in text
    assert re.search(r'<b class="number">1</b>\s*shop waits', text)
    assert re.search(r'<b class="number">1</b>\s*dead letter<', re.sub(r"\s+", " ", text).replace(" <", "<"))
    assert number in text


def test_the_overview_stands_while_everybody_rests(street, staff):
    street.everybody_rests()
    text = text_of(staff.get("/office"))
    assert "they do not answer just now" in text
    assert "Orders does not answer" in text


def test_more_applications_than_a_page_are_counted_as_more(street, staff):
    for number in range(21):
        street.shops._asks(f"Shop {number}")
    assert '<b class="number">20+</b>' in text_of(staff.get("/office"))


# Orders


def test_a_cursor_somebody_made_up_begins_the_list_again(street, staff):
    for path, first in (
        ("orders?sort=total&cursor", "orders?sort=total"),
        ("users?cursor", "users"),
        ("health?going", "health"),
    ):
        answer = staff.get(f"/office/{path}=garbage")
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/office/{first}")


def test_the_number_of_an_order_is_read_from_what_was_typed():
    assert order_number(" 7k2m9qxa ") == order_number("ord-7K2M9QXA") == "ORD-7K2M9QXA"
    assert [order_number(typed) for typed in ("", "a b", "ORD-", "ORD-ÄÖ", "é" * 8)] == [""] * 5


def test_an_order_is_shown_with_history_parcels_and_payment(street, staff):
    (number,) = buy(street)
    street.orders._settle(number, "shipped", "captured")
    text = text_of(staff.get(f"/office/orders/{number}"))
    for expected in (
        "guest@example.org",
        "A guest",
        "Left the hub",
        "SB1",
        "Placed",
        "Paid",
        "Winter jacket",
    ):
        assert expected in text
    assert staff.get("/office/orders/ORD-00000000").status_code == 404


def test_cancelling_asks_for_a_reason_first(street, staff):
    (number,) = buy(street)
    answer = staff.post(f"/office/orders/{number}/cancel", {"reason": " "})
    assert answer.status_code == 422
    assert "Please fill this in" in text_of(answer)
    assert '<details class="fold" open>' in text_of(answer)
    assert street.orders.by_key.popitem()[1].status == "pending"


def test_staff_cancel_an_order_for_its_buyer_once(street, staff):
    (number,) = buy(street)
    for _ in range(2):
        answer = staff.post(f"/office/orders/{number}/cancel", {"reason": "The kiln broke"}, follow=True)
        assert "The order is cancelled" in text_of(answer)
    asked = [given for name, given in street.orders.calls if name == "cancel"]
    assert {given["key"] for given in asked} == {f"cancel-ord_{number.lower()}"}
    assert asked[0]["reader"].is_staff
    assert asked[0]["reason"] == "The kiln broke"


def test_an_order_that_has_left_stays(street, staff):
    (number,) = buy(street)
    street.orders.too_late = True
    answer = staff.post(f"/office/orders/{number}/cancel", {"reason": "late"}, follow=True)
    assert "can no longer be cancelled" in text_of(answer)


# Shops


def test_applications_come_in_pages_with_their_owners_in_one_question(street, staff):
    for number in range(53):
        street.shops._asks(f"Shop {number:02}")
    waiting = "/office/shops?status=pending&sort=applied"
    first = text_of(staff.get(waiting))
    more = re.search(r'href="(/office/shops\?[^"]*cursor=[^"]+)"', first).group(1).replace("&amp;", "&")
    rest = text_of(staff.get(more))
    assert re.findall(r">(Shop \d\d)<", first + rest) == [f"Shop {number:02}" for number in range(53)]
    assert "ada@example.org" in first
    asked = [given["user_ids"] for name, given in street.users.calls if name == "accounts"]
    assert asked == [[ADA], [ADA]]


def test_an_application_can_be_read_while_users_rests(street, staff):
    shop_id = street.shops._asks("Kiln", description="<script>alert(1)</script>")
    street.users.is_away = True
    assert "Kiln" in text_of(staff.get("/office/shops?status=pending"))
    text = text_of(staff.get(f"/office/shops/{shop_id}"))
    assert "Users does not answer" in text
    assert "<script>alert" not in text


def test_a_shop_is_approved_once(street, staff):
    shop_id = street.shops._asks("Kiln")
    for _ in range(2):
        answer = staff.post(f"/office/shops/{shop_id}/approve", follow=True)
        assert "The shop is on the street." in text_of(answer)
    assert street.shops.applications[shop_id].status == "approved"
    assert "Nobody waits" in text_of(staff.get("/office/shops?status=pending"))
    assert "On the street" in text_of(staff.get("/office/shops"))
    assert "/approve" not in text_of(staff.get(f"/office/shops/{shop_id}"))


def test_an_application_says_when_the_name_is_on_the_street_already(street, staff):
    first, second = street.shops._asks("Kiln"), street.shops._asks("KILN ")
    assert "has the same name already" not in text_of(staff.get(f"/office/shops/{second}"))
    street.shops.approve_shop(key="k", shop_id=first)
    text = text_of(staff.get(f"/office/shops/{second}"))
    assert "A shop on the street has the same name already" in text
    assert f'href="/office/shops/{first}"' in text
    assert "has the same name already" not in text_of(staff.get(f"/office/shops/{first}"))


def test_a_rejection_needs_a_reason_for_the_owner(street, staff):
    shop_id = street.shops._asks("Kiln")
    for reason in ("", "x" * 501):
        answer = staff.post(f"/office/shops/{shop_id}/reject", {"reason": reason})
        assert answer.status_code == 422
    assert street.shops.applications[shop_id].status == "pending"
    staff.post(f"/office/shops/{shop_id}/reject", {"reason": "No address"})
    assert street.shops.applications[shop_id].status == "rejected"
    assert "Rejected: No address" in text_of(staff.get(f"/office/shops/{shop_id}"))
    staff.post(f"/office/shops/{shop_id}/approve")  # staff may change their mind
    assert street.shops.applications[shop_id].status == "approved"


def test_a_shop_is_closed_by_who_may_and_for_a_reason(street, staff):
    shop_id = street.shops._asks("Kiln")
    street.shops.approve_shop(key="k", shop_id=shop_id)
    assert "Close this shop" not in text_of(staff.get(f"/office/shops/{shop_id}"))
    assert staff.post(f"/office/shops/{shop_id}/close", {"reason": "No"}).status_code == 403
    boss = signed_in_as(street, "administrator")
    assert "Yes, close Kiln for good" in text_of(boss.get(f"/office/shops/{shop_id}"))
    assert boss.post(f"/office/shops/{shop_id}/close", {"reason": " "}).status_code == 422
    assert street.shops.applications[shop_id].status == "approved"
    for _ in range(2):
        answer = boss.post(f"/office/shops/{shop_id}/close", {"reason": "Sold fakes"}, follow=True)
        assert "Closed by the market: Sold fakes" in text_of(answer)
    assert "Close this shop" not in text_of(answer)
    assert street.shops.applications[shop_id].status == "closed"


def test_who_rejects_what_a_colleague_approved_is_told(street, staff):
    shop_id = street.shops._asks("Kiln")
    street.shops.approve_shop(key="k", shop_id=shop_id)
    answer = staff.post(f"/office/shops/{shop_id}/reject", {"reason": "No"}, follow=True)
    assert "Somebody has answered this application" in text_of(answer)
    assert street.shops.applications[shop_id].status == "approved"


def test_the_list_of_all_shops_leads_to_those_that_wait(street, staff):
    assert "waits for your answer" not in text_of(staff.get("/office/shops"))
    street.shops._asks("Kiln")
    text = text_of(staff.get("/office/shops"))
    assert "1 shop waits for your answer" in text
    assert 'href="/office/shops?status=pending&amp;sort=applied"' in text
    assert 'href="/office/shops?status=pending&amp;sort=applied"' in text_of(staff.get("/office"))


def test_a_shop_that_is_not_there_is_not_found(street, staff):
    assert staff.get("/office/shops/shp_nobody").status_code == 404
    assert staff.post("/office/shops/shp_nobody/approve").status_code == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [("/office/shops", 503), ("/office/health", 200)],
)
def test_a_list_says_so_while_its_house_rests(street, staff, path, status):
    street.everybody_rests()
    assert staff.get(path).status_code == status
