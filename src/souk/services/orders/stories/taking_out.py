"""Taking an item out: how a shop says that it cannot send something of a paid order, and the rest goes on.

    call the item off → take it out of the order → give its money back → let its units go → give coupon and points back if it was the
    order's last → record it

Calling it off is the pivot: what was handed over, or went with the whole order, is refused and nothing has changed. It is never
given up for want of an answer, for an answer that was lost may have been yes.

Of an item of which only some units are not to be had those become an item of their own, and that is taken out. It is a story of
its own, so that a release that knows nothing of parts does not go on with it.
"""

from __future__ import annotations

import hashlib

from pydantic import BaseModel, ConfigDict

from souk.contracts.customers.calls import Customers
from souk.contracts.inventory.calls import Inventory, ReservationGone, StockLine
from souk.contracts.marketing.calls import Marketing
from souk.contracts.orders.calls import ItemMoveRefused
from souk.contracts.orders.calls.items import CannotSend
from souk.contracts.payments.calls import Payments, RefundTooLarge
from souk.contracts.shipping.calls import ItemPart, Shipping
from souk.kernel.access import identity
from souk.kernel.data.database import Change
from souk.kernel.ids import new_id
from souk.kernel.models import StoryRow
from souk.kernel.neighbours.asking import ask
from souk.kernel.work.stories import Step, Story, Telling
from souk.services.orders.models import Order, OrderItem
from souk.services.orders.stories.checkout import step_key
from souk.services.orders.use_cases import taking_out as books
from souk.vocabulary.ids import Key
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Unavailable

customers, inventory, marketing, payments, shipping = (
    ask(Customers),
    ask(Inventory),
    ask(Marketing),
    ask(Payments),
    ask(Shipping),
)


class TakingOut(BaseModel):
    """`amount`: what is given back, known once the item was taken out. `quantity` of the `of` units there were of it when it began;
    `part_id`: what they are called from then on, where it is not all of them."""

    model_config = ConfigDict(frozen=True)

    order_id: str
    item_id: str
    checkout_key: Key
    variation_id: str
    quantity: int
    reason: CannotSend
    note: str
    has_coupon: bool
    has_points: bool = False
    amount: Money | None = None
    is_last: bool = False
    part_id: str = ""
    of: int = 0  # of stories of before there were parts: all
    by_staff: bool = False  # its shop has to be told

    @property
    def taken_id(self) -> str:
        return self.part_id or self.item_id

    @property
    def sure_amount(self) -> Money:
        assert self.amount is not None, "taken out before"
        return self.amount


def call_item_off(t: TakingOut, key: Key) -> TakingOut:
    """Exactly as many as the story was begun for: shipping refuses when there are more or fewer by now."""
    part = ItemPart(
        item_id=t.item_id, part_id=t.taken_id, quantity=t.quantity, of=t.of or t.quantity
    )  # all of them stay the item
    shipping.call_items_off(key=key, order_id=t.order_id, item_ids=[t.item_id], parts=[part])
    return t


def take_item_out(t: TakingOut, key: Key, change: Change) -> TakingOut:
    amount, is_last = books.take_out(
        t.order_id, t.item_id, change, t.part_id, t.quantity, by_staff=t.by_staff
    )
    return t.model_copy(update={"amount": amount, "is_last": is_last})


def refund_item(t: TakingOut, key: Key) -> TakingOut:
    """Less than its money may be left when somebody gives back of the same payment at this moment: then all that is left."""
    payment_key, reason = step_key(t.checkout_key, "take_money"), books.WORDS[t.reason]
    try:
        payments.refund(key=key, payment_key=payment_key, amount=t.sure_amount, reason=reason)
    except RefundTooLarge:
        payments.refund(key=f"{key}:rest", payment_key=payment_key, amount=None, reason=reason)
    return t


def let_units_go(t: TakingOut, key: Key) -> TakingOut:
    lines = [StockLine(variation_id=t.variation_id, quantity=t.quantity)]
    held, lost = step_key(t.checkout_key, "reserve_stock"), t.reason == "sold_out"
    try:
        inventory.let_go(key=key, reservation_key=held, lines=lines, lost=lost)
    except ReservationGone:  # they went back to the shelf with the whole order
        pass
    return t


def give_coupon_back(t: TakingOut, key: Key) -> TakingOut:
    """And the points: by the key under which both were brought."""
    brought = step_key(t.checkout_key, "redeem_coupon")
    if t.has_coupon:
        marketing.give_back(key=brought)
    if t.has_points:
        customers.give_back(key=brought)
    return t


def record_taking_out(t: TakingOut, key: Key, change: Change) -> TakingOut:
    books.record_taken_out(t.order_id, t.taken_id, t.sure_amount, t.reason, t.note, change)
    return t


def _told_as(name: str) -> Story[TakingOut]:
    return Story(
        name,
        house="orders",
        state=TakingOut,
        called=lambda t: f"Item {t.taken_id} of {t.order_id}",
        steps=[
            Step(call_item_off, pivot=True, give_up_after=10_000),
            Step(take_item_out, local=True),
            Step(refund_item, when=lambda t: bool(t.amount)),
            Step(let_units_go),
            Step(give_coupon_back, when=lambda t: t.is_last and (t.has_coupon or t.has_points)),
            Step(record_taking_out, local=True),
        ],
    )


taking_out = _told_as("taking_out")
taking_part_out = _told_as("taking_part_out")


def take_item_from(order: Order, item: OrderItem, reason: CannotSend, note: str) -> None:
    """Once per item. Raises ItemMoveRefused; Unavailable while it is not done yet."""
    _done(taking_out.begin(item.item_id, _begun(order, item, item.quantity, reason, note)))


def take_part_from(
    key: Key, order: Order, item: OrderItem, quantity: int, reason: CannotSend, note: str
) -> str:
    """Once per key; answers what the part is called. Raises ItemMoveRefused; Unavailable while it is not done yet."""
    state = _begun(order, item, quantity, reason, note).model_copy(update={"part_id": new_id("itm")})
    return _done(taking_part_out.begin(_name(item.item_id, key), state))


def part_taken_before(key: Key, item_id: str) -> str | None:
    """What was begun with this key is gone on with, whatever became of the rest of the item; None for a key that began nothing."""
    name = _name(item_id, key)
    return _done(taking_part_out.go_on(name)) if taking_part_out.has_begun(name) else None


def _name(item_id: str, key: Key) -> str:
    return f"{item_id}:{hashlib.sha256(key.encode()).hexdigest()[:32]}"


def _begun(order: Order, item: OrderItem, quantity: int, reason: CannotSend, note: str) -> TakingOut:
    return TakingOut(
        order_id=order.order_id,
        item_id=item.item_id,
        checkout_key=order.checkout_key,
        variation_id=item.variation_id,
        quantity=quantity,
        reason=reason,
        note=note,
        has_coupon=order.coupon_code is not None,
        has_points=bool(order.points_spent),
        of=item.quantity,
        by_staff=identity.current().may("orders.move"),
    )


def _done(told: Telling[TakingOut]) -> str:
    if told.direction == "undone":
        StoryRow.objects.using("orders").filter(story_id=told.story_id, direction="undone").delete()
        raise ItemMoveRefused(str(told.problem))
    if told.direction != "done":
        raise Unavailable("We are working on it. Look again in a moment.", retry_after=2)
    return told.state.taken_id
