"""The back office: who may come in, orders, applications of shops, and the health of the process."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from web_neighbours import ADA, Street

from souk.kernel import clock
from souk.kernel.health import Unfinished
from souk.kernel.models import HeldDelivery, OutboxEvent, StoryRow
from souk.services.web.rules import standing
from souk.services.web.use_cases.back_office import order_number

ROOMS = ["/back-office", "/back-office/orders", "/back-office/shops", "/back-office/health"]
DEEDS = ["/back-office/orders/ORD-7K2M9QX0/cancel", "/back-office/shops/shp_000/approve", "/back-office/shops/shp_000/reject",
         "/back-office/health/letters/search/evt_1/replay", "/back-office/health/stories/orders/resume"]  # fmt: skip
GUEST = {"email": "guest@example.org", "name": "Grace", "line1": "1 Navy Yard", "postal_code": "22202", "city": "Arlington", "country": "US"}  # fmt: skip


def signed_in_as(street: Street, *roles: str, checks_forms: bool = False) -> Client:
    street.users.account = street.users.account.model_copy(update={"roles": ["shopper", *roles]})
    browser = Client(raise_request_exception=False, enforce_csrf_checks=False)
    browser.post("/sign-in", {"email": "ada@example.org", "password": "right horse battery"})
    browser.handler.enforce_csrf_checks = checks_forms
    return browser


@pytest.fixture
def staff(street: Street) -> Client:
    return signed_in_as(street, "staff")


@pytest.fixture
def administrator(street: Street) -> Client:
    return signed_in_as(street, "staff", "administrator")


def buy(street: Street, times: int = 1) -> list[str]:
    """Guests buy a jacket each; the numbers of their orders."""
    for _ in range(times):
        guest = Client()
        guest.post("/cart/add", {"variation": "var_tan_m", "quantity": "1"})
        guest.post("/checkout/address", GUEST)
        guest.post("/checkout/shipping", {"method": "standard"})
        guest.post("/checkout/payment", {"terms": "on"})
    return [order.number for order in street.orders.by_key.values()]


def text_of(answer) -> str:
    return answer.content.decode()


def letter(house: str = "search", event_id: str = "evt_1", error: str = "Traceback\nValueError: <b>no</b>"):
    HeldDelivery(
        event_id=event_id, type="souk.product.updated.v1", source="products", subject="prd_1", envelope="{}", attempts=8,
        due_at=clock.now(), dead_at=clock.now(), error=error,
    ).save(using=house)  # fmt: skip


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
@pytest.mark.parametrize("path", [*ROOMS, "/back-office/orders/ORD-7K2M9QX0", "/back-office/shops/shp_000"])
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
    assert browser.post(path, given).headers["Location"] == "/sign-in?next=/back-office"
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
    assert 'href="/back-office"' in text_of(staff.get("/account"))
    assert 'href="/back-office"' not in text_of(signed_in_as(street).get("/account"))


# Overview


def test_the_overview_says_what_needs_a_person(street, staff):
    assert "Nothing, just now." in text_of(staff.get("/back-office"))
    street.shops._asks("Kiln")
    letter()
    (number,) = buy(street)
    text = text_of(staff.get("/back-office"))
    assert "Nothing, just now." not in text
    assert re.search(r'<b class="number">1</b>\s*shop waits', text)
    assert re.search(r'<b class="number">1</b>\s*dead letter<', re.sub(r"\s+", " ", text).replace(" <", "<"))
    assert number in text


def test_the_overview_stands_while_everybody_rests(street, staff):
    street.everybody_rests()
    text = text_of(staff.get("/back-office"))
    assert "they do not answer just now" in text
    assert "Orders does not answer" in text


def test_more_applications_than_a_page_are_counted_as_more(street, staff):
    for number in range(21):
        street.shops._asks(f"Shop {number}")
    assert '<b class="number">20+</b>' in text_of(staff.get("/back-office"))


# Orders


def test_everybodys_orders_come_newest_first_in_pages(street, staff):
    numbers = buy(street, 27)
    first = text_of(staff.get("/back-office/orders"))
    shown = re.findall(r"/back-office/orders/(ORD-\w+)", first)
    older = re.search(r'href="(/back-office/orders\?cursor=[^"]+)"', first).group(1)
    rest = text_of(staff.get(older))
    shown += re.findall(r"/back-office/orders/(ORD-\w+)", rest)
    assert shown == numbers[::-1]
    assert "Older orders" not in rest
    assert [name for name, _ in street.orders.calls].count("newest") == 2


def test_a_state_is_kept_from_page_to_page(street, staff):
    numbers = buy(street, 27)
    street.orders._settle(numbers[0], "confirmed", "captured")
    text = text_of(staff.get("/back-office/orders?status=pending"))
    assert "status=pending&amp;cursor=" in text
    assert numbers[0] not in text
    confirmed = text_of(staff.get("/back-office/orders?status=confirmed"))
    assert re.findall(r"/back-office/orders/(ORD-\w+)", confirmed) == [numbers[0]]
    assert staff.get("/back-office/orders?status=nonsense").status_code == 200


def test_a_cursor_somebody_made_up_is_refused(street, staff):
    assert staff.get("/back-office/orders?cursor=garbage").status_code == 400
    assert staff.get("/back-office/health?going=garbage").status_code == 400


@pytest.mark.parametrize("typed", ["ORD-7K2M9QX0", "ord-7k2m9qx0", "  7K2M9QX0 "])
def test_an_order_is_found_by_its_number_however_it_is_typed(street, staff, typed):
    buy(street)
    answer = staff.get("/back-office/orders", {"number": typed})
    assert answer.headers["Location"] == "/back-office/orders/ORD-7K2M9QX0"


@pytest.mark.parametrize("typed", ["ORD-00000000", "guest@example.org", "<script>", "\0", "ORD-" + "7" * 90])
def test_a_number_nobody_has_is_said_beside_the_field(street, staff, typed):
    answer = staff.get("/back-office/orders", {"number": typed})
    assert answer.status_code == 404
    assert "No order has this number." in text_of(answer)
    assert "<script>alert" not in text_of(answer)


def test_the_number_of_an_order_is_read_from_what_was_typed():
    assert order_number(" 7k2m9qxa ") == order_number("ord-7K2M9QXA") == "ORD-7K2M9QXA"
    assert [order_number(typed) for typed in ("", "a b", "ORD-", "ORD-ÄÖ", "é" * 8)] == [""] * 5


def test_an_order_is_shown_with_history_parcels_and_payment(street, staff):
    (number,) = buy(street)
    street.orders._settle(number, "shipped", "captured")
    text = text_of(staff.get(f"/back-office/orders/{number}"))
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
    assert staff.get("/back-office/orders/ORD-00000000").status_code == 404


def test_cancelling_asks_for_a_reason_first(street, staff):
    (number,) = buy(street)
    answer = staff.post(f"/back-office/orders/{number}/cancel", {"reason": " "})
    assert answer.status_code == 422
    assert "Please fill this in" in text_of(answer)
    assert '<details class="fold" open>' in text_of(answer)
    assert street.orders.by_key.popitem()[1].status == "pending"


def test_staff_cancel_an_order_for_its_buyer_once(street, staff):
    (number,) = buy(street)
    for _ in range(2):
        answer = staff.post(f"/back-office/orders/{number}/cancel", {"reason": "The kiln broke"}, follow=True)
        assert "The order is cancelled" in text_of(answer)
    asked = [given for name, given in street.orders.calls if name == "cancel"]
    assert {given["key"] for given in asked} == {f"cancel-ord_{number.lower()}"}
    assert asked[0]["reader"].is_staff
    assert asked[0]["reason"] == "The kiln broke"


def test_an_order_that_has_left_stays(street, staff):
    (number,) = buy(street)
    street.orders.too_late = True
    answer = staff.post(f"/back-office/orders/{number}/cancel", {"reason": "late"}, follow=True)
    assert "can no longer be cancelled" in text_of(answer)


# Shops


def test_applications_come_in_pages_with_their_owners_in_one_question(street, staff):
    for number in range(23):
        street.shops._asks(f"Shop {number:02}")
    first = text_of(staff.get("/back-office/shops"))
    more = re.search(r'href="(/back-office/shops\?cursor=[^"]+)"', first).group(1)
    rest = text_of(staff.get(more))
    assert re.findall(r">(Shop \d\d)<", first + rest) == [f"Shop {number:02}" for number in range(23)]
    assert "ada@example.org" in first
    asked = [given["user_ids"] for name, given in street.users.calls if name == "accounts"]
    assert asked == [[ADA], [ADA]]


def test_an_application_can_be_read_while_users_rests(street, staff):
    shop_id = street.shops._asks("Kiln", description="<script>alert(1)</script>")
    street.users.is_away = True
    assert "Kiln" in text_of(staff.get("/back-office/shops"))
    text = text_of(staff.get(f"/back-office/shops/{shop_id}"))
    assert "Users does not answer" in text
    assert "<script>alert" not in text


def test_a_shop_is_approved_once(street, staff):
    shop_id = street.shops._asks("Kiln")
    for _ in range(2):
        answer = staff.post(f"/back-office/shops/{shop_id}/approve", follow=True)
        assert "The shop is on the street." in text_of(answer)
    assert street.shops.applications[shop_id].status == "approved"
    assert "Nobody waits" in text_of(staff.get("/back-office/shops"))
    assert "/approve" not in text_of(staff.get(f"/back-office/shops/{shop_id}"))


def test_a_rejection_needs_a_reason_for_the_owner(street, staff):
    shop_id = street.shops._asks("Kiln")
    for reason in ("", "x" * 501):
        answer = staff.post(f"/back-office/shops/{shop_id}/reject", {"reason": reason})
        assert answer.status_code == 422
    assert street.shops.applications[shop_id].status == "pending"
    staff.post(f"/back-office/shops/{shop_id}/reject", {"reason": "No address"})
    assert street.shops.applications[shop_id].status == "rejected"
    assert "Rejected: No address" in text_of(staff.get(f"/back-office/shops/{shop_id}"))
    staff.post(f"/back-office/shops/{shop_id}/approve")  # staff may change their mind
    assert street.shops.applications[shop_id].status == "approved"


def test_who_rejects_what_a_colleague_approved_is_told(street, staff):
    shop_id = street.shops._asks("Kiln")
    street.shops.approve_shop(key="k", shop_id=shop_id)
    answer = staff.post(f"/back-office/shops/{shop_id}/reject", {"reason": "No"}, follow=True)
    assert "Somebody has answered this application" in text_of(answer)
    assert street.shops.applications[shop_id].status == "approved"


def test_a_shop_that_is_not_there_is_not_found(street, staff):
    assert staff.get("/back-office/shops/shp_nobody").status_code == 404
    assert staff.post("/back-office/shops/shp_nobody/approve").status_code == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [("/back-office/orders", 503), ("/back-office/shops", 503), ("/back-office/health", 200)],
)
def test_a_list_says_so_while_its_house_rests(street, staff, path, status):
    street.everybody_rests()
    assert staff.get(path).status_code == status


# Health


def story(**given) -> Unfinished:
    now = clock.now()
    known = {
        "story_id": "checkout:k", "house": "orders", "subject": "ORD-7K2M9QXA", "step": "take money", "awaits": "its payment",
        "direction": "waiting", "attempts": 0, "due_at": now + timedelta(seconds=1), "changed_at": now, "problem": "",
    }  # fmt: skip
    return Unfinished(**(known | given))


def test_a_story_is_told_as_a_sentence():
    now = clock.now().replace(hour=14, minute=0)
    soon, later = now.replace(minute=5), now.replace(minute=5) + timedelta(days=40)
    told = standing.sentence(story(due_at=soon), now)
    assert told == "ORD-7K2M9QXA waits for its payment until 14:05 UTC."
    assert str(later.year) in standing.sentence(story(due_at=later), now)
    assert "its time is out" in standing.sentence(story(due_at=now - timedelta(seconds=1)), now)
    assert "waits at “take money” until" in standing.sentence(story(awaits="", due_at=soon), now)
    going = standing.sentence(story(direction="forward", attempts=3, due_at=soon), now)
    assert going == "ORD-7K2M9QXA goes on with “take money”, after 3 tries without an answer, at 14:05 UTC."
    assert "is being taken back" in standing.sentence(story(direction="back"), now)
    parked = standing.sentence(story(direction="parked", attempts=1, due_at=None, changed_at=now), now)
    assert parked == "ORD-7K2M9QXA stopped at “take money” after 1 try, 14:00 UTC."


def test_a_sentence_leads_to_its_order():
    assert standing.order_in("ORD-7K2M9QXA") == "ORD-7K2M9QXA"
    order_id = "ord_01jd00000000000000000000ab"
    assert standing.order_in(f"The cancellation of {order_id}") == order_id
    assert standing.order_in("Parcel shm_1") == ""


def test_what_stopped_says_why(street, staff):
    now = clock.now()
    state = '{"shipment_id": "shm_1", "checkout_key": "k", "lines": []}'
    StoryRow(
        story_id="fulfilment:shm_1", story="fulfilment", direction="parked", state=state, attempts=50, began_at=now, changed_at=now,
        problem='{"detail": "No reservation."}',
    ).save(using="orders")  # fmt: skip
    text = text_of(staff.get("/back-office/health"))
    assert "Parcel shm_1 stopped at “ship stock” after 50 tries" in text
    assert "No reservation." in text


def test_an_administrator_lets_a_stopped_story_go_on_once(street, staff, administrator):
    now, path = clock.now(), "/back-office/health/stories/orders/resume"
    state = '{"shipment_id": "shm_1", "checkout_key": "k", "lines": []}'
    StoryRow(
        story_id="fulfilment:shm_1", story="fulfilment", direction="parked", parked_from="forward", state=state, attempts=50,
        began_at=now, changed_at=now,
    ).save(using="orders")  # fmt: skip
    form = {"story_id": "fulfilment:shm_1"}
    assert path in text_of(administrator.get("/back-office/health"))
    assert "It goes on now" in text_of(administrator.post(path, form, follow=True))
    row = StoryRow.objects.using("orders").get(story_id="fulfilment:shm_1")
    assert (row.direction, row.attempts) == ("forward", 0)
    assert "no longer here" in text_of(administrator.post(path, form, follow=True))
    assert "no longer here" in text_of(administrator.post(path, {}, follow=True))


def test_only_an_administrator_has_a_dead_letter_tried_again(street, staff):
    letter()
    text = text_of(staff.get("/back-office/health"))
    assert "Search could not take in “product.updated” about prd_1" in text
    assert "ValueError: &lt;b&gt;no&lt;/b&gt;" in text
    assert "/replay" not in text
    assert staff.post("/back-office/health/letters/search/evt_1/replay").status_code == 403
    assert HeldDelivery.objects.using("search").get().dead_at is not None


def test_a_dead_letter_is_tried_again_once(street, administrator):
    letter()
    path = "/back-office/health/letters/search/evt_1/replay"
    assert path in text_of(administrator.get("/back-office/health"))
    assert "tried again now" in text_of(administrator.post(path, follow=True))
    assert HeldDelivery.objects.using("search").get().dead_at is None
    assert "no longer here" in text_of(administrator.post(path, follow=True))
    unknown = administrator.post("/back-office/health/letters/nowhere/evt_1/replay", follow=True)
    assert "no longer here" in text_of(unknown)


def test_lists_of_the_health_page_turn_their_pages_alone(street, administrator):
    for number in range(21):
        letter(event_id=f"evt_{number:02}")
    first = text_of(administrator.get("/back-office/health"))
    more = re.search(r'href="(/back-office/health\?letters=[^"#]+)#letters"', first).group(1)
    rest = text_of(administrator.get(more))
    shown = re.findall(r"/letters/search/(evt_\d\d)/replay", first + rest)
    assert shown == [f"evt_{number:02}" for number in range(21)]


def test_the_health_page_counts_each_house_and_costs_the_same_however_much_waits(
    street, staff, count_queries
):
    with count_queries("cart") as few:
        staff.get("/back-office/health")
    for number in range(12):
        OutboxEvent(event_id=f"evt_{number}", type="t", subject="s", envelope="{}", said_at=clock.now()).save(
            using="cart"
        )
        letter("cart", f"evt_{number}")
    with count_queries("cart") as many:
        text = text_of(staff.get("/back-office/health"))
    assert re.search(r'<th scope="row">cart</th><td>12</td>', text)
    assert len(many) == len(few) <= 3
