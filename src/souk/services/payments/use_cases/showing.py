"""How payments are told to neighbours and to staff."""

from __future__ import annotations

from datetime import datetime

from souk.contracts.payments.calls import Payment as PaymentMessage
from souk.contracts.payments.calls import PaymentMethod, PaymentNotFound
from souk.services.payments.models import Attempt, LedgerLine, Payment, Refund
from souk.services.payments.ports import all_providers
from souk.vocabulary.calls import Message
from souk.vocabulary.money import Money
from souk.vocabulary.pages import Page, read_cursor, write_cursor


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


class PaymentDetails(Message):
    payment: PaymentMessage
    order_number: str
    attempts: list[AttemptTold]
    refunds: list[RefundTold]


class LedgerLineTold(Message):
    """A debit is positive, a credit negative; the lines of one `entry` sum to zero."""

    entry: str
    account: str
    payment_id: str
    amount: Money
    at: datetime


def told(payment: Payment) -> PaymentMessage:
    return PaymentMessage(
        payment_id=payment.payment_id,
        order_id=payment.order_id,
        key=payment.key,
        amount=Money.of(payment.amount, payment.currency),
        refunded=Money.of(payment.refunded, payment.currency),
        status=payment.status,  # type: ignore[arg-type]
        action_url=payment.action_url or None,
        failure=payment.failure or None,
        method_label=payment.method_label,
        captured_at=payment.captured_at,
    )


def find_payment(key: str) -> Payment:
    """Raises PaymentNotFound, also for a tombstone."""
    payment = Payment.objects.filter(key=key).exclude(order_id="").first()
    if payment is None:
        raise PaymentNotFound()
    return payment


def payments_of_order(order_id: str) -> list[PaymentMessage]:
    """The oldest first."""
    rows = Payment.objects.filter(order_id=order_id).exclude(order_id="")
    return [told(row) for row in rows.order_by("created_at", "payment_id")[:20]]


def find_payment_by_id(payment_id: str) -> Payment:
    """Raises PaymentNotFound, also for a tombstone."""
    payment = Payment.objects.filter(payment_id=payment_id).exclude(order_id="").first()
    if payment is None:
        raise PaymentNotFound()
    return payment


def payment_by_key(key: str) -> PaymentMessage:
    return told(find_payment(key))


def methods() -> list[PaymentMethod]:
    return [provider.method() for provider in all_providers()]


def details(payment_id: str) -> PaymentDetails:
    payment = find_payment_by_id(payment_id)
    return PaymentDetails(
        payment=told(payment),
        order_number=payment.order_number,
        attempts=[_attempt_told(attempt) for attempt in payment.attempts.order_by("attempt_id")],
        refunds=[_refund_told(refund, payment.currency) for refund in payment.refunds.order_by("refund_id")],
    )


def ledger(cursor: str | None, limit: int) -> Page[LedgerLineTold]:
    """Newest first. Raises BadCursor."""
    lines = LedgerLine.objects.order_by("-id")
    if cursor:
        lines = lines.filter(id__lt=read_cursor(cursor, (int,))[0])
    found = list(lines[: limit + 1])
    shown = found[:limit]
    return Page[LedgerLineTold](
        items=[_line_told(line) for line in shown],
        next=write_cursor(shown[-1].id) if len(found) > limit else None,
    )


def _attempt_told(attempt: Attempt) -> AttemptTold:
    return AttemptTold(
        attempt_id=attempt.attempt_id,
        provider=attempt.provider,
        reference=attempt.reference,
        status=attempt.status,
        failure=attempt.failure or None,
        method_label=attempt.method_label,
        created_at=attempt.created_at,
        captured_at=attempt.captured_at,
    )


def _refund_told(refund: Refund, currency: str) -> RefundTold:
    return RefundTold(
        refund_id=refund.refund_id,
        kind=refund.kind,
        amount=Money.of(refund.amount, currency),
        reason=refund.reason,
        status=refund.status,
        created_at=refund.created_at,
        done_at=refund.done_at,
    )


def _line_told(line: LedgerLine) -> LedgerLineTold:
    return LedgerLineTold(
        entry=line.entry,
        account=line.account,
        payment_id=line.payment_id,
        amount=Money.of(line.minor, line.currency),
        at=line.at,
    )
