"""What the back office asks of payments: everybody's, one with all that happened to it, and the ledger."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Protocol

from souk.contracts.payments.calls import Payment, PaymentStatus
from souk.vocabulary.calls import Message, query
from souk.vocabulary.ids import OrderId, PaymentId
from souk.vocabulary.money import Money
from souk.vocabulary.pages import Page

#: `customer_orders`: what orders were paid with; `provider_clearing`: what providers hold; `refunds_owed`: what is promised back.
LedgerAccount = Literal["customer_orders", "provider_clearing", "refunds_owed"]


class PaymentFilter(Message):
    """Which payments; what is empty or null filters nothing. `number`: of the order, a whole one; `provider`: of the last attempt;
    `since` (with) and `until` (without) are about when it was begun."""

    number: str = ""
    status: PaymentStatus | Literal[""] = ""
    provider: str = ""
    since: datetime | None = None
    until: datetime | None = None


class PaymentRow(Message):
    """A line of the list of everybody's payments. `provider`: of the last attempt."""

    payment_id: PaymentId
    order_id: OrderId
    order_number: str
    amount: Money
    refunded: Money
    status: PaymentStatus
    provider: str
    method_label: str
    failure: str | None
    created_at: datetime
    captured_at: datetime | None


class AttemptTold(Message):
    attempt_id: str
    provider: str
    reference: str
    status: str
    failure: str | None
    method_label: str
    created_at: datetime
    captured_at: datetime | None


class RefundTold(Message):
    """`kind`: asked (by staff or an order), called_off, too_late (captured after it was called off), surplus (taken twice)."""

    refund_id: str
    kind: str
    amount: Money
    reason: str
    status: str
    created_at: datetime
    done_at: datetime | None


class LedgerLineTold(Message):
    """A debit is positive, a credit negative; the lines of one `entry` sum to zero."""

    entry: str
    account: str
    payment_id: str
    amount: Money
    at: datetime
    order_number: str = ""


class PaymentDetails(Message):
    payment: Payment
    order_number: str
    attempts: list[AttemptTold]
    refunds: list[RefundTold]
    ledger: list[LedgerLineTold] = []
    created_at: datetime | None = None


class LedgerFilter(Message):
    """Which lines; what is empty or null filters nothing."""

    account: LedgerAccount | Literal[""] = ""
    since: datetime | None = None
    until: datetime | None = None


class PaymentDesk(Protocol):
    """Everybody's payments, for staff: whoever asks has to see to it that they are."""

    @query()
    def search(
        self, *, wanted: PaymentFilter, cursor: str | None = None, limit: int = 50
    ) -> Page[PaymentRow]:
        """The newest first. Raises BadCursor."""
        ...

    @query()
    def details(self, *, payment_id: PaymentId) -> PaymentDetails:
        """With its attempts, its refunds and its lines of the ledger, each the oldest first. Raises PaymentNotFound."""
        ...

    @query()
    def ledger(
        self, *, wanted: LedgerFilter, cursor: str | None = None, limit: int = 50
    ) -> Page[LedgerLineTold]:
        """The newest line first. Raises BadCursor."""
        ...
