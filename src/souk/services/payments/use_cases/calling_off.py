"""Calling off: a payment is voided, or given back in full, or will be as soon as late money arrives."""

from __future__ import annotations

from django.db import IntegrityError

from souk.contracts.payments.calls import Payment as PaymentMessage
from souk.kernel import clock
from souk.kernel.crashes import point
from souk.kernel.data.database import changes
from souk.kernel.ids import new_id
from souk.services.payments.models import Payment
from souk.services.payments.use_cases import attempts, refunds
from souk.services.payments.use_cases.showing import told


def call_off(*, key: str) -> PaymentMessage | None:
    """Undoes `take(key)`. Where nothing was taken yet it leaves a tombstone, so that a late take is refused, and answers None."""
    try:
        payment = _mark(key)
    except IntegrityError:  # the take arrived in this instant
        payment = _mark(key)
    if payment is None:
        return None
    point("payments: called off, provider not told")
    for attempt in payment.attempts.filter(due_at__isnull=False):
        attempt.payment = payment
        attempts.close(attempt)
    refunds.return_owed(payment)
    payment.refresh_from_db()
    return told(payment)


def _mark(key: str) -> Payment | None:
    now = clock.now()
    with changes("payments"):
        payment = Payment.objects.filter(key=key).first()
        if payment is None:
            Payment.objects.create(
                payment_id=new_id("pay"), key=key, order_id="", order_number="", amount=0, currency="",
                return_url="", status="voided", created_at=now, called_off_at=now,
            )  # fmt: skip
            return None
        if not payment.order_id:
            return None
        if Payment.objects.filter(pk=payment.pk, called_off_at=None).update(called_off_at=now, action_url=""):
            payment.refresh_from_db()
            _void_or_owe(payment)
    return payment


def _void_or_owe(payment: Payment) -> None:
    left = payment.captured - payment.refunded
    if left:
        refunds.promise(
            payment, key=f"call_off:{payment.payment_id}", kind="called_off", minor=left, reason="Called off"
        )
    elif not payment.captured:
        payment.status = "voided"
        Payment.objects.filter(pk=payment.pk).update(status="voided", failure="")
