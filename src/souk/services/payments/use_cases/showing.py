"""How payments are told to neighbours."""

from __future__ import annotations

from souk.contracts.payments.calls import Payment as PaymentMessage
from souk.contracts.payments.calls import PaymentMethod, PaymentNotFound
from souk.services.payments.models import Payment
from souk.services.payments.ports import all_providers
from souk.vocabulary.money import Money


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
