"""Payments over REST: ways to pay for everybody, webhooks for providers, books and refunds for staff."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Path, Query
from pydantic import Field

from souk.contracts.payments.calls import PaymentMethod
from souk.kernel.access.identity import anyone, staff_may
from souk.kernel.web.api import Api, Body
from souk.kernel.web.idempotency import key_of
from souk.services.payments.use_cases import refunds, showing, webhooks
from souk.services.payments.use_cases.showing import LedgerLineTold, PaymentDetails
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


@api.get("/payments/ledger", may=staff_may("payments.read"), summary="The ledger, newest line first")
def list_ledger(
    request: HttpRequest,
    cursor: str | None = Query(None, max_length=200),
    limit: int = Query(50, ge=1, le=200),
) -> Page[LedgerLineTold]:
    return showing.ledger(cursor, limit)


@api.get("/payments/{payment_id}", may=staff_may("payments.read"), summary="One payment")
def show_payment(request: HttpRequest, payment_id: str = Path(max_length=60)) -> PaymentDetails:
    """With its attempts and refunds."""
    return showing.details(payment_id)


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
