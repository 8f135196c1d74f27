"""Whatever becomes of a guest's order, each letter about it has the link that opens it; an account's has none, for it signs in."""

from __future__ import annotations

from typing import Any

import pytest

from souk.contracts.orders.calls import Buyer, Order, Reader
from souk.services.orders.stories import cancellation, placing, shop_moves
from souk.services.orders.use_cases import access, recording
from souk.vocabulary.money import Money
from tests.services.orders.conftest import STAFF, Street
from tests.services.orders.test_shop_moves import items, packed_order, said, ship, shop_of


def arrives(street: Street) -> Order:
    order = packed_order(street)
    first, second = (item.item_id for item in items(order))
    ship(order, first, second)
    shop_moves.deliver_items(shop_of(order), [first, second], "d")
    return order


def is_cancelled(street: Street) -> Order:
    order = packed_order(street)
    cancellation.cancel_order(order.order_id, STAFF, "too late")
    return order


def is_called_off(street: Street) -> Order:
    order = placing.place_order("k", street.buyer, street.details(None))
    cancellation.cancel_order(order.order_id, STAFF, "")
    return order


def loses_an_item(street: Street) -> Order:
    order = packed_order(street)
    shop_moves.cancel_item(shop_of(order), items(order)[0].item_id, "sold_out", "")
    return order


def loses_every_item(street: Street) -> Order:
    order = packed_order(street)
    for item in items(order):
        shop_moves.cancel_item(shop_of(order), item.item_id, "sold_out", "")
    return order


def is_given_something_back(street: Street) -> Order:
    order = packed_order(street)
    recording.note_refund(order.order_id, Money.of(100))
    return order


@pytest.mark.parametrize(
    ("becomes", "events"),
    [
        (arrives, ["order.confirmed", "order.shipped", "order.completed"]),
        (is_cancelled, ["order.cancelled", "order.refunded"]),
        (is_called_off, ["order.cancelled"]),
        (loses_an_item, ["order.item.cancelled", "order.refunded"]),
        (loses_every_item, ["order.cancelled", "order.item.cancelled", "order.refunded"]),
        (is_given_something_back, ["order.refunded"]),
    ],
)
@pytest.mark.parametrize("user_id", [None, "usr_ada"])
def test_a_guests_letters_open_the_order(
    street: Street, becomes: Any, events: list[str], user_id: str | None
) -> None:
    if user_id:
        street.carts.merge(token=street.buyer.cart_token or "", user_id=user_id)
        street.buyer = Buyer(user_id=user_id)
    order = becomes(street)
    for name in events:
        tokens = {told["order_token"] for told in said(name)}
        assert len(tokens) == 1, name
        (token,) = tokens
        if user_id:
            assert token is None, name
        else:
            reader = Reader(order_token=token)
            assert access.readable_order(order.order_id, reader).order_id == order.order_id, name
