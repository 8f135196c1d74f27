"""Payments over REST: ways to pay for everybody, webhooks for providers, books and refunds for staff."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import Path, Query
from pydantic import Field

from souk.contracts.payments.calls import PaymentMethod, PaymentStatus
from souk.contracts.payments.calls.desk import (
    LedgerLineTold,
    PaymentDetails,
    PaymentFilter,
    PaymentRow,
)
from souk.kernel import clock
from souk.kernel.access.identity import anyone, staff_may
from souk.kernel.web.api import Api, Body
from souk.kernel.web.idempotency import key_of
from souk.services.payments.use_cases import desk, refunds, showing, webhooks
from souk.vocabulary.money import Money
from souk.vocabulary.pages import Page

api = Api("payments")


class RefundIn(Body):
    amount: Money
    reason: str = Field(default="", max_length=500)


@api.get("/payments/methods", may=anyone, summary="Ways to pay")
def list_methods(request: HttpRequest) -> Page[PaymentMethod]:
    """Each with its test tokens, and the test cards of its payment page."""
    return Page[PaymentMethod](items=showing.methods())


@api.post("/payments/webhooks/{provider}", may=anyone, status=204, summary="For payment providers")
def receive_webhook(request: HttpRequest, provider: str = Path(max_length=40)) -> None:
    """Signed after Standard Webhooks; anything else is refused. The same webhook takes effect once."""
    webhooks.receive(provider, request.headers, request.body)


@api.get("/payments", may=staff_may("payments.read"), summary="Everybody's payments, the newest first")
def list_payments(
    request: HttpRequest,
    order_number: str = Query("", max_length=40),
    status: PaymentStatus | None = None,
    provider: str = Query("", max_length=20),
    since: datetime | None = None,
    until: datetime | None = None,
    cursor: str | None = Query(None, max_length=200),
    limit: int = Query(24, ge=1, le=100),
) -> Page[PaymentRow]:
    """`provider`: of the last attempt. `since` (with) and `until` (without) are about when a payment was begun."""
    wanted = PaymentFilter(
        number=order_number,
        status=status or "",
        provider=provider,
        since=clock.within_reach(since) if since else None,
        until=clock.within_reach(until) if until else None,
    )
    return desk.search(wanted, cursor, limit)


@api.get("/payments/ledger", may=staff_may("payments.read"), summary="The ledger, newest line first")
def list_ledger(
    request: HttpRequest,
    cursor: str | None = Query(None, max_length=200),
    limit: int = Query(50, ge=1, le=200),
) -> Page[LedgerLineTold]:
    return desk.newest_lines(cursor, limit)


@api.get("/payments/{payment_id}", may=staff_may("payments.read"), summary="One payment")
def show_payment(request: HttpRequest, payment_id: str = Path(max_length=60)) -> PaymentDetails:
    """With its attempts, its refunds and its lines of the ledger."""
    return desk.details(payment_id)


@api.post(
    "/payments/{payment_id}/refunds",
    may=staff_may("orders.refund"),
    reads=staff_may("payments.read"),
    status=201,
    idempotent=True,
    summary="Give money back",
)
def refund_payment(
    request: HttpRequest, body: RefundIn, payment_id: str = Path(max_length=60)
) -> PaymentDetails:
    return refunds.refund_by_staff(key_of(request), payment_id, body.amount, body.reason)
