"""What payments says."""

from souk.vocabulary.events import Event
from souk.vocabulary.money import Money


class _PaymentEvent(Event):
    about = "order_id"
    payment_id: str
    order_id: str
    key: str
    amount: Money


class PaymentSucceeded(_PaymentEvent):
    name = "payment.succeeded"


class PaymentFailed(_PaymentEvent):
    name = "payment.failed"
    failure: str


class PaymentRefunded(_PaymentEvent):
    """`amount` is what was given back this time. `by_staff`: a person decided it, not the order's own story."""

    name = "payment.refunded"
    refund_key: str
    by_staff: bool = False
