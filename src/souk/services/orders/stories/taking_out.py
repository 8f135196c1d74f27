"""Taking an item out: how a shop says that it cannot send something of a paid order, and the rest goes on.

    call the item off → take it out of the order → give its money back → let its units go → give coupon and points back if it was the
    order's last → record it

Calling it off is the pivot: what was handed over, or went with the whole order, is refused and nothing has changed. It is never
given up for want of an answer, for an answer that was lost may have been yes.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from souk.contracts.customers.calls import Customers
from souk.contracts.inventory.calls import Inventory, ReservationGone, StockLine
from souk.contracts.marketing.calls import Marketing
from souk.contracts.orders.calls import CannotSend, ItemMoveRefused
from souk.contracts.payments.calls import Payments, RefundTooLarge
from souk.contracts.shipping.calls import Shipping
from souk.kernel.data.database import Change
from souk.kernel.models import StoryRow
from souk.kernel.neighbours.asking import ask
from souk.kernel.work.stories import Step, Story
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
    """`amount`: what is given back, known once the item was taken out."""

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

    @property
    def sure_amount(self) -> Money:
        assert self.amount is not None, "taken out before"
        return self.amount


def call_item_off(t: TakingOut, key: Key) -> TakingOut:
    shipping.call_items_off(key=key, order_id=t.order_id, item_ids=[t.item_id])
    return t


def take_item_out(t: TakingOut, key: Key, change: Change) -> TakingOut:
    amount, is_last = books.take_out(t.order_id, t.item_id, change)
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
    books.record_taken_out(t.order_id, t.item_id, t.sure_amount, t.reason, t.note, change)
    return t


taking_out = Story(
    "taking_out",
    house="orders",
    state=TakingOut,
    called=lambda t: f"Item {t.item_id} of {t.order_id}",
    steps=[
        Step(call_item_off, pivot=True, give_up_after=10_000),
        Step(take_item_out, local=True),
        Step(refund_item, when=lambda t: bool(t.amount)),
        Step(let_units_go),
        Step(give_coupon_back, when=lambda t: t.is_last and (t.has_coupon or t.has_points)),
        Step(record_taking_out, local=True),
    ],
)


def take_item_from(order: Order, item: OrderItem, reason: CannotSend, note: str) -> None:
    """Once per item. Raises ItemMoveRefused; Unavailable while it is not done yet."""
    state = TakingOut(
        order_id=order.order_id,
        item_id=item.item_id,
        checkout_key=order.checkout_key,
        variation_id=item.variation_id,
        quantity=item.quantity,
        reason=reason,
        note=note,
        has_coupon=order.coupon_code is not None,
        has_points=bool(order.points_spent),
    )
    told = taking_out.begin(item.item_id, state)
    if told.direction == "undone":
        StoryRow.objects.using("orders").filter(story_id=told.story_id, direction="undone").delete()
        raise ItemMoveRefused(str(told.problem))
    if told.direction != "done":
        raise Unavailable("We are working on it. Look again in a moment.", retry_after=2)
