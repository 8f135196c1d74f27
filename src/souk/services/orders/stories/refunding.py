"""Refunding a part: staff give money back of an order that goes on. Payments promises it, and the order hears of it as of every refund."""

from __future__ import annotations

from souk.contracts.orders.calls import Reader
from souk.contracts.payments.calls import Payments
from souk.kernel.data.database import changes
from souk.kernel.neighbours.asking import ask
from souk.services.orders.stories.checkout import step_key
from souk.services.orders.use_cases import refunds_asked
from souk.services.orders.use_cases.access import readable_order
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Refused, invalid

payments = ask(Payments)


def refund(key: str, order_id: str, amount: Money, reason: str) -> None:
    """The order hears of it as it hears of every refund; until then it is known that it was asked for. Raises OrderNotFound, RefundTooLarge, Invalid."""
    order = readable_order(order_id, Reader(is_staff=True))
    if not reason.strip():
        raise invalid("/reason", "Say why: the buyer may ask.", "required")
    asked = f"staff:{key}"
    with changes("orders") as change:
        change.note("orders.refund", order.order_id, after={"amount": str(amount), "reason": reason[:200]})
        refunds_asked.remember(asked, order.order_id, amount)
    try:
        payments.refund(
            key=asked,
            payment_key=step_key(order.checkout_key, "take_money"),
            amount=amount,
            reason=reason.strip()[:500],
        )
    except Refused:
        refunds_asked.forget(asked)
        raise
