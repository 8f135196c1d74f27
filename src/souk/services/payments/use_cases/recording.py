"""Recording: what a provider's answer changes, whoever brings it and however often.

The call that asked, a webhook, the browser coming back and the reconciliation all end here. Each state is entered by one
conditional statement, so of several at once one does the work. The first capture of a payment is kept; any other money is owed
back in the same transaction.
"""

from __future__ import annotations

from django.db import IntegrityError
from django.db.models import F

from souk.contracts.payments.events import PaymentFailed, PaymentSucceeded
from souk.kernel import clock
from souk.kernel.data.database import Change, changes
from souk.kernel.data.rows import update
from souk.kernel.telemetry.logs import log
from souk.services.payments.models import Attempt, Payment, ReceivedWebhook
from souk.services.payments.ports import Outcome
from souk.services.payments.rules.states import MAY_COME_FROM, OPEN, pause_before_asking
from souk.services.payments.settings import settings
from souk.services.payments.use_cases import bookkeeping, refunds
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Conflict

_log = log(__name__)


def record(attempt: Attempt, outcome: Outcome, webhook_id: str | None = None) -> Payment:
    """Writes down how an attempt stands and what follows for its payment; answers the payment as it is then."""
    _refuse_another_amount(attempt, outcome)
    try:
        with changes("payments") as change:
            if webhook_id is None or _heard_first(webhook_id):
                if outcome.status == "captured":
                    _capture(change, attempt, outcome)
                else:
                    _move(change, attempt, outcome)
    except IntegrityError:
        # The same webhook, or the same retry, was written by somebody else in this instant: what it says is done.
        attempt.payment.refresh_from_db()
    return attempt.payment


def _refuse_another_amount(attempt: Attempt, outcome: Outcome) -> None:
    asked = Money.of(attempt.payment.amount, attempt.payment.currency)
    if outcome.status == "captured" and outcome.amount != asked:
        _log.error(
            "captured_amount_differs",
            attempt_id=attempt.attempt_id,
            asked=str(asked),
            got=str(outcome.amount),
        )
        raise Conflict("The provider took another amount than was asked for.")


def _heard_first(webhook_id: str) -> bool:
    if ReceivedWebhook.objects.filter(webhook_id=webhook_id).exists():
        return False
    ReceivedWebhook.objects.create(webhook_id=webhook_id, received_at=clock.now())
    return True


def _capture(change: Change, attempt: Attempt, outcome: Outcome) -> None:
    payment, now = attempt.payment, clock.now()
    answered = {
        "status": "captured", "reference": outcome.reference, "method_label": outcome.method_label, "captured_at": now,
        "due_at": None, "failure": "", "action_url": "",
    }  # fmt: skip
    open_still = {"attempt_id": attempt.attempt_id, "status": MAY_COME_FROM["captured"]}
    if not update(Attempt, where=open_still, values=answered):
        payment.refresh_from_db()
        return
    kept = {
        "captured": payment.amount, "captured_at": now, "kept_attempt": attempt.attempt_id, "action_url": "",
        "failure": "", "method_label": outcome.method_label, "status": "captured",
    }  # fmt: skip
    waits_for_money = {"payment_id": payment.payment_id, "captured": 0, "called_off_at": None}
    if update(Payment, where=waits_for_money, values=kept):
        for name, value in kept.items():
            setattr(payment, name, value)
        bookkeeping.write(bookkeeping.entry("capture", attempt.attempt_id, payment, payment.amount))
        change.say(PaymentSucceeded(**about(payment)))
    else:
        _owe_back(attempt, kept)


def _owe_back(attempt: Attempt, kept: dict[str, object]) -> None:
    """Money that nobody wants: the payment was called off before, or has its money already."""
    payment = attempt.payment
    too_late = kept | {"refunded": payment.amount, "status": "refunded"}
    is_first = Payment.objects.filter(pk=payment.pk, captured=0).update(**too_late)
    kind = "too_late" if is_first else "surplus"
    reason = "Paid after it was called off" if is_first else "Paid twice"
    owed = refunds.owe(
        payment,
        attempt.attempt_id,
        key=f"{kind}:{attempt.attempt_id}",
        kind=kind,
        minor=payment.amount,
        reason=reason,
    )
    bookkeeping.write(
        bookkeeping.entry("capture", attempt.attempt_id, payment, payment.amount),
        bookkeeping.entry("promise", owed.refund_id, payment, payment.amount),
    )
    payment.refresh_from_db()


def _move(change: Change, attempt: Attempt, outcome: Outcome) -> None:
    payment = attempt.payment
    rows = Attempt.objects.filter(pk=attempt.pk)
    due_at = None
    if not outcome.is_final:
        due_at = clock.in_seconds(pause_before_asking(attempt.tries, settings().ask_again_seconds))
    moved = rows.filter(status__in=MAY_COME_FROM[outcome.status]).update(
        status=outcome.status, reference=outcome.reference, action_url=outcome.action_url,
        failure=outcome.failure, method_label=outcome.method_label, due_at=due_at, tries=F("tries") + 1,
    )  # fmt: skip
    if not moved:
        rows.filter(status=outcome.status).update(due_at=due_at, tries=F("tries") + 1)
        payment.refresh_from_db()
        return
    told = {"status": outcome.status, "action_url": outcome.action_url, "failure": outcome.failure}
    waiting = Payment.objects.filter(
        pk=payment.pk, captured=0, called_off_at=None, latest_attempt=attempt.attempt_id
    )
    if not waiting.update(**told):
        payment.refresh_from_db()
        return
    for name, value in told.items():
        setattr(payment, name, value)
    if outcome.status == "failed":
        change.say(PaymentFailed(**about(payment), failure=outcome.failure))


def may_still_change(attempt: Attempt) -> bool:
    return attempt.due_at is not None or attempt.status in OPEN


def about(payment: Payment) -> dict[str, object]:
    """What every event says of a payment."""
    return {
        "payment_id": payment.payment_id,
        "order_id": payment.order_id,
        "key": payment.key,
        "amount": Money.of(payment.amount, payment.currency),
    }
