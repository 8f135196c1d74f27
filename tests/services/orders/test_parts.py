"""Part of a line is sent before the rest: no unit and no cent is lost, whatever dies, races or comes late."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from souk.contracts.orders.calls import ItemMoveRefused, Order, OrderItemNotFound
from souk.contracts.shipping.calls import ItemPart, NotSoMany
from souk.kernel.crashes import Crash
from souk.services.orders.models import Order as OrderRow
from souk.services.orders.models import OrderItem
from souk.services.orders.rules.parts import Cost, divide
from souk.services.orders.stories import shop_moves
from souk.services.orders.stories.fulfilment import fulfilment
from souk.services.orders.use_cases.auditing import violations
from souk.services.orders.use_cases.reading import track_order
from souk.services.orders.use_cases.rebuilding import tell_again
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Invalid, Unavailable
from tests.services.orders.conftest import Street
from tests.services.orders.parts_of_lines import (
    agrees,
    five_lamps,
    hear,
    in_order,
    lamp,
    lamps,
    news,
    send,
    take_out,
)
from tests.services.orders.test_shop_moves import items, now_of, said, shop_of


@pytest.fixture
def order(street: Street) -> Order:
    return five_lamps(street)


def test_three_now_and_two_later_each_with_its_own_parcel(street: Street, order: Order) -> None:
    (first,) = send(order, 3)
    assert (first.quantity, first.bought, first.part_of) == (3, 5, lamp(order))
    assert (first.status, first.tracking_number) == ("shipped", "1Z 1")
    assert first.item_id != lamp(order)
    assert lamps() == [(2, 5, "processing"), (3, 5, "shipped")]
    assert now_of(order).status == "processing"
    in_order(order)
    agrees(street, order)
    (second,) = send(order, None, "t", "1Z 2")
    assert (second.item_id, second.quantity, second.tracking_number) == (lamp(order), 2, "1Z 2")
    assert lamps() == [(2, 5, "shipped"), (3, 5, "shipped")]
    fulfilment.run_due()
    assert street.held() == 1, "the vase"
    told = said("order.shipped")
    assert [(each["items"][0]["quantity"], each["items"][0]["bought"]) for each in told] == [(3, 5), (2, 5)]
    vase = items(order)[1].item_id
    shop_moves.ship_items("v", shop_of(order), [vase], "Blue Van", "1Z 3")
    for item in items(now_of(order)):
        shop_moves.deliver_items(shop_of(order), [item.item_id], f"d{item.item_id}")
    (completed,) = said("order.completed")
    assert sum(each["quantity"] for each in completed["items"]) == 6
    in_order(order)


def test_parts_of_several_items_in_one_parcel(street: Street, order: Order) -> None:
    both = [item.item_id for item in items(order)]
    moved = shop_moves.ship_items("s", shop_of(order), both, "Blue Van", "1Z", {lamp(order): 4})
    assert sorted(each.quantity for each in moved) == [1, 4]
    assert len({each.tracking_number for each in moved}) == 1
    assert lamps() == [(1, 5, "processing"), (4, 5, "shipped")]
    agrees(street, order)


def test_all_of_it_is_the_item_itself(street: Street, order: Order) -> None:
    (moved,) = send(order, 5)
    assert (moved.item_id, moved.bought) == (lamp(order), None)
    assert lamps() == [(5, None, "shipped")]
    assert said("order.item.split") == []


def test_the_same_again_splits_once(street: Street, order: Order) -> None:
    assert send(order, 3) == send(order, 3)
    assert lamps() == [(2, 5, "processing"), (3, 5, "shipped")]
    assert len(said("order.item.split")) == 1
    assert len(said("order.shipped")) == 1
    send(order, 1, "another")
    assert lamps() == [(1, 5, "processing"), (3, 5, "shipped"), (1, 5, "shipped")]
    in_order(order)


@pytest.mark.parametrize("move", [send, take_out])
@pytest.mark.parametrize(
    ("quantity", "problem"),
    [(0, Invalid), (-1, Invalid), (6, ItemMoveRefused), (10**12, ItemMoveRefused)],
)
def test_what_is_no_part_is_said_and_nothing_changes(
    street: Street, order: Order, move: Any, quantity: int, problem: Any
) -> None:
    with pytest.raises(problem):
        move(order, quantity)
    assert lamps() == [(5, None, "processing")]
    agrees(street, order)
    send(order, 3, "fine")
    with pytest.raises(ItemMoveRefused, match="Only 2"):
        move(order, 3, "too many")
    assert lamps() == [(2, 5, "processing"), (3, 5, "shipped")]


def test_another_shops_item_is_not_found(street: Street, order: Order) -> None:
    for attempt in (
        lambda: shop_moves.ship_items("s", "shp_eve", [lamp(order)], "x", "y", {lamp(order): 2}),
        lambda: shop_moves.cancel_item("shp_eve", lamp(order), "sold_out", "", "k", 2),
    ):
        with pytest.raises(OrderItemNotFound):
            attempt()
    with pytest.raises(Invalid):
        shop_moves.ship_items("s", shop_of(order), [lamp(order)], "x", "y", {"itm_other": 2})
    take_out(order, 2, "k")
    with pytest.raises(OrderItemNotFound):
        shop_moves.cancel_item("shp_eve", lamp(order), "sold_out", "", "k", 2)
    assert lamps() == [(3, 5, "processing"), (2, 5, "cancelled")]


def test_who_saw_more_than_there_are_is_told_so(street: Street, order: Order) -> None:
    street.shipping.refuse("send_items", NotSoMany("Some of it were sent just now."))
    with pytest.raises(ItemMoveRefused, match="just now"):
        send(order, 3)
    assert lamps() == [(5, None, "processing")]


def test_dying_after_shipping_has_divided_it_the_news_divides_it_here(
    street: Street, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as dying:
        dying.setattr(shop_moves, "_hear", lambda parcel, is_move: (_ for _ in ()).throw(Crash("dead")))
        with pytest.raises(Crash):
            send(order, 3)
    assert lamps() == [(5, None, "processing")], "a lawful order"
    in_order(order)
    for event in news(street, order) * 2:
        hear(event)
    assert lamps() == [(2, 5, "processing"), (3, 5, "shipped")]
    assert len(said("order.item.split")) == 1
    in_order(order)
    agrees(street, order)
    (moved,) = send(order, 3)
    assert moved.quantity == 3, "who asks again with the same key is answered as it was"
    assert len(lamps()) == 2


def test_until_it_was_heard_of_nothing_else_is_made_of_the_item(
    street: Street, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as dying:
        dying.setattr(shop_moves, "_hear", lambda parcel, is_move: (_ for _ in ()).throw(Crash("dead")))
        with pytest.raises(Crash):
            send(order, 3)
    with pytest.raises(ItemMoveRefused):
        take_out(order, None)
    with pytest.raises(ItemMoveRefused):
        take_out(order, 2)
    with pytest.raises(Unavailable):
        send(order, None, "the rest")
    assert street.payments.net == order.total.minor
    assert lamps() == [(5, None, "processing")]
    waiting = news(street, order)
    for _ in range(3):
        for event in waiting:
            try:
                hear(event)
            except Unavailable:
                pass
    assert lamps() == [(2, 5, "shipped"), (3, 5, "shipped")]
    in_order(order)
    agrees(street, order)


@pytest.mark.parametrize("turn", list(permutations(range(3))))
def test_news_in_any_order_and_twice(
    street: Street, order: Order, monkeypatch: pytest.MonkeyPatch, turn: tuple[int, ...]
) -> None:
    """Of three parcels of one line, none of which was heard of at once."""
    shipping, line = street.shipping, {"order_id": order.order_id, "item_ids": [lamp(order)]}
    sent = {"shop_id": shop_of(order), "carrier": "Blue Van", "tracking_number": "1Z"}
    part = ItemPart(item_id=lamp(order), part_id="itm_a", quantity=2, of=5)
    shipping.send_items(key="a", **line, **sent, parts=[part])
    part = ItemPart(item_id=lamp(order), part_id="itm_b", quantity=1, of=3)
    shipping.send_items(key="b", **line, **sent, parts=[part])
    shipping.send_items(key="c", **line, **sent)
    told: dict[str, list[Any]] = {}
    for event in news(street, order):
        told.setdefault(event.shipment_id, []).append(event)
    by_parcel = [
        events for events in told.values() if any(x.variation_id == "var_lamp" for x in events[0].lines)
    ]
    waiting = [event for place in turn for event in by_parcel[place] * 2]
    for _ in range(4):
        late = []
        for event in waiting:
            try:
                hear(event)
            except Unavailable:
                late.append(event)
        waiting = late
    assert waiting == []
    assert sorted(lamps()) == [(1, 5, "shipped"), (2, 5, "shipped"), (2, 5, "shipped")]
    assert len(said("order.shipped")) == 3
    assert sorted(each["items"][0]["quantity"] for each in said("order.shipped")) == [1, 2, 2]
    in_order(order)
    agrees(street, order)


def test_what_the_carrier_collects_meanwhile_goes_with_what_was_left(street: Street, order: Order) -> None:
    send(order, 3)
    street.shipping.advance(order.order_id, "delivered")
    for event in news(street, order):
        hear(event)
    assert lamps() == [(2, 5, "delivered"), (3, 5, "delivered")]
    assert now_of(order).status == "delivered"


def test_the_split_says_both_parts_and_together_they_are_the_whole(street: Street, order: Order) -> None:
    send(order, 3)
    (told,) = said("order.item.split")
    whole, part = said("order.item.created")[0], told["part"]
    assert (told["item_id"], told["quantity"], part["quantity"]) == (lamp(order), 2, 3)
    for amount in ("line_total", "discount", "tax"):
        both = [Money.model_validate(each[amount]) for each in (told, part)]
        assert both[0] + both[1] == Money.model_validate(whole[amount])
    assert told["at"] == whole["at"], "the day on which it was paid"
    moved = [each for each in said("order.item.status.updated") if each["item_id"] == part["item_id"]]
    assert [(each["status"], each["part_of"]) for each in moved] == [("shipped", lamp(order))]
    assert tell_again() == 1
    again = {each["item_id"]: each for each in said("order.item.created")[2:]}
    assert again[part["item_id"]]["part_of"] == lamp(order)
    assert again[lamp(order)]["quantity"] == 2


def test_its_buyer_sees_the_parts_beside_each_other(street: Street, order: Order) -> None:
    send(order, 3)
    seen = [(item.quantity, item.bought, item.status) for item in items(now_of(order))]
    assert seen == [(2, 5, "processing"), (3, 5, "shipped"), (1, None, "processing")]
    states = shop_moves.states(shop_of(order), order.order_id)
    assert [(each.quantity, each.part_of) for each in states] == [(2, ""), (1, ""), (3, lamp(order))]
    parcels = track_order(OrderRow.objects.get()).parcels
    lines = {(line.quantity, line.bought) for parcel in parcels for line in parcel.lines}
    assert lines == {(2, 5), (3, 5), (1, None)}


def test_the_audit_misses_lost_units(street: Street, order: Order) -> None:
    send(order, 3)
    OrderItem.objects.filter(item_id=lamp(order)).update(quantity=1)
    assert any("not what was bought" in sentence for sentence in violations())


@settings(deadline=None)
@given(st.data(), st.integers(2, 60), st.integers(0, 20_000), st.integers(0, 2_500), st.integers(0, 100))
def test_whatever_is_divided_in_whatever_order_adds_up_to_the_cent(
    data: Any, units: int, price: int, rate: int, percent: int
) -> None:
    line = Money.of(units * price)
    discount = line.basis_points(percent * 100)
    whole = Cost(units, line, discount, (line - discount).basis_points(rate))
    parts = [whole]
    for _ in range(data.draw(st.integers(1, 12))):
        large = [number for number, part in enumerate(parts) if part.quantity > 1]
        if not large:
            break
        number = data.draw(st.sampled_from(large))
        parts[number : number + 1] = divide(
            parts[number], data.draw(st.integers(1, parts[number].quantity - 1))
        )
    assert sum(part.quantity for part in parts) == units
    for field in ("line_total", "discount", "tax"):
        assert Money.sum(getattr(part, field) for part in parts) == getattr(whole, field)
    for part in parts:
        assert part.line_total == Money.of(part.quantity * price)
        assert 0 <= part.discount.minor <= part.line_total.minor
        assert part.tax.minor >= 0
        assert not part.tax or part.line_total != part.discount


@pytest.mark.parametrize("quantity", [0, -1, 5, 6])
def test_all_or_nothing_is_no_part(quantity: int) -> None:
    zero = Money.of(0)
    with pytest.raises(ValueError, match="no part"):
        divide(Cost(5, zero, zero, zero), quantity)
