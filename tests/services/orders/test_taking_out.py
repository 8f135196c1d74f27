"""Something cannot be sent: exactly its money goes back, once, whatever dies or races; the rest goes on."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from souk.contracts.inventory.calls import StockLevel
from souk.contracts.orders.calls import Order
from souk.kernel.access.identity import Identity, acting_as
from souk.kernel.crashes import Crash, crash_at
from souk.services.orders.models import Order as OrderRow
from souk.services.orders.models import OrderItem
from souk.services.orders.rules import shares
from souk.services.orders.rules.totals import totals
from souk.services.orders.stories import cancellation, shop_moves
from souk.services.orders.stories.checkout import step_key
from souk.services.orders.stories.taking_out import taking_out
from souk.services.orders.use_cases import recording
from souk.services.orders.use_cases.auditing import violations
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Unavailable
from tests.services.orders.conftest import STAFF, Street, finish
from tests.services.orders.test_shop_moves import items, now_of, packed_order, said, ship, shop_of


def take_out(order: Order, place: int, reason: Any = "cannot_send", note: str = "") -> Any:
    return shop_moves.cancel_item(shop_of(order), items(order)[place].item_id, reason, note)


def level(street: Street, name: str) -> StockLevel:
    return street.inventory.levels(variation_ids=[f"var_{name}"])[0]


def called_off() -> list[bool]:
    news = said("order.item.status.updated")
    return [bool(each["called_off_at"]) for each in news if each["status"] == "cancelled"]


def test_a_shop_hears_of_what_others_cancel_that_it_was_not_the_shop(street: Street):
    order = packed_order(street)
    take_out(order, 0)
    assert called_off() == [False]
    with acting_as(Identity(user_id="usr_clerk", given=frozenset({"orders.move"}))):
        part = shop_moves.cancel_item(
            shop_of(order), items(order)[1].item_id, "cannot_send", "", key="k", quantity=1
        )
    assert (part.status, called_off()) == ("cancelled", [False, True])


def test_a_shop_hears_of_a_cancelled_order_that_it_was_not_the_shop(street: Street):
    order = packed_order(street)
    cancellation.cancel_order(order.order_id, STAFF, "")
    assert called_off() == [True, True]


def test_exactly_its_money_goes_back_and_the_rest_goes_on(street: Street):
    order = packed_order(street)
    lamp, vase = items(order)
    moved = take_out(order, 0, note="the last two have cracks")
    due = lamp.line_total - lamp.discount + lamp.tax
    assert (moved.status, moved.refunded) == ("cancelled", due)
    after = now_of(order)
    assert (after.status, after.payment.status, after.payment.refunded) == (
        "processing",
        "partly_refunded",
        due,
    )
    assert items(after)[0].refunded == due
    assert street.payments.net == order.total.minor - due.minor
    assert "could not send" in after.history[-1].detail
    assert "cracks" in after.history[-1].detail
    (told,) = said("order.item.cancelled")
    assert (told["title"], told["refunded"]) == (lamp.title, due.model_dump())
    ship(order, vase.item_id)
    shop_moves.deliver_items(shop_of(order), [vase.item_id], "d")
    (completed,) = said("order.completed")
    assert [each["item_id"] for each in completed["items"]] == [vase.item_id]
    assert completed["total"] == (order.total - due).model_dump()
    assert violations() == []


@pytest.mark.parametrize(("reason", "on_hand"), [("cannot_send", 10), ("sold_out", 8)])
def test_its_units_are_on_sale_again_or_were_never_there(street: Street, reason: str, on_hand: int):
    order = packed_order(street)
    take_out(order, 0, reason)
    assert (level(street, "lamp").on_hand, level(street, "lamp").reserved) == (on_hand, 0)
    assert level(street, "vase").reserved == 1


def test_twice_is_once(street: Street):
    order = packed_order(street)
    assert take_out(order, 0) == take_out(order, 0, "sold_out")
    assert len(said("order.item.cancelled")) == 1
    assert len(said("order.refunded")) == 1


def test_with_the_last_item_goes_the_shipping_and_the_order(street: Street):
    order = packed_order(street)
    take_out(order, 0)
    last = take_out(order, 1)
    vase = items(order)[1]
    assert last.refunded == vase.line_total - vase.discount + vase.tax + order.shipping
    after = now_of(order)
    assert (after.status, after.payment.status, after.payment.refunded) == (
        "cancelled",
        "refunded",
        order.total,
    )
    assert street.payments.net == 0
    assert street.held() == 0
    assert len(said("order.cancelled")) == 1
    assert said("order.completed") == []
    assert violations() == []


def test_when_the_others_have_arrived_already_the_order_is_complete(street: Street):
    order = packed_order(street)
    ship(order, items(order)[1].item_id)
    shop_moves.deliver_items(shop_of(order), [items(order)[1].item_id], "d")
    assert said("order.completed") == []
    take_out(order, 0)
    assert now_of(order).status == "delivered"
    assert len(said("order.completed")) == 1


@pytest.mark.parametrize("at", range(18))
@pytest.mark.parametrize("place", [[0], [0, 1]])
def test_dying_anywhere_ends_in_all_or_in_nothing(street: Street, at: int, place: list[int]):
    order = packed_order(street)
    try:
        with crash_at(at):
            for each in place:
                take_out(order, each)
    except Crash:
        pass
    finish()
    after = now_of(order)
    gone = [item for item in items(after) if item.status == "cancelled"]
    given = sum(item.refunded.minor for item in gone)
    assert street.payments.net == order.total.minor - given
    assert after.payment.refunded.minor == given
    assert street.held() == sum(item.quantity for item in items(after) if item.status != "cancelled")
    assert len(said("order.item.cancelled")) == len(gone)
    assert violations() == []


@pytest.mark.parametrize("neighbour", ["shipping", "payments", "inventory"])
def test_while_a_neighbour_is_away_it_is_not_done_and_then_it_is(street: Street, neighbour: str):
    order = packed_order(street)
    getattr(street, neighbour).is_away = True
    with pytest.raises(Unavailable):
        take_out(order, 0)
    with pytest.raises(AssertionError, match="never ends"):
        finish()
    assert taking_out.tell(items(order)[0].item_id).direction == "forward"
    getattr(street, neighbour).is_away = False
    finish()
    assert taking_out.tell(items(order)[0].item_id).direction == "done"
    assert now_of(order).payment.status == "partly_refunded"


@pytest.mark.parametrize("at", range(16))
def test_a_buyer_who_cancels_the_rest_meanwhile_gets_everything_back_once(street: Street, at: int):
    order = packed_order(street)
    try:
        with crash_at(at):
            take_out(order, 0)
    except Crash:
        pass
    cancellation.cancel_order(order.order_id, STAFF, "too slow")
    finish()
    after = now_of(order)
    assert (after.status, after.payment.refunded) == ("cancelled", order.total)
    assert street.payments.net == 0
    assert street.held() == 0
    assert violations() == []


@pytest.mark.parametrize("staff_first", [True, False])
def test_goodwill_of_staff_and_a_taken_out_item_never_give_back_more_than_was_paid(
    street: Street, staff_first: bool
):
    order = packed_order(street)
    take_out(order, 0)
    goodwill = Money.of(1500)
    key = step_key(OrderRow.objects.get().checkout_key, "take_money")
    street.payments.refund(key="staff:1", payment_key=key, amount=goodwill, reason="sorry")
    if staff_first:
        recording.note_refund(order.order_id, goodwill)
    take_out(order, 1)
    if not staff_first:
        recording.note_refund(order.order_id, goodwill)
    after = now_of(order)
    assert (after.status, after.payment.refunded) == ("cancelled", order.total)
    assert street.payments.net == 0
    assert violations() == []


def test_the_audit_sees_a_cancelled_item_whose_money_was_kept(street: Street):
    order = packed_order(street)
    take_out(order, 0)
    OrderItem.objects.filter(item_id=items(order)[0].item_id).update(refunded=1)
    assert any("not all of its money" in sentence for sentence in violations())
    OrderItem.objects.filter(item_id=items(order)[0].item_id).update(refunded=9_999)
    assert any("gave back more" in sentence for sentence in violations())


lines = st.lists(st.tuples(st.integers(0, 50_000), st.integers(0, 3)), min_size=1, max_size=8)


@settings(deadline=None)
@given(lines, st.integers(0, 60_000), st.integers(0, 5_000), st.integers(0, 2_500))
def test_all_parts_together_are_the_whole(
    cart: list[tuple[int, int]], discount: int, shipping: int, rate: int
):
    cost = totals([Money.of(line) for line, _ in cart], Money.of(discount), Money.of(shipping), rate)
    parts = [
        shares.of_item(Money.of(line), cut, tax)
        for (line, _), cut, tax in zip(cart, cost.item_discounts, cost.item_taxes, strict=True)
    ]
    goods: dict[str, int] = {}
    for (line, shop), cut in zip(cart, cost.item_discounts, strict=True):
        goods[str(shop)] = goods.get(str(shop), 0) + line - cut.minor
    sent = shares.of_shipping(cost.shipping, goods)
    assert Money.sum([*parts, *sent.values()]) == cost.total
    assert all(part.minor >= 0 for part in [*parts, *sent.values()])


@settings(deadline=None)
@given(st.integers(0, 9_999), st.lists(st.integers(0, 5_000), min_size=1, max_size=5), st.integers(0, 3_000))
def test_goodwill_falls_on_the_goods_only_as_far_as_they_were_paid_for(
    amount: int, goods: list[int], rest: int
):
    by_shop = {str(number): each for number, each in enumerate(goods)}
    fallen = shares.of_goodwill(Money.of(amount), by_shop, rest)
    assert sum(each.minor for each in fallen.values()) <= amount
    if rest == 0 and sum(goods):
        assert sum(each.minor for each in fallen.values()) == amount
