"""Payments in the back office: everybody's, one with all that happened to it, and the ledger. What is given back is decided on the order's page."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from souk.contracts.payments.calls.desk import (
    AttemptTold,
    LedgerLineTold,
    PaymentDesk,
    PaymentRow,
    RefundTold,
)
from souk.kernel.access.identity import staff_may
from souk.kernel.neighbours.asking import ask
from souk.services.web.pages.office.filters import LedgerFilters, PaymentFilters
from souk.services.web.pages.office.frame import HOME, office, opens_to
from souk.services.web.pages.office.tables import EXPORT, Column, Table
from souk.services.web.pages.showing import shown
from souk.services.web.pages.visitor import Visit
from souk.services.web.rules import wording
from souk.services.web.use_cases.office import finding

desk = ask(PaymentDesk)

LIST = f"{HOME}/payments"
READ = staff_may("payments.read")


def _back(row: PaymentRow) -> str:
    return wording.price(row.refunded) if row.refunded else ""


TABLE = Table(
    room="Payments",
    title="Payments",
    path=LIST,
    may=READ,
    filters=PaymentFilters,
    columns=(
        Column(
            "Begun",
            lambda row: wording.day_and_time(row.created_at),
            lambda row: f"{LIST}/{row.payment_id}",
            is_whole=True,
        ),
        Column(
            "Paid", lambda row: wording.day_and_time(row.captured_at) if row.captured_at else "", under=True
        ),
        Column("Order", lambda row: row.order_number, is_whole=True),
        Column(
            "State",
            lambda row: wording.status(wording.PAYMENT_STATUS, row.status)[0],
            tone=lambda row: wording.status(wording.PAYMENT_STATUS, row.status)[1],
        ),
        Column("Why", lambda row: row.failure or "", under=True),
        Column("Provider", lambda row: row.provider.capitalize()),
        Column("by", lambda row: row.method_label.removeprefix(f"{row.provider.capitalize()} "), under=True),
        Column("Amount", lambda row: wording.price(row.amount), is_number=True),
        Column("Given back", _back, is_number=True),
    ),
    read=finding.payments,
    nothing="No payment is like that.",
    template="payments.html",
)
LEDGER = Table(
    room="Payments",
    title="Ledger",
    path=f"{LIST}/ledger",
    may=READ,
    filters=LedgerFilters,
    columns=(
        Column("When", lambda row: wording.day_and_time(row.at), is_whole=True),
        Column("Account", lambda row: wording.LEDGER_ACCOUNT.get(row.account, row.account)),
        Column("Entry", lambda row: row.entry.partition(":")[0].capitalize()),
        Column("of", lambda row: row.entry.partition(":")[2], under=True),
        Column("Order", lambda row: row.order_number, lambda row: f"{LIST}/{row.payment_id}", is_whole=True),
        Column("Amount", lambda row: wording.price(row.amount), is_number=True),
    ),
    read=finding.ledger,
    nothing="Nothing was written down like that.",
    template="payments.html",
)
_VIEWS = (("Payments", LIST), ("Ledger", LEDGER.path))


@shown()
@opens_to(READ)
def all_payments(visit: Visit) -> HttpResponse:
    return TABLE.page(visit, _views(LIST))


@shown()
@opens_to(READ & EXPORT)
def all_payments_file(visit: Visit) -> HttpResponse:
    return TABLE.file(visit)


@shown()
@opens_to(READ)
def ledger(visit: Visit) -> HttpResponse:
    """A debit is positive, a credit negative; the lines of one entry sum to zero."""
    return LEDGER.page(visit, _views(LEDGER.path))


@shown()
@opens_to(READ & EXPORT)
def ledger_file(visit: Visit) -> HttpResponse:
    return LEDGER.file(visit)


@shown()
@opens_to(READ)
def one(visit: Visit, payment_id: str) -> HttpResponse:
    found = desk.details(payment_id=payment_id)
    payment = found.payment
    status, tone = wording.status(wording.PAYMENT_STATUS, payment.status)
    context: dict[str, Any] = {
        "payment": {
            "id": payment.payment_id,
            "number": found.order_number,
            "order_url": f"{HOME}/orders/{found.order_number}",
            "status": status,
            "tone": tone,
            "failure": payment.failure or "",
            "method": payment.method_label,
            "amount": wording.price(payment.amount),
            "refunded": wording.price(payment.refunded) if payment.refunded else "",
            "begun_at": wording.day_and_time(found.created_at) if found.created_at else "",
            "taken_at": wording.day_and_time(payment.captured_at) if payment.captured_at else "",
        },
        "attempts": [_attempt(one) for one in found.attempts],
        "refunds": [_refund(one) for one in found.refunds],
        "ledger": [_line(one) for one in found.ledger],
        "crumbs": [{"name": "Payments", "url": LIST}, {"name": found.order_number}],
    }
    return office(visit, "Payments", "payment.html", context)


def _views(here: str) -> dict[str, Any]:
    return {"views": [{"name": name, "url": url, "is_here": url == here} for name, url in _VIEWS]}


def _attempt(one: AttemptTold) -> dict[str, str]:
    status, tone = wording.status(wording.ATTEMPT_STATUS, one.status)
    return {
        "at": wording.day_and_time(one.created_at),
        "provider": one.provider.capitalize(),
        "reference": one.reference,
        "method": one.method_label,
        "status": status,
        "tone": tone,
        "failure": one.failure or "",
    }


def _refund(one: RefundTold) -> dict[str, str]:
    status, tone = wording.status(wording.REFUND_STATUS, one.status)
    return {
        "at": wording.day_and_time(one.created_at),
        "amount": wording.price(one.amount),
        "kind": wording.REFUND_KIND.get(one.kind, one.kind),
        "reason": one.reason,
        "status": status,
        "tone": tone,
        "done_at": wording.day_and_time(one.done_at) if one.done_at else "",
    }


def _line(one: LedgerLineTold) -> dict[str, str]:
    return {
        "at": wording.day_and_time(one.at),
        "account": wording.LEDGER_ACCOUNT.get(one.account, one.account),
        "entry": one.entry.partition(":")[0].capitalize(),
        "amount": wording.price(one.amount),
    }
