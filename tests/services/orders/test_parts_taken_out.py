"""Some units of a line are not to be had: exactly their money goes back, once, and the others go on."""

from __future__ import annotations

import pytest

from souk.contracts.orders.calls import ItemMoveRefused, Order
from souk.contracts.payments.events import PaymentRefunded
from souk.kernel.crashes import Crash, crash_at
from souk.services.orders.handlers import on_refund
from souk.services.orders.models import OrderItem
from souk.services.orders.stories import cancellation, shop_moves
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Unavailable
from tests.services.orders.conftest import STAFF, Street, finish
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


def test_two_of_five_are_not_to_be_had_and_three_are_sent(street: Street, order: Order) -> None:
    gone = take_out(order, 2)
    whole = items(order)[0]
    assert (gone.status, gone.quantity, gone.bought, gone.part_of) == ("cancelled", 2, 5, lamp(order))
    due = whole.line_total.minor * 2 // 5 - OrderItem.objects.get(item_id=gone.item_id).discount
    assert gone.refunded.minor == due + OrderItem.objects.get(item_id=gone.item_id).tax
    assert street.payments.net == order.total.minor - gone.refunded.minor
    level = street.inventory.levels(variation_ids=["var_lamp"])[0]
    assert (level.on_hand, level.reserved) == (8, 3), "two were never there"
    assert lamps() == [(3, 5, "processing"), (2, 5, "cancelled")]
    (told,) = said("order.item.cancelled")
    assert (told["quantity"], told["bought"]) == (2, 5)
    assert "could not send 2 of 5 × “" in now_of(order).history[-1].detail
    send(order, None)
    assert lamps() == [(3, 5, "shipped"), (2, 5, "cancelled")]
    in_order(order)
    agrees(street, order)


def test_taken_out_twice_with_one_key_is_once_and_with_two_is_twice(street: Street, order: Order) -> None:
    assert take_out(order, 2, "a") == take_out(order, 2, "a")
    assert lamps() == [(3, 5, "processing"), (2, 5, "cancelled")]
    take_out(order, 2, "b", "cannot_send")
    assert lamps() == [(1, 5, "processing"), (2, 5, "cancelled"), (2, 5, "cancelled")]
    send(order, None)
    assert take_out(order, 2, "a").status == "cancelled", "answered as it was, though the rest has left"
    assert len(said("order.item.cancelled")) == 2
    in_order(order)


def test_part_by_part_until_nothing_is_left_gives_everything_back(street: Street, order: Order) -> None:
    for number, quantity in enumerate((2, 1, 1, 1)):
        take_out(order, quantity, f"k{number}")
    last = shop_moves.cancel_item(shop_of(order), items(order)[1].item_id, "cannot_send", "")
    after = now_of(order)
    assert (after.status, after.payment.refunded) == ("cancelled", order.total)
    assert last.refunded.minor > 0
    assert street.payments.net == 0
    assert street.held() == 0
    assert len(said("order.cancelled")) == 1
    in_order(order)


@pytest.mark.parametrize("at", range(18))
def test_dying_anywhere_ends_in_all_or_in_nothing(street: Street, order: Order, at: int) -> None:
    try:
        with crash_at(at):
            take_out(order, 2)
    except Crash:
        pass
    finish()
    again = take_out(order, 2)
    assert (again.status, again.quantity) == ("cancelled", 2)
    assert lamps() == [(3, 5, "processing"), (2, 5, "cancelled")]
    assert street.payments.net == order.total.minor - again.refunded.minor
    assert street.held() == 4
    assert len(said("order.item.cancelled")) == 1
    in_order(order)
    agrees(street, order)


@pytest.mark.parametrize("at", range(16))
def test_a_buyer_who_cancels_meanwhile_gets_everything_back_once(
    street: Street, order: Order, at: int
) -> None:
    try:
        with crash_at(at):
            take_out(order, 2)
    except Crash:
        pass
    cancellation.cancel_order(order.order_id, STAFF, "too slow")
    finish()
    after = now_of(order)
    assert (after.status, after.payment.refunded) == ("cancelled", order.total)
    assert street.payments.net == 0
    assert street.held() == 0
    in_order(order)


@pytest.mark.parametrize("at", range(18))
def test_a_part_is_sent_while_another_is_taken_out(street: Street, order: Order, at: int) -> None:
    """Whatever the one was at when the other came, and the news of parcels comes as well."""
    try:
        with crash_at(at):
            take_out(order, 2)
    except Crash:
        pass
    try:
        send(order, 2)
    except (ItemMoveRefused, Unavailable):
        pass
    finish()
    for event in news(street, order) * 2:
        hear(event)
    finish()
    assert sum(quantity for quantity, _, _ in lamps()) == 5
    given = sum(row.refunded for row in OrderItem.objects.all())
    assert street.payments.net == order.total.minor - given
    in_order(order)
    agrees(street, order)


def test_goodwill_of_staff_and_parts_never_give_back_more_than_was_paid(street: Street, order: Order) -> None:
    (payment,) = street.payments.payments.values()
    take_out(order, 2, "a")
    goodwill = Money.of(1500)
    street.payments.refund(key="staff:1", payment_key=payment.key, amount=goodwill, reason="sorry")
    on_refund(
        PaymentRefunded(
            payment_id=payment.payment_id, order_id=order.order_id, key=payment.key, amount=goodwill, refund_key="staff:1",
            by_staff=True,
        )
    )  # fmt: skip
    take_out(order, 3, "b")
    shop_moves.cancel_item(shop_of(order), items(order)[1].item_id, "cannot_send", "")
    after = now_of(order)
    assert (after.status, after.payment.refunded) == ("cancelled", order.total)
    assert street.payments.net == 0
    in_order(order)
