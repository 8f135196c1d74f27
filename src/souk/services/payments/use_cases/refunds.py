"""Refunds: money is promised back in one transaction, returned through the provider after it, and written down when it was."""

from __future__ import annotations

from django.db import IntegrityError
from django.db.models import F

from souk.contracts.payments.calls import Payment as PaymentMessage
from souk.contracts.payments.calls import RefundTooLarge
from souk.contracts.payments.calls.desk import PaymentDetails
from souk.contracts.payments.events import PaymentRefunded
from souk.kernel import clock
from souk.kernel.crashes import point
from souk.kernel.data.database import changes
from souk.kernel.ids import new_id
from souk.kernel.telemetry.logs import log
from souk.services.payments.models import Payment, Refund
from souk.services.payments.ports import provider_named
from souk.services.payments.rules.states import pause_before_asking, status_after_refund
from souk.services.payments.settings import settings
from souk.services.payments.use_cases import bookkeeping
from souk.services.payments.use_cases.desk import details
from souk.services.payments.use_cases.showing import find_payment, find_payment_by_id, told
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Conflict, Refused, Unavailable, invalid

_log = log(__name__)

#: Refunds of money that the street was told about; the others are silent at both ends.
_TOLD_KINDS = ("asked", "called_off")

_STAFF = "staff:"  # begins the keys of what a person decided


def refund(*, key: str, payment_key: str, amount: Money | None, reason: str) -> PaymentMessage:
    """Promises the money back (None: all that is left); it is on its way when this answers, even if the provider is resting.

    Raises RefundTooLarge.
    """
    payment = find_payment(payment_key)
    if amount is not None:
        if amount.minor == 0 == payment.amount:
            return told(payment)  # all of nothing
        if amount.minor <= 0:
            raise invalid("/amount", "A refund gives something back.")
        if amount.currency != payment.currency:
            raise invalid("/amount", f"This payment was made in {payment.currency}.")
    promised = _promised_once(key, payment, None if amount is None else amount.minor, reason)
    if promised is not None and promised.status == "owed":
        try_to_return(promised)
    payment.refresh_from_db()
    return told(payment)


def refund_by_staff(key: str, payment_id: str, amount: Money, reason: str) -> PaymentDetails:
    """Raises PaymentNotFound, RefundTooLarge."""
    payment = find_payment_by_id(payment_id)
    refund(key=f"{_STAFF}{key}", payment_key=payment.key, amount=amount, reason=reason)
    return details(payment_id)


def promise(payment: Payment, *, key: str, kind: str, minor: int, reason: str) -> Refund:
    """Inside a transaction: owes `minor` of what the payment kept. Raises RefundTooLarge."""
    enough = Payment.objects.filter(pk=payment.pk, captured__gte=F("refunded") + minor)
    if not enough.update(refunded=F("refunded") + minor):
        payment.refresh_from_db()
        left = Money.of(payment.captured - payment.refunded, payment.currency)
        raise RefundTooLarge(f"At most {left} can be given back.")
    payment.refresh_from_db()
    payment.status = status_after_refund(payment.captured, payment.refunded)
    Payment.objects.filter(pk=payment.pk).update(status=payment.status)
    owed = owe(payment, payment.kept_attempt, key=key, kind=kind, minor=minor, reason=reason)
    bookkeeping.write(bookkeeping.entry("promise", owed.refund_id, payment, minor))
    return owed


def owe(payment: Payment, attempt_id: str, *, key: str, kind: str, minor: int, reason: str) -> Refund:
    """The row of a refund; who calls this writes the ledger too."""
    now = clock.now()
    return Refund.objects.create(
        refund_id=new_id("ref"), key=key, payment=payment, attempt_id=attempt_id, kind=kind, amount=minor, reason=reason,
        status="owed", due_at=now, created_at=now,
    )  # fmt: skip


def try_to_return(owed: Refund) -> bool:
    """Asks the provider to give the money back; False if that has to be tried again later."""
    payment = owed.payment
    try:
        reference = provider_named(owed.attempt.provider).refund(
            idempotency_key=owed.refund_id,
            charge_key=owed.attempt_id,
            amount=Money.of(owed.amount, payment.currency),
            deadline_seconds=settings().deadline_seconds,
        )
    except (Unavailable, Refused) as problem:
        if isinstance(problem, Refused):
            _log.error(
                "refund_refused", refund_id=owed.refund_id, payment_id=payment.payment_id, why=str(problem)
            )
        _try_later(owed)
        return False
    point("payments: provider gave back, not written")
    _returned(owed, reference)
    return True


def return_owed(payment: Payment) -> None:
    """Tries at once to give back what this payment owes."""
    for owed in Refund.objects.filter(payment=payment, status="owed").select_related("payment", "attempt"):
        try_to_return(owed)


def return_all_due(limit: int = 50) -> int:
    """What is owed and due, of all payments; returns how many were given back."""
    due = Refund.objects.filter(due_at__lte=clock.now(), status="owed").order_by("due_at")
    return sum(try_to_return(owed) for owed in due.select_related("payment", "attempt")[:limit])


def _promised_once(key: str, payment: Payment, minor: int | None, reason: str) -> Refund | None:
    """None when all that is left is nothing."""
    rows = Refund.objects.filter(key=key).select_related("payment", "attempt")
    before = rows.first()
    if before is None:
        try:
            with changes("payments") as change:
                # Counted inside the transaction, for somebody else may be giving back of it just now.
                wanted = _left_of(payment) if minor is None else minor
                if not wanted:
                    return None
                owed = promise(payment, key=key, kind="asked", minor=wanted, reason=reason[:500])
                told = {"amount": str(Money.of(wanted, payment.currency)), "reason": reason[:200]}
                change.note("payments.refund", payment.payment_id, after=told)
                return owed
        except (IntegrityError, RefundTooLarge) as failure:
            before = rows.first()  # the same key may have been written in this instant
            if before is None:
                if minor is None and isinstance(failure, RefundTooLarge):
                    raise Unavailable("Money of this payment is being given back just now.") from failure
                raise
    if before.payment_id != payment.payment_id or minor not in (None, before.amount):
        raise Conflict("This key was used for another refund.")
    return before


def _left_of(payment: Payment) -> int:
    left = Payment.objects.filter(pk=payment.pk).values_list(F("captured") - F("refunded"), flat=True)
    return int(left.get())


def _returned(owed: Refund, reference: str) -> None:
    with changes("payments") as change:
        now, payment = clock.now(), owed.payment
        still_owed = Refund.objects.filter(pk=owed.pk, status="owed")
        if not still_owed.update(status="done", reference=reference, done_at=now, due_at=None):
            return  # somebody else was quicker; the provider gave it back once, by its key
        bookkeeping.write(bookkeeping.entry("return", owed.refund_id, payment, owed.amount))
        if owed.kind in _TOLD_KINDS:
            change.say(
                PaymentRefunded(
                    payment_id=payment.payment_id,
                    order_id=payment.order_id,
                    key=payment.key,
                    amount=Money.of(owed.amount, payment.currency),
                    refund_key=owed.key,
                    by_staff=owed.key.startswith(_STAFF),
                )
            )


def _try_later(owed: Refund) -> None:
    pause = pause_before_asking(owed.tries, settings().ask_again_seconds)
    Refund.objects.filter(pk=owed.pk, status="owed").update(
        tries=F("tries") + 1, due_at=clock.in_seconds(pause)
    )
