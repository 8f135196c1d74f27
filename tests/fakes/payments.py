"""A stand-in for payments: money in memory, the sandbox's tokens, and switches for refusing and vanishing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from souk.contracts.payments.calls import (
    Payment,
    PaymentMethod,
    PaymentNotFound,
    PaymentVoided,
    RefundTooLarge,
)
from souk.contracts.payments.events import PaymentFailed, PaymentRefunded, PaymentSucceeded
from souk.kernel import clock
from souk.kernel.ids import new_id
from souk.vocabulary.events import Event
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Problem, Unavailable

TOKENS = {
    "pm_card_success": "The payment succeeds.",
    "pm_card_declined": "The card is declined.",
    "pm_card_confirm": "The bank asks you to confirm the payment.",
    "pm_card_late": "The bank answers a few seconds later.",
}

_AT_ONCE = {
    "pm_card_success": "captured",
    "pm_card_twice": "captured",
    "pm_card_declined": "failed",
    "pm_card_confirm": "requires_action",
}


class FakePayments:
    """Implements `Payments`. `on_event` is given every event that payments would say.

    `is_away = True` makes every call raise Unavailable, `loses_answers = True` lets calls take effect and then raise it,
    `refuse("take", problem)` makes one of them refuse.
    `decide(key, captured=True)` is what a webhook does for a payment that is still open. `calls` lists what was asked.
    """

    def __init__(self, on_event: Callable[[Event], Any] | None = None) -> None:
        self.payments: dict[str, Payment] = {}
        self.called_off: set[str] = set()
        self.refunds: dict[str, Money] = {}
        self.retries: set[str] = set()
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self._say = on_event or (lambda event: None)
        self.is_away = self.loses_answers = False
        self._refusals: dict[str, Problem] = {}

    # -- what tests do ------------------------------------------------------------------------------------------------

    def refuse(self, name: str, problem: Problem | None) -> None:
        """The call of that name raises `problem`; None: it answers again."""
        self._refusals.pop(name, None)
        if problem is not None:
            self._refusals[name] = problem

    def decide(self, key: str, *, captured: bool = True, failure: str = "The card was declined.") -> None:
        """The open payment succeeds or fails; one that was called off or captured stays as it is."""
        payment = self.payments[key]
        if key in self.called_off or payment.captured_at is not None:
            return
        if captured:
            self._put(
                payment, status="captured", captured_at=clock.now(), action_url=None, failure=None,
                method_label="Sandbox card ending 4242",
            )  # fmt: skip
            self._say(PaymentSucceeded(**self._about(payment)))
        else:
            self._put(payment, status="failed", failure=failure)
            self._say(PaymentFailed(**self._about(payment), failure=failure))

    @property
    def net(self) -> int:
        """Minor units kept of all payments."""
        return sum(p.amount.minor - p.refunded.minor for p in self.payments.values() if p.captured_at)

    # -- the contract -------------------------------------------------------------------------------------------------

    def methods(self) -> list[PaymentMethod]:
        self._asked("methods")
        cards = {
            "4242424242424242": TOKENS["pm_card_success"],
            "4000000000000002": TOKENS["pm_card_declined"],
        }
        return [
            PaymentMethod(
                provider="sandbox",
                label="Sandbox card",
                description="Test cards.",
                tokens=TOKENS,
                cards=cards,
            )
        ]

    def take(
        self,
        *,
        key: str,
        order_id: str,
        order_number: str,
        amount: Money,
        email: str,
        return_url: str,
        method_token: str | None = None,
    ) -> Payment:
        self._asked(
            "take",
            key=key,
            order_id=order_id,
            amount=amount,
            return_url=return_url,
            method_token=method_token,
        )
        if key in self.called_off:
            raise PaymentVoided()
        if key not in self.payments:
            self.payments[key] = Payment(
                payment_id=new_id("pay"), order_id=order_id, key=key, amount=amount, refunded=amount * 0, status="pending",
                action_url=None if method_token else f"http://testserver/sandbox/pay/{len(self.payments) + 1}",
            )  # fmt: skip
            self._attempt(key, "pm_card_success" if amount.minor == 0 else method_token)
        return self._answer(self.payments[key])

    def retry(self, *, key: str, payment_key: str, method_token: str | None = None) -> Payment:
        self._asked("retry", key=key, payment_key=payment_key, method_token=method_token)
        payment = self._find(payment_key)
        if payment_key in self.called_off:
            raise PaymentVoided()
        if payment.captured_at is None and key not in self.retries:
            self.retries.add(key)
            url = None if method_token else "http://testserver/sandbox/pay/again"
            self._put(payment, status="pending", failure=None, action_url=url)
            self._attempt(payment_key, method_token)
        return self._answer(self.payments[payment_key])

    def call_off(self, *, key: str) -> Payment | None:
        self._asked("call_off", key=key)
        first = key not in self.called_off
        self.called_off.add(key)
        payment = self.payments.get(key)
        if payment is None:
            return self._answer(None)
        if payment.captured_at is None:
            self._put(payment, status="voided", action_url=None, failure=None)
        elif first and payment.refunded < payment.amount:
            self._give_back(payment, f"call_off:{payment.payment_id}", payment.amount - payment.refunded)
        return self._answer(self.payments[key])

    def refund(self, *, key: str, payment_key: str, amount: Money | None, reason: str) -> Payment:
        self._asked("refund", key=key, payment_key=payment_key, amount=amount, reason=reason)
        payment = self._find(payment_key)
        if key not in self.refunds:
            left = payment.amount - payment.refunded
            wanted = left if amount is None else amount
            if payment.captured_at is None or left < wanted:
                raise RefundTooLarge()
            if wanted:
                self._give_back(payment, key, wanted)
        return self._answer(self.payments[payment_key])

    def payment(self, *, key: str) -> Payment:
        self._asked("payment", key=key)
        return self._answer(self._find(key))

    def of_order(self, *, order_id: str) -> list[Payment]:
        self._asked("of_order", order_id=order_id)
        return [self._answer(payment) for payment in self.payments.values() if payment.order_id == order_id]

    # -- within -------------------------------------------------------------------------------------------------------

    def _asked(self, name: str, **arguments: Any) -> None:
        self.calls.append((name, arguments))
        if self.is_away:
            raise Unavailable("payments is away")
        if name in self._refusals:
            raise self._refusals[name]

    def _answer(self, payment: Any) -> Any:
        if self.loses_answers:
            raise Unavailable("the answer was lost")
        return payment

    def _find(self, key: str) -> Payment:
        if key not in self.payments:
            raise PaymentNotFound()
        return self.payments[key]

    def _attempt(self, key: str, method_token: str | None) -> None:
        if method_token is None or method_token in ("pm_card_late", "pm_card_timeout"):
            return
        status = _AT_ONCE.get(method_token, "failed")
        if status == "requires_action":
            url = "http://testserver/sandbox/confirm/1"
            self._put(self.payments[key], status=status, action_url=url)
        else:
            self.decide(key, captured=status == "captured")

    def _give_back(self, payment: Payment, key: str, amount: Money) -> None:
        refunded = payment.refunded + amount
        self.refunds[key] = amount
        whole = refunded.minor == payment.amount.minor
        self._put(payment, refunded=refunded, status="refunded" if whole else "partly_refunded")
        self._say(PaymentRefunded(**self._about(payment) | {"amount": amount}, refund_key=key))

    def _put(self, payment: Payment, **changes: Any) -> None:
        self.payments[payment.key] = self.payments[payment.key].model_copy(update=changes)

    def _about(self, payment: Payment) -> dict[str, Any]:
        return {
            "payment_id": payment.payment_id,
            "order_id": payment.order_id,
            "key": payment.key,
            "amount": payment.amount,
        }
