"""Refunds and calling off: nobody gets back more than was paid, and late money goes back by itself."""

from __future__ import annotations

import pytest

from souk.contracts.payments.calls import PaymentNotFound, PaymentVoided, RefundTooLarge
from souk.kernel import clock
from souk.services.payments import ports
from souk.services.payments.adapters.sandbox import Sandbox
from souk.services.payments.models import Attempt, LedgerLine, Payment, Refund, SandboxCharge
from souk.services.payments.use_cases import reconciliation, refunds
from souk.services.payments.use_cases.auditing import facts
from souk.services.payments.use_cases.sandbox_days import deliver_due_webhooks
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Conflict, Invalid, Unavailable


class RestingSandbox(Sandbox):
    """A provider that is away for refunds and cancellations."""

    def refund(self, **_: object) -> str:
        raise Unavailable("resting")

    def cancel(self, **_: object) -> ports.Outcome:
        raise Unavailable("resting")


@pytest.fixture
def provider_rests():
    ports.offer(RestingSandbox())
    yield lambda: ports.offer(Sandbox())
    ports.offer(Sandbox())


def balance(account: str) -> int:
    return sum(LedgerLine.objects.filter(account=account).values_list("minor", flat=True))


def test_a_part_is_given_back_and_then_the_rest(take, payments, said):
    key = take("pm_card_success").key
    part = payments.refund(key="r1", payment_key=key, amount=Money.of(80), reason="A cup was missing")
    assert (part.status, part.refunded) == ("partly_refunded", Money.of(80))
    whole = payments.refund(key="r2", payment_key=key, amount=Money.of(2000), reason="")
    assert (whole.status, whole.refunded) == ("refunded", Money.of(2080))
    assert said() == [("succeeded", 2080), ("refunded", 80), ("refunded", 2000)]
    assert balance("provider_clearing") == balance("customer_orders") == balance("refunds_owed") == 0


def test_the_same_refund_asked_twice_is_given_once(take, payments):
    key = take("pm_card_success").key
    for _ in range(2):
        assert payments.refund(key="r", payment_key=key, amount=Money.of(80), reason="").refunded == Money.of(
            80
        )
    with pytest.raises(Conflict):
        payments.refund(key="r", payment_key=key, amount=Money.of(81), reason="")


def test_all_that_is_left_is_given_back_once(take, payments, said):
    key = take("pm_card_success").key
    payments.refund(key="part", payment_key=key, amount=Money.of(80), reason="")
    for _ in range(2):
        whole = payments.refund(key="rest", payment_key=key, amount=None, reason="")
        assert (whole.status, whole.refunded) == ("refunded", Money.of(2080))
    assert payments.refund(key="nothing", payment_key=key, amount=None, reason="").refunded == Money.of(2080)
    assert said() == [("succeeded", 2080), ("refunded", 80), ("refunded", 2000)]


def test_more_than_was_paid_is_refused(take, payments):
    key = take("pm_card_success").key
    payments.refund(key="r1", payment_key=key, amount=Money.of(2000), reason="")
    with pytest.raises(RefundTooLarge, match=r"0\.80 USD"):
        payments.refund(key="r2", payment_key=key, amount=Money.of(81), reason="")
    with pytest.raises(RefundTooLarge):
        payments.refund(
            key="r3", payment_key=take("pm_card_declined", key="k2").key, amount=Money.of(1), reason=""
        )


@pytest.mark.parametrize("amount", [Money.of(0), Money.of(-5), Money.of(5, "EUR")])
def test_a_refund_gives_back_something_in_the_same_currency(take, payments, amount):
    key = take("pm_card_success").key
    with pytest.raises(Invalid):
        payments.refund(key="r", payment_key=key, amount=amount, reason="")


def test_a_refund_of_nothing_finds_nothing(payments):
    with pytest.raises(PaymentNotFound):
        payments.refund(key="r", payment_key="none", amount=Money.of(1), reason="")


def test_a_refund_is_kept_while_the_provider_rests(take, payments, said, provider_rests):
    key = take("pm_card_success").key
    assert payments.refund(key="r", payment_key=key, amount=Money.of(80), reason="").refunded == Money.of(80)
    assert facts()["ord_1"]["owed"] == 80
    assert said() == [("succeeded", 2080)]
    provider_rests()
    assert refunds.return_all_due() == 0  # tried a moment ago
    with clock.shifted(30):
        assert refunds.return_all_due() == 1
    assert said() == [("succeeded", 2080), ("refunded", 80)]


def test_calling_off_before_taking_leaves_a_tombstone(take, payments):
    key = "checkout:1:take_money"
    assert payments.call_off(key=key) is None
    assert payments.call_off(key=key) is None
    with pytest.raises(PaymentVoided):
        take("pm_card_success")
    assert not SandboxCharge.objects.exists()
    with pytest.raises(PaymentNotFound):
        payments.payment(key=key)
    assert facts() == {}


def test_calling_off_a_captured_payment_gives_all_back_once(take, payments, said):
    key = take("pm_card_success").key
    payments.refund(key="r", payment_key=key, amount=Money.of(80), reason="")
    for _ in range(2):
        assert payments.call_off(key=key).status == "refunded"
    assert said() == [("succeeded", 2080), ("refunded", 80), ("refunded", 2000)]
    with pytest.raises(PaymentVoided):
        take("pm_card_success")
    with pytest.raises(PaymentVoided):
        payments.retry(key="again", payment_key=key, method_token="pm_card_success")


def test_calling_off_an_open_page_closes_it(take, payments, client):
    payment = take(None)
    assert payments.call_off(key=payment.key).status == "voided"
    assert SandboxCharge.objects.get().status == "cancelled"
    answer = client.post(payment.action_url, {"number": "4242424242424242", "expiry": "12/34", "cvc": "123"})
    assert answer.status_code == 302
    assert SandboxCharge.objects.get().status == "cancelled"


def test_money_that_arrives_after_calling_off_goes_back_by_itself(take, payments, said):
    key = take("pm_card_late").key
    assert payments.call_off(key=key).status == "voided"
    deliver_due_webhooks(hurry=True)
    assert payments.payment(key=key).status == "refunded"
    assert refunds.return_all_due() == 1
    assert SandboxCharge.objects.get().refunded == 2080
    assert said() == []  # nobody was told of this money


def test_an_unanswered_charge_that_is_called_off_goes_back_at_once(take, payments, said):
    key = take("pm_card_timeout").key
    assert payments.call_off(key=key).status == "refunded"
    assert Refund.objects.get().status == "done"
    deliver_due_webhooks(hurry=True)
    assert Refund.objects.count() == 1
    assert said() == []


def test_an_attempt_that_could_not_be_cancelled_is_cancelled_later(take, payments, provider_rests):
    payment = take(None)
    assert payments.call_off(key=payment.key).status == "voided"
    assert SandboxCharge.objects.get().status == "open"
    provider_rests()
    with clock.shifted(60):
        reconciliation.reconcile()
        assert reconciliation.reconcile() == 0
    assert SandboxCharge.objects.get().status == "cancelled"
    assert Attempt.objects.get().status == "failed"


def test_a_charge_that_arrives_at_the_provider_after_its_cancellation_takes_nothing():
    sandbox = Sandbox()
    sandbox.cancel(idempotency_key="att_1", deadline_seconds=1)
    outcome = sandbox.charge(
        idempotency_key="att_1", amount=Money.of(500), method_token="pm_card_success", description="", return_url="",
        deadline_seconds=1,
    )  # fmt: skip
    assert (outcome.status, outcome.is_final) == ("failed", True)


def test_a_tombstone_is_not_a_payment_that_may_be_refunded(payments):
    payments.call_off(key="k")
    with pytest.raises(PaymentNotFound):
        payments.refund(key="r", payment_key="k", amount=Money.of(1), reason="")
    assert Payment.objects.get().status == "voided"
