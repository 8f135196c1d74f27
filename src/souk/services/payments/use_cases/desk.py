"""The desk: everybody's payments for staff, one with all that happened to it, and the ledger."""

from __future__ import annotations

from django.db.models import QuerySet

from souk.contracts.payments.calls.desk import (
    AttemptTold,
    LedgerFilter,
    LedgerLineTold,
    PaymentDetails,
    PaymentFilter,
    PaymentRow,
    RefundTold,
)
from souk.kernel.data import sorting
from souk.services.payments.models import Attempt, LedgerLine, Payment, Refund
from souk.services.payments.use_cases.showing import find_payment_by_id, told
from souk.vocabulary.ids import first_id
from souk.vocabulary.money import Money
from souk.vocabulary.pages import Page, read_cursor, write_cursor

_BY_TIME = {"at": ("at", "id")}


def search(wanted: PaymentFilter, cursor: str | None, limit: int) -> Page[PaymentRow]:
    """The newest first, in two queries however many there are. Raises BadCursor."""
    rows = _matching(wanted).order_by("-payment_id")
    if cursor is not None:
        rows = rows.filter(payment_id__lt=read_cursor(cursor, (str,))[0])
    found = list(rows[: limit + 1])
    shown = found[:limit]
    providers = dict(
        Attempt.objects.filter(attempt_id__in=[row.latest_attempt for row in shown]).values_list(
            "attempt_id", "provider"
        )
    )
    return Page[PaymentRow](
        items=[_row(row, providers.get(row.latest_attempt, "")) for row in shown],
        next=write_cursor(shown[-1].payment_id) if len(found) > limit else None,
    )


def details(payment_id: str) -> PaymentDetails:
    """Raises PaymentNotFound."""
    payment = find_payment_by_id(payment_id)
    return PaymentDetails(
        payment=told(payment),
        order_number=payment.order_number,
        attempts=[_attempt_told(attempt) for attempt in payment.attempts.order_by("attempt_id")],
        refunds=[_refund_told(refund, payment.currency) for refund in payment.refunds.order_by("refund_id")],
        ledger=[_line_told(line) for line in payment.ledger.order_by("id")],
        created_at=payment.created_at,
    )


def ledger(wanted: LedgerFilter, cursor: str | None, limit: int) -> Page[LedgerLineTold]:
    """The newest first. Raises BadCursor."""
    rows = LedgerLine.objects.select_related("payment")
    fields = {"account": wanted.account, "at__gte": wanted.since, "at__lt": wanted.until}
    rows = rows.filter(**{name: value for name, value in fields.items() if value})
    found, more = sorting.page_of(rows, _BY_TIME, "-at", cursor, limit)
    return Page[LedgerLineTold](items=[_line_told(line) for line in found], next=more)


def newest_lines(cursor: str | None, limit: int) -> Page[LedgerLineTold]:
    """In the order in which they were written down. Raises BadCursor."""
    lines = LedgerLine.objects.select_related("payment").order_by("-id")
    if cursor:
        lines = lines.filter(id__lt=read_cursor(cursor, (int,))[0])
    found = list(lines[: limit + 1])
    shown = found[:limit]
    return Page[LedgerLineTold](
        items=[_line_told(line) for line in shown],
        next=write_cursor(shown[-1].id) if len(found) > limit else None,
    )


def _matching(wanted: PaymentFilter) -> QuerySet[Payment]:
    """Without the tombstones, which are payments that were called off before they came."""
    rows = Payment.objects.exclude(order_id="")
    fields = {"order_number": wanted.number, "status": wanted.status}
    rows = rows.filter(**{name: value for name, value in fields.items() if value})
    if wanted.provider:
        made_there = Attempt.objects.filter(provider=wanted.provider).values("attempt_id")
        rows = rows.filter(latest_attempt__in=made_there)
    # Ids grow with time: a stretch of moments is a stretch of ids.
    if wanted.since is not None:
        rows = rows.filter(payment_id__gte=first_id("pay", wanted.since))
    if wanted.until is not None:
        rows = rows.filter(payment_id__lt=first_id("pay", wanted.until))
    return rows


def _row(payment: Payment, provider: str) -> PaymentRow:
    return PaymentRow(
        payment_id=payment.payment_id,
        order_id=payment.order_id,
        order_number=payment.order_number,
        amount=Money.of(payment.amount, payment.currency),
        refunded=Money.of(payment.refunded, payment.currency),
        status=payment.status,  # type: ignore[arg-type]
        provider=provider,
        method_label=payment.method_label,
        failure=payment.failure or None,
        created_at=payment.created_at,
        captured_at=payment.captured_at,
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
        order_number=line.payment.order_number,
    )
