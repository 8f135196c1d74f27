"""A guest finds again what they ordered, by customers' token: only their own, and only until an account has it."""

from __future__ import annotations

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from souk.contracts.cart.calls import CartHolder
from souk.contracts.orders.calls import Buyer, OrderNotFound, Reader
from souk.kernel.ids import new_id
from souk.kernel.models import StoryRow
from souk.services.orders.models import Order
from souk.services.orders.stories import cancellation, placing
from souk.services.orders.stories.adoption import adoption, plan_adoption
from souk.services.orders.use_cases import access, reading
from souk.vocabulary.problems import Unavailable
from tests.services.orders.conftest import ADDRESS, Street


@pytest.fixture
def guest(street: Street) -> str:
    return street.guests.begin().token


def order_as(street: Street, guest_token: str | None, key: str = "k") -> str:
    cart = street.carts.add_item(holder=CartHolder(), variation_id="var_lamp", quantity=1)
    buyer = Buyer(cart_token=cart.token, guest_token=guest_token)
    return placing.place_order(key, buyer, street.details()).order_id


def listed(guest_token: str) -> list[str]:
    return [order.order_id for order in reading.orders_of_guest(guest_token, None, 10).items]


def test_a_guest_lists_what_they_ordered_the_newest_first(street: Street, guest: str):
    first, second = order_as(street, guest, "a"), order_as(street, guest, "b")
    order_as(street, None, "c")
    assert listed(guest) == [second, first]
    page = reading.orders_of_guest(guest, None, 1)
    assert [order.order_id for order in reading.orders_of_guest(guest, page.next, 1).items] == [first]


def test_nobody_elses_token_shows_them_nor_one_that_is_over(street: Street, guest: str):
    order_id = order_as(street, guest)
    stranger = street.guests.begin().token
    assert listed(stranger) == listed("made up") == listed("") == []
    street.guests.known.pop(guest)
    assert listed(guest) == []
    for token in (stranger, guest, "made up", "", None):
        with pytest.raises(OrderNotFound):
            access.readable_order(order_id, Reader(guest_token=token))


def test_the_guest_opens_and_cancels_it_without_its_own_token(street: Street, guest: str):
    order_id = order_as(street, guest)
    assert access.readable_order(order_id, Reader(guest_token=guest)).order_id == order_id
    assert cancellation.cancel_order(order_id, Reader(guest_token=guest), "").status == "cancelled"


def test_who_is_signed_in_is_no_guest_as_well(street: Street, guest: str):
    order_id = order_as(street, guest)
    with pytest.raises(OrderNotFound):
        access.readable_order(order_id, Reader(user_id="usr_eve", guest_token=guest))
    ada = Buyer(user_id="usr_ada", guest_token=guest)
    street.carts.add_item(holder=CartHolder(user_id="usr_ada"), variation_id="var_vase", quantity=1)
    mine = placing.place_order("m", ada, street.details()).order_id
    assert Order.objects.get(order_id=mine).guest_id is None


def test_confirming_the_email_moves_it_into_the_account_and_out_of_the_guests_list(
    street: Street, guest: str
):
    order_id = order_as(street, guest)
    ada = street.users.open("ada@example.com").user_id
    plan_adoption(ada, "ada@example.com")
    StoryRow.objects.using("orders").filter(story="adoption").update(due_at="2026-01-01T00:00:00Z")
    adoption.run_due()
    assert [order.order_id for order in reading.orders_of(ada, None, 10).items] == [order_id]
    assert listed(guest) == []
    with pytest.raises(OrderNotFound):
        access.readable_order(order_id, Reader(guest_token=guest))


def test_a_guest_orders_while_customers_rests_and_with_a_token_that_is_over(street: Street, guest: str):
    street.guests.is_away = True
    order_as(street, guest, "a")
    street.guests.is_away = False
    order_as(street, "long over", "b")
    assert set(Order.objects.values_list("guest_id", flat=True)) == {None}
    street.guests.is_away = True
    with pytest.raises(Unavailable):
        reading.orders_of_guest(guest, None, 10)


def test_the_token_itself_is_not_kept(street: Street):
    street.guests.known["a-secret-of-a-guest"] = "cus_1"
    order_as(street, "a-secret-of-a-guest")
    assert Order.objects.get().guest_id == "cus_1"
    assert not any("a-secret-of-a-guest" in str(vars(row)) for row in StoryRow.objects.using("orders").all())


def test_a_hundred_orders_are_listed_with_two_statements(street: Street, guest: str):
    order_as(street, guest)
    row = Order.objects.get()
    for number in range(99):
        row.pk, row.number, row.checkout_key = new_id("ord"), f"ORD-{number}", f"key-{number}"
        row.save(force_insert=True)
    with CaptureQueriesContext(connections["orders"]) as asked:
        assert len(reading.orders_of_guest(guest, None, 100).items) == 100
    assert len(asked) == 2


def test_the_list_answers_by_who_asks(street: Street, guest: str, client, signed_in):
    order_id = order_as(street, guest)

    def ids(**headers: str) -> list[str]:
        answer = client.get("/api/orders", headers=headers)
        assert answer.status_code == 200, answer.content
        return [each["order_id"] for each in answer.json()["items"]]

    assert ids(**{"X-Guest-Token": guest}) == [order_id]
    assert ids(**{"X-Guest-Token": "forged"}) == []
    assert ids(**{"X-Guest-Token": guest}, **signed_in("usr_ada")) == []
    assert client.get("/api/orders").status_code == 401
    assert client.get(f"/api/orders/{order_id}", headers={"X-Guest-Token": guest}).status_code == 200
    assert client.get(f"/api/orders/{order_id}/track", headers={"X-Guest-Token": guest}).status_code == 200
    assert client.get(f"/api/orders/{order_id}", headers={"X-Guest-Token": "forged"}).status_code == 404


def test_ordering_by_api_as_a_guest(street: Street, guest: str, client):
    body = {
        "email": "ada@example.com",
        "address": ADDRESS.model_dump(),
        "shipping_method": "standard",
        "payment_method": "pm_card_success",
    }
    headers = {
        "Idempotency-Key": "once",
        "X-Cart-Token": street.buyer.cart_token or "",
        "X-Guest-Token": guest,
    }
    answer = client.post("/api/checkout", body, content_type="application/json", headers=headers)
    assert answer.status_code == 201, answer.content
    assert listed(guest) == [answer.json()["order_id"]]
