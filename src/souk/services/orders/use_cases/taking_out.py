"""Taking out: an item that its shop cannot send leaves a paid order, with exactly its money, and the rest goes on."""

from __future__ import annotations

from souk.contracts.orders.calls.items import CannotSend
from souk.contracts.orders.events import (
    OrderCancelled,
    OrderItemCancelled,
    OrderRefunded,
)
from souk.kernel import clock
from souk.kernel.data.database import Change
from souk.kernel.data.rows import find_one, update
from souk.services.orders.models import Order, OrderItem
from souk.services.orders.rules import shares
from souk.services.orders.rules.states import ENDED
from souk.services.orders.use_cases.buyer_news import to_buyer
from souk.services.orders.use_cases.item_news import moved_to
from souk.services.orders.use_cases.parting import part_off
from souk.services.orders.use_cases.recording import items_of, remember
from souk.services.orders.use_cases.tracking import reach
from souk.vocabulary.goods import how_many, named
from souk.vocabulary.money import Money

WORDS: dict[CannotSend, str] = {"sold_out": "sold out", "cannot_send": "cannot be sent"}


def take_out(
    order_id: str,
    item_id: str,
    change: Change,
    part_id: str = "",
    quantity: int = 0,
    *,
    by_staff: bool = False,
) -> tuple[Money, bool]:
    """Cancels the item, or of it the part that was called off; answers what is to be given back for it, and whether it was the last of
    its order.

    Reckoned while the order is held: of two items of a shop at once, one finds itself the shop's last, and takes the shipping.
    Nothing for an item that went with its whole order meanwhile.
    """
    order = find_one(Order, where={"order_id": order_id}, locked=True)
    assert order is not None, "its item was found"
    items = items_of(order_id)
    if order.status in ENDED:
        return Money.zero(order.currency), False
    if part_id:
        part_off(change, order, items, item_id, part_id, quantity)
    item = next(each for each in items if each.item_id == (part_id or item_id))
    if item.status == "cancelled":
        return Money.zero(order.currency), False
    item.status = "cancelled"
    amount = _due_for(order, items, item)
    update(
        OrderItem, where={"item_id": item.item_id}, values={"status": "cancelled", "refunded": amount.minor}
    )
    change.say(moved_to("cancelled", item, called_off_at=clock.now() if by_staff else None))
    return amount, all(each.status == "cancelled" for each in items)


def record_taken_out(
    order_id: str, item_id: str, amount: Money, reason: CannotSend, note: str, change: Change
) -> None:
    """Writes the money down and tells of it; the order is as far as what is left of it, or over."""
    order = find_one(Order, where={"order_id": order_id}, locked=True)
    assert order is not None, "its item was found"
    if order.status in ENDED:  # it was cancelled as a whole meanwhile, and all of its money counted there
        return
    items = items_of(order_id)
    item = next(each for each in items if each.item_id == item_id)
    given = Money.of(min(amount.minor, order.paid - order.refunded), order.currency)
    order.refunded += given.minor
    is_over = order.refunded == order.paid and all(each.status == "cancelled" for each in items)
    _write_down(order, is_over)
    now, why = clock.now(), WORDS[reason] + (f" ({note})" if note else "")
    what = f"“{named(item.title, item.options)}”"
    if item.bought:
        what = f"{how_many(item.quantity, item.bought)} × {what}"
    detail = f"{item.shop_name} could not send {what}: {why}. {given} was given back."
    remember(order_id, "cancelled" if is_over else order.status, detail, now)
    if is_over:
        because = f"{item.shop_name} could not send it: {why}"
        change.say(OrderCancelled(**to_buyer(order, now), reason=because, refunded=given))
    change.say(
        OrderItemCancelled(
            **to_buyer(order, now), item_id=item_id, shop_id=item.shop_id, shop_name=item.shop_name, title=item.title,
            quantity=item.quantity, reason=why, refunded=given, options=item.options, bought=item.bought,
        )
    )  # fmt: skip
    if given:
        so_far = Money.of(order.refunded, order.currency)
        change.say(OrderRefunded(**to_buyer(order, now), amount=given, refunded_so_far=so_far))
    if not is_over:
        reach(change, order, items)


def _write_down(order: Order, is_over: bool) -> None:
    values = {"refunded": order.refunded}
    if order.refunded:
        values["payment_status"] = "refunded" if order.refunded == order.paid else "partly_refunded"
    if is_over:
        values["status"] = "cancelled"
    update(Order, where={"order_id": order.order_id}, values=values)


def _due_for(order: Order, items: list[OrderItem], item: OrderItem) -> Money:
    def money(minor: int) -> Money:
        return Money.of(minor, order.currency)

    due = shares.of_item(money(item.line_total), money(item.discount), money(item.tax))
    if any(each.shop_id == item.shop_id and each.status != "cancelled" for each in items):
        return due
    goods: dict[str, int] = {}
    for each in items:
        goods[each.shop_id] = goods.get(each.shop_id, 0) + each.line_total - each.discount
    return due + shares.of_shipping(money(order.shipping), goods)[item.shop_id]
