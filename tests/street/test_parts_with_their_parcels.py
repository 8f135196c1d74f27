"""Part of a line, with the houses that hear of it: wherever the process dies, orders, shipping and shops have the same units in the end."""

from __future__ import annotations

from typing import Any

import pytest

from souk.contracts.orders.calls import ItemMoveRefused, Order
from souk.contracts.shipping.calls import Shipping
from souk.kernel.crashes import Crash, crash_at
from souk.services.orders.models import OrderItem
from souk.services.orders.use_cases.auditing import facts, violations
from souk.services.shipping.service import ShippingService
from souk.services.shipping.use_cases import auditing as parcels
from souk.services.shops.models import SoldItem
from souk.services.shops.use_cases.sales_auditing import sales_violations
from souk.vocabulary.problems import Unavailable
from tests.services.orders.conftest import Street, finish, open_street
from tests.services.orders.parts_of_lines import five_lamps, in_order, lamp, lamps, send, take_out

pytestmark = pytest.mark.usefixtures("databases")


class Houses(ShippingService):
    """Shipping itself, as the street of these tests knows it."""

    is_away = False


@pytest.fixture
def street(neighbours: Any) -> Street:
    return open_street(neighbours)


@pytest.fixture
def order(street: Street, neighbours: Any, deliver: Any) -> Order:
    street.shipping = Houses()  # type: ignore[assignment]
    neighbours.replace(Shipping, street.shipping)
    made = five_lamps(street)
    deliver()
    return made


def everything_agrees(order: Order) -> None:
    in_order(order)
    assert parcels.violations() == []
    assert sales_violations() == []
    told = facts()["orders"][order.order_id]["units"]
    assert parcels.facts()["units_per_item"] == told
    rows = OrderItem.objects.values_list("item_id", "quantity", "bought")
    assert sorted(SoldItem.objects.values_list("item_id", "quantity", "bought")) == sorted(rows)
    statuses = dict(OrderItem.objects.values_list("item_id", "status"))
    assert dict(SoldItem.objects.values_list("item_id", "status")) == statuses


def until_it_is_answered(move: Any, deliver: Any) -> Any:
    for _ in range(6):
        try:
            return move()
        except Unavailable:
            finish()
            deliver()
    raise AssertionError("never answered")


@pytest.mark.parametrize("at", range(14))
@pytest.mark.parametrize("first", [send, take_out])
def test_dying_anywhere_in_a_move_and_asking_again(
    street: Street, order: Order, deliver: Any, first: Any, at: int
) -> None:
    """The same with the same key, and then the rest goes."""
    try:
        with crash_at(at):
            first(order, 3)
    except Crash:
        pass
    finish()
    moved = until_it_is_answered(lambda: first(order, 3), deliver)
    (part,) = moved if isinstance(moved, list) else [moved]
    assert (part.quantity, part.bought, part.part_of) == (3, 5, lamp(order))
    (rest,) = until_it_is_answered(lambda: send(order, None, "rest", "1Z 2"), deliver)
    assert (rest.item_id, rest.quantity) == (lamp(order), 2)
    finish()
    deliver()
    gone = "shipped" if first is send else "cancelled"
    assert lamps() == [(2, 5, "shipped"), (3, 5, gone)]
    assert street.held() == 1, "the vase"
    everything_agrees(order)


@pytest.mark.parametrize("at", range(14))
@pytest.mark.parametrize("first", [send, take_out])
def test_dying_anywhere_in_a_move_and_never_asking_again(
    street: Street, order: Order, deliver: Any, first: Any, at: int
) -> None:
    """It is all there or nothing, and the rest may be sent."""
    try:
        with crash_at(at):
            first(order, 3)
    except Crash:
        pass
    finish()
    deliver()
    finish()
    deliver()
    everything_agrees(order)
    try:
        send(order, 2, "two", "1Z 2")
    except ItemMoveRefused as refused:
        raise AssertionError("two are always left") from refused
    finish()
    deliver()
    everything_agrees(order)
    assert violations() == []
