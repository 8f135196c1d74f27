"""What payments may be asked. One payment per order; attempts within it; money moves once per key."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Protocol

from souk.vocabulary.calls import Message, command, query
from souk.vocabulary.ids import Key, OrderId, PaymentId
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Conflict, NotFound, Refused

PaymentStatus = Literal[
    "pending", "requires_action", "captured", "failed", "voided", "partly_refunded", "refunded"
]


class Payment(Message):
    """`action_url`: where the shopper pays or confirms, when the status is pending, requires_action or failed."""

    payment_id: PaymentId
    order_id: OrderId
    key: Key
    amount: Money
    refunded: Money
    status: PaymentStatus
    action_url: str | None = None
    failure: str | None = None  # a sentence for the shopper: "The card was declined."
    method_label: str = ""  # "Sandbox card ending 4242"
    captured_at: datetime | None = None


class PaymentMethod(Message):
    """A way to pay. `tokens`: test tokens an API client may send as `payment_method`, with what each does."""

    provider: str
    label: str
    description: str
    tokens: dict[str, str]
    cards: dict[str, str]  # test card numbers for the hosted page, with what each does


class PaymentDeclined(Refused):
    """The provider said no to this attempt; another attempt on the same payment may succeed."""

    status = 402
    title = "The payment was declined"


class PaymentVoided(Conflict):
    """The key was voided first (the tombstone), so no money will be taken under it."""

    title = "This payment was called off"


class PaymentNotFound(NotFound):
    title = "There is no such payment"


class RefundTooLarge(Refused):
    title = "That is more than was paid"


class Payments(Protocol):
    @query()
    def methods(self) -> list[PaymentMethod]: ...

    @command(deadline_seconds=10)
    def take(
        self,
        *,
        key: Key,
        order_id: OrderId,
        order_number: str,
        amount: Money,
        email: str,
        return_url: str,
        method_token: str | None = None,
    ) -> Payment:
        """Takes the money, or answers where the shopper does it (`action_url`); the same key is the same payment.

        With a `method_token` the provider is asked at once; without, the hosted page asks. Calling again tells how it stands.
        A declined attempt is status `failed` (not a problem): the shopper may try again. Raises PaymentVoided.
        """
        ...

    @command(deadline_seconds=10)
    def retry(self, *, key: Key, payment_key: Key, method_token: str | None = None) -> Payment:
        """Another attempt after a decline. A captured payment answers as it is: money is never taken twice."""
        ...

    @command(deadline_seconds=10)
    def call_off(self, *, key: Key) -> Payment | None:
        """Undoes `take(key)`: voids it, or refunds it in full if it was captured, now or later. Tombstone if it arrives first."""
        ...

    @command(deadline_seconds=10)
    def refund(self, *, key: Key, payment_key: Key, amount: Money | None, reason: str) -> Payment:
        """Gives back part of a captured payment, or all that is left of it (`amount=None`). Raises RefundTooLarge."""
        ...

    @query()
    def payment(self, *, key: Key) -> Payment:
        """Raises PaymentNotFound."""
        ...

    @query()
    def of_order(self, *, order_id: OrderId) -> list[Payment]:
        """The payments for an order; none if nobody ever tried to pay it."""
        ...
