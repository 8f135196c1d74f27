"""The confirmation sent again: asked for by staff, once for each time, to guests with a link that opens their order."""

from __future__ import annotations

import orjson
import pytest

from souk.contracts.cart.calls import CartHolder
from souk.contracts.orders.calls import Buyer, OrderNotConfirmed, OrderNotFound, Reader
from souk.kernel.models import OutboxEvent
from souk.services.orders.models import Order, OrderNote
from souk.services.orders.service import OrderDeskService, OrdersService
from tests.services.orders.conftest import STAFF, Street

desk = OrderDeskService()


def asked() -> list[dict[str, object]]:
    rows = OutboxEvent.objects.using("orders").filter(type="souk.order.letter.requested.v1").order_by("id")
    return [orjson.loads(envelope)["data"] for envelope in rows.values_list("envelope", flat=True)]


@pytest.fixture
def order(street: Street) -> Order:
    cart = street.carts.add_item(holder=CartHolder(), variation_id="var_vase", quantity=2)
    placed = OrdersService().place(key="k", buyer=Buyer(cart_token=cart.token), details=street.details())
    return Order.objects.get(order_id=placed.order_id)


def test_pressing_twice_asks_for_one_letter(order):
    for _ in range(2):
        desk.resend_confirmation(key="k", order_id=order.number)
    (letter,) = asked()
    assert (letter["email"], letter["buyer_name"]) == ("ada@example.com", "Ada")
    assert letter["letter"] == "order_confirmed_again"
    assert letter["number"] == order.number
    assert [note.text for note in OrderNote.objects.all()] == ["Sent the confirmation again."]
    desk.resend_confirmation(key="another day", order_id=order.order_id)
    assert len({letter["letter_id"] for letter in asked()}) == 2


def test_a_guests_letter_has_the_token_that_opens_the_order_and_a_members_has_none(order):
    desk.resend_confirmation(key="k", order_id=order.order_id)
    Order.objects.update(user_id="usr_1")
    desk.resend_confirmation(key="l", order_id=order.order_id)
    guests, members = asked()
    reader = Reader(order_token=str(guests["order_token"]))
    assert OrdersService().order(order_id=order.order_id, reader=reader).number == order.number
    assert members["order_token"] is None


@pytest.mark.parametrize("status", ["pending", "cancelled", "refunded"])
def test_what_is_not_confirmed_is_not_said_to_be(order, status):
    Order.objects.update(status=status)
    with pytest.raises(OrderNotConfirmed):
        desk.resend_confirmation(key="k", order_id=order.order_id)
    assert asked() == []


def test_nobody_is_written_to_whose_data_are_gone(order):
    Order.objects.update(email="")
    with pytest.raises(OrderNotConfirmed):
        desk.resend_confirmation(key="k", order_id=order.order_id)


def test_an_order_that_is_not_there(street):
    with pytest.raises(OrderNotFound):
        desk.resend_confirmation(key="k", order_id="ord_nobodys")


def test_after_a_cancellation_there_is_nothing_to_confirm(order):
    OrdersService().cancel(key="c", order_id=order.order_id, reader=STAFF, reason="broken")
    with pytest.raises(OrderNotConfirmed):
        desk.resend_confirmation(key="k", order_id=order.order_id)


# The door


def test_staff_have_it_sent_by_the_api(order, client, signed_in):
    path, body = f"/api/orders/{order.number}/letters", {"letter": "confirmation"}

    def knock(roles: list[str], key: str = "k1", sent: object = body) -> int:
        headers = signed_in("usr_s", roles) | ({"Idempotency-Key": key} if key else {})
        return client.post(path, sent, content_type="application/json", headers=headers).status_code

    assert [knock(["staff"]), knock(["staff"])] == [202, 202]
    assert len(asked()) == 1
    assert knock([]) == knock(["shop_owner"]) == 403
    assert knock(["staff"], key="") in (400, 422)
    assert knock(["staff"], key="k2", sent={"letter": "poem"}) == 422
    assert len(asked()) == 1
