"""The door for neighbours."""

from __future__ import annotations

from souk.contracts.payments.calls import Payment, PaymentMethod
from souk.contracts.payments.calls.desk import (
    LedgerFilter,
    LedgerLineTold,
    PaymentDetails,
    PaymentFilter,
    PaymentRow,
)
from souk.services.payments.use_cases import attempts, calling_off, desk, refunds, showing
from souk.vocabulary.ids import Key, OrderId, PaymentId
from souk.vocabulary.money import Money
from souk.vocabulary.pages import Page


class PaymentsService:
    """Implements `souk.contracts.payments.calls.Payments`."""

    def methods(self) -> list[PaymentMethod]:
        return showing.methods()

    def take(
        self, *, key: Key, order_id: OrderId, order_number: str, amount: Money, email: str, return_url: str,
        method_token: str | None = None,
    ) -> Payment:  # fmt: skip
        return attempts.take_money(
            key=key, order_id=order_id, order_number=order_number, amount=amount, email=email, return_url=return_url,
            method_token=method_token,
        )  # fmt: skip

    def retry(self, *, key: Key, payment_key: Key, method_token: str | None = None) -> Payment:
        return attempts.retry(key=key, payment_key=payment_key, method_token=method_token)

    def call_off(self, *, key: Key) -> Payment | None:
        return calling_off.call_off(key=key)

    def refund(self, *, key: Key, payment_key: Key, amount: Money | None, reason: str) -> Payment:
        return refunds.refund(key=key, payment_key=payment_key, amount=amount, reason=reason)

    def payment(self, *, key: Key) -> Payment:
        return showing.payment_by_key(key)

    def of_order(self, *, order_id: OrderId) -> list[Payment]:
        return showing.payments_of_order(order_id)


class PaymentDeskService:
    """Implements `souk.contracts.payments.calls.desk.PaymentDesk`."""

    def search(
        self, *, wanted: PaymentFilter, cursor: str | None = None, limit: int = 50
    ) -> Page[PaymentRow]:
        return desk.search(wanted, cursor, limit)

    def details(self, *, payment_id: PaymentId) -> PaymentDetails:
        return desk.details(payment_id)

    def ledger(
        self, *, wanted: LedgerFilter, cursor: str | None = None, limit: int = 50
    ) -> Page[LedgerLineTold]:
        return desk.ledger(wanted, cursor, limit)
