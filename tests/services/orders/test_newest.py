"""The list of everybody's orders: newest first, in pages, by status, and cheap."""

from __future__ import annotations

import pytest

from souk.contracts.cart.calls import CartHolder
from souk.contracts.orders.calls import Buyer
from souk.services.orders.service import OrdersService
from souk.vocabulary.pages import BadCursor
from tests.services.orders.conftest import STAFF, Street


@pytest.fixture
def numbers(street: Street) -> list[str]:
    """Numbers of five orders of five guests, newest first; the middle one was cancelled."""
    placed = []
    for guest in range(5):
        cart = street.carts.add_item(holder=CartHolder(), variation_id="var_vase", quantity=1)
        details = street.details(email=f"guest{guest}@example.com")
        buyer = Buyer(cart_token=cart.token)
        placed.append(OrdersService().place(key=f"k{guest}", buyer=buyer, details=details).number)
    OrdersService().cancel(key="c", order_id=placed[2], reader=STAFF, reason="broken")
    return placed[::-1]


def test_everybodys_orders_come_newest_first_in_pages(numbers):
    first = OrdersService().newest(limit=3)
    rest = OrdersService().newest(cursor=first.next, limit=3)
    assert [order.number for order in (*first.items, *rest.items)] == numbers
    assert first.items[0].email == "guest4@example.com"
    assert rest.next is None


def test_one_status_at_a_time(numbers):
    cancelled = OrdersService().newest(status="cancelled")
    assert [order.number for order in cancelled.items] == [numbers[2]]
    assert numbers[2] not in [order.number for order in OrdersService().newest(status="confirmed").items]
    assert OrdersService().newest(status="delivered").items == []


def test_a_long_list_costs_as_many_queries_as_a_short_one(numbers, count_queries):
    with count_queries("orders") as queries:
        OrdersService().newest(limit=5)
    assert len(queries) == 2


def test_a_cursor_somebody_made_up_is_refused(numbers):
    with pytest.raises(BadCursor):
        OrdersService().newest(cursor="WyJhIiwgMV0")
