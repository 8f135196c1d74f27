"""A line that is sent in parts: what a shop sold stays what it sold, in whatever order and however often it hears of them."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from souk.contracts.orders.events import OrderItemCreated, OrderItemSplit, SplitPart
from souk.kernel import clock
from souk.services.shops.handlers import on_item_moved, on_item_sold, on_item_split
from souk.services.shops.models import ProductDay, SalesDay, SoldItem
from souk.services.shops.use_cases import sold
from souk.services.shops.use_cases.auditing import violations
from souk.vocabulary.money import Money
from tests.services.shops.test_sold import NOW, item, moved, today


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with clock.frozen_at(NOW):
        yield


def five(**changes: Any) -> OrderItemCreated:
    """Five cups of 10.00, with 1.00 off: worth 49.00."""
    cost = {"quantity": 5, "line_total": Money.of(5000), "discount": Money.of(100), "tax": Money.of(392)}
    return item(1, **(cost | changes))


def split(left: int, part: int, number: int, discounts: tuple[int, int]) -> OrderItemSplit:
    """`left` cups stay, `part` go as the item with this number."""
    whole = five().model_dump() | {"ship_to": five().ship_to}
    stays = {
        "quantity": left,
        "line_total": Money.of(left * 1000),
        "discount": Money.of(discounts[0]),
        "bought": 5,
    }
    goes = SplitPart(
        item_id=f"itm_1_{number}", position=number, quantity=part, line_total=Money.of(part * 1000),
        discount=Money.of(discounts[1]), tax=Money.of(0),
    )  # fmt: skip
    return OrderItemSplit(**(whole | stays), part=goes)


def hear(*events: Any) -> None:
    for event in events:
        handler = {OrderItemCreated: on_item_sold, OrderItemSplit: on_item_split}.get(
            type(event), on_item_moved
        )
        handler(event)


STORY = [
    five(),
    split(2, 3, 8, (40, 60)),
    moved("shipped", 8, carrier="Blue Van", tracking_number="1Z 9", part_of="itm_1_1"),
    split(1, 1, 9, (20, 20)),
    moved("cancelled", 9, part_of="itm_1_1"),
]


@pytest.mark.parametrize("order", list(permutations(range(5))))
def test_in_whatever_order_it_is_heard_and_twice(order: tuple[int, ...]) -> None:
    for place in order:
        hear(STORY[place], STORY[place])
    seen = {
        each.item_id: (each.quantity, each.bought, each.status, each.value.minor)
        for each in sold.order_of("shp_a", "ORD-1").items
    }
    assert seen == {
        "itm_1_1": (1, 5, "processing", 980),
        "itm_1_8": (3, 5, "shipped", 2940),
        "itm_1_9": (1, 5, "cancelled", 980),
    }
    assert today() == (1, 4, 3920)
    assert ProductDay.objects.get().units == 4
    assert violations() == []


def test_a_split_of_something_cancelled_takes_nothing_off_twice() -> None:
    hear(five(), moved("cancelled", 1), split(2, 3, 8, (40, 60)), moved("cancelled", 8))
    assert today() == (0, 0, 0)
    assert violations() == []


def test_it_counts_on_the_day_of_the_sale_also_when_the_split_is_heard_first() -> None:
    paid = NOW - timedelta(days=3)
    hear(split(2, 3, 8, (40, 60)).model_copy(update={"at": paid}), five(at=paid))
    assert [(row.day, row.units) for row in SalesDay.objects.all()] == [(paid.date(), 5)]


def test_who_missed_a_split_learns_of_it_when_everything_is_said_again() -> None:
    hear(five())
    hear(
        five(quantity=2, line_total=Money.of(2000), discount=Money.of(40), bought=5),
        item(8, quantity=3, line_total=Money.of(3000), discount=Money.of(60), part_of="itm_1_1", bought=5),
    )
    assert today() == (1, 5, 4900)
    assert SoldItem.objects.get(item_id="itm_1_8").part_of == "itm_1_1"
    assert violations() == []


def test_page_by_page_each_part_once() -> None:
    hear(five(), item(2), split(2, 3, 8, (40, 60)))
    seen, cursor = [], None
    while True:
        page = sold.items_of("shp_a", None, "", cursor, 1)
        seen += [each.item_id for each in page.items]
        if (cursor := page.next) is None:
            break
    assert seen == ["itm_1_1", "itm_1_2", "itm_1_8"]
