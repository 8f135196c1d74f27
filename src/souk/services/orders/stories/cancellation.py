"""Cancellation: how a paid order that has not left yet is taken back.

    call the parcels off → give the money back → release the stock → give the coupon back
    → give the points back → record it

Calling the parcels off is the pivot: once one was handed over the answer is no, and nothing has changed.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from souk.contracts.customers.calls import Customers
from souk.contracts.inventory.calls import Inventory
from souk.contracts.marketing.calls import Marketing
from souk.contracts.orders.calls import Order, OrderCannotBeCancelled, Reader
from souk.contracts.payments.calls import Payments
from souk.contracts.shipping.calls import Shipping
from souk.kernel.data.database import Change, changes
from souk.kernel.models import StoryRow
from souk.kernel.neighbours.asking import ask
from souk.kernel.work.stories import Step, Story
from souk.services.orders.models import Order as OrderRow
from souk.services.orders.models import OrderItem
from souk.services.orders.rules.states import ENDED, may_cancel
from souk.services.orders.stories.checkout import checkout, step_key
from souk.services.orders.use_cases import recording
from souk.services.orders.use_cases.access import readable_order
from souk.services.orders.use_cases.reading import full_order
from souk.vocabulary.ids import Key
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Refused, Unavailable

customers, inventory, marketing, payments, shipping = (
    ask(Customers),
    ask(Inventory),
    ask(Marketing),
    ask(Payments),
    ask(Shipping),
)


class CalledOff(Refused):
    title = "The order was cancelled"


class Cancellation(BaseModel):
    """`to_refund`: what was paid and not given back before, as far as orders knew when it began."""

    model_config = ConfigDict(frozen=True)

    order_id: str
    checkout_key: Key
    to_refund: Money
    has_coupon: bool
    has_points: bool = False
    reason: str


def call_parcels_off(c: Cancellation, key: Key) -> Cancellation:
    shipping.call_off(key=step_key(c.checkout_key, "ask_for_shipment"))
    return c


def refund_payment(c: Cancellation, key: Key) -> Cancellation:
    payment_key = step_key(c.checkout_key, "take_money")
    payments.refund(
        key=key, payment_key=payment_key, amount=None, reason=c.reason or "cancelled by the shopper"
    )
    return c


def release_stock(c: Cancellation, key: Key) -> Cancellation:
    inventory.release(key=step_key(c.checkout_key, "reserve_stock"))
    return c


def give_coupon_back(c: Cancellation, key: Key) -> Cancellation:
    marketing.give_back(key=step_key(c.checkout_key, "redeem_coupon"))
    return c


def give_points_back(c: Cancellation, key: Key) -> Cancellation:
    customers.give_back(key=step_key(c.checkout_key, "redeem_coupon"))
    return c


def record_cancellation(c: Cancellation, key: Key, change: Change) -> Cancellation:
    recording.cancel_paid(c.order_id, c.reason, change)
    return c


cancellation = Story(
    "cancellation",
    house="orders",
    state=Cancellation,
    called=lambda c: f"The cancellation of {c.order_id}",
    steps=[
        Step(call_parcels_off, pivot=True),
        Step(refund_payment, when=lambda c: bool(c.to_refund)),
        Step(release_stock),
        Step(give_coupon_back, when=lambda c: c.has_coupon),
        Step(give_points_back, when=lambda c: c.has_points),
        Step(record_cancellation, local=True),
    ],
)


def cancel_order(order_id: str, reader: Reader, reason: str) -> Order:
    """Cancels as far as the order has come. The same order is cancelled once, however often it is asked."""
    order = readable_order(order_id, reader)
    if order.status in ENDED:
        return full_order(order)
    with changes("orders") as change:
        change.note(
            "orders.cancel", order.order_id, before={"status": order.status}, after={"reason": reason}
        )
    if order.status == "pending":
        _call_off_unpaid(order, reason)
    else:
        _take_back(order, reason)
    return full_order(readable_order(order_id, reader))


def _call_off_unpaid(order: OrderRow, reason: str) -> None:
    if not checkout.turn_back(order.checkout_key, CalledOff(reason)):
        raise Unavailable(
            "The payment of this order is coming in just now. Try again in a moment.", retry_after=2
        )


def _take_back(order: OrderRow, reason: str) -> None:
    statuses = list(OrderItem.objects.filter(order_id=order.order_id).values_list("status", flat=True))
    if not may_cancel(order.status, statuses):
        raise OrderCannotBeCancelled(
            "A parcel is on its way already. You can send it back once it has arrived."
        )
    if _still_checking_out(order.checkout_key):
        raise Unavailable("The order is being confirmed just now. Try again in a moment.", retry_after=2)
    state = Cancellation(
        order_id=order.order_id,
        checkout_key=order.checkout_key,
        to_refund=Money.of(order.paid - order.refunded, order.currency),
        has_coupon=order.coupon_code is not None,
        has_points=bool(order.points_spent),
        reason=reason,
    )
    told = cancellation.begin(order.order_id, state)
    if told.direction == "undone":
        StoryRow.objects.using("orders").filter(story_id=told.story_id, direction="undone").delete()
        raise OrderCannotBeCancelled(str(told.problem))


def _still_checking_out(checkout_key: Key) -> bool:
    try:
        return checkout.tell(checkout_key).direction != "done"
    except StoryRow.DoesNotExist:
        return False
