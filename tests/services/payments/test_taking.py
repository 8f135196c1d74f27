"""Taking money: each test card does what it says, and a key takes money once."""

from __future__ import annotations

import pytest

from souk.contracts.payments.calls import PaymentNotFound
from souk.services.payments.models import Attempt, Payment, SandboxCharge
from souk.services.payments.use_cases import reconciliation
from souk.services.payments.use_cases.sandbox_days import deliver_due_webhooks
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Conflict, Invalid


def test_a_good_card_is_charged_at_once(take, said):
    payment = take("pm_card_success")
    assert payment.status == "captured"
    assert payment.amount == Money.of(2080)
    assert payment.method_label == "Sandbox card ending 4242"
    assert payment.captured_at is not None
    assert said() == [("succeeded", 2080)]


def test_a_success_costs_few_statements(take, count_queries):
    with count_queries("payments") as queries:
        take("pm_card_success")
    statements = [q["sql"] for q in queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(statements) <= 12, statements
    begun = [q["sql"] for q in queries if q["sql"].startswith("SAVEPOINT")]
    assert len(begun) <= 2  # in production each of these is a transaction


def test_the_same_key_takes_money_once(take, said):
    first = take("pm_card_success")
    assert [take("pm_card_success") for _ in range(3)] == [first] * 3
    assert SandboxCharge.objects.count() == 1
    assert said() == [("succeeded", 2080)]


def test_a_key_is_not_lent_to_another_order_or_amount(take):
    take("pm_card_success")
    with pytest.raises(Conflict):
        take("pm_card_success", amount=Money.of(99))
    with pytest.raises(Conflict):
        take("pm_card_success", order_id="ord_2")


def test_less_than_nothing_is_not_taken(take):
    with pytest.raises(Invalid):
        take("pm_card_success", amount=Money.of(-100))
    assert not Payment.objects.exists()


@pytest.mark.parametrize("token", ["pm_card_declined", None])
def test_an_order_that_costs_nothing_is_paid_at_once(take, payments, said, token):
    free = take(token, amount=Money.of(0))
    assert (free.status, free.action_url, free.method_label) == ("captured", None, "Nothing to pay")
    assert take(token, amount=Money.of(0)) == free
    assert payments.retry(key="again", payment_key=free.key) == free
    assert payments.refund(key="r", payment_key=free.key, amount=Money.of(0), reason="") == free
    assert not SandboxCharge.objects.exists()
    assert payments.call_off(key=free.key).status == "voided"
    assert said() == [("succeeded", 0)]


def test_a_declined_card_is_an_answer_not_a_problem(take, said):
    payment = take("pm_card_declined")
    assert (payment.status, payment.failure) == ("failed", "The card was declined.")
    assert take("pm_card_declined") == payment
    assert said() == [("failed", 2080)]


def test_an_unknown_token_is_declined(take):
    assert take("pm_card_of_my_neighbour").status == "failed"


def test_another_card_may_succeed_after_a_decline(take, payments, said):
    key = take("pm_card_declined").key
    payment = payments.retry(key="again", payment_key=key, method_token="pm_card_success")
    assert (payment.status, payment.failure) == ("captured", None)
    assert payments.retry(key="again", payment_key=key, method_token="pm_card_success") == payment
    assert said() == [("failed", 2080), ("succeeded", 2080)]


def test_a_captured_payment_is_not_taken_again_by_a_retry(take, payments):
    payment = take("pm_card_success")
    assert payments.retry(key="again", payment_key=payment.key, method_token="pm_card_success") == payment
    assert SandboxCharge.objects.count() == 1


def test_a_retry_of_nothing_finds_nothing(payments):
    with pytest.raises(PaymentNotFound):
        payments.retry(key="again", payment_key="no-such-key")


def test_a_late_card_answers_by_webhook(take, payments, said):
    payment = take("pm_card_late")
    assert (payment.status, payment.action_url) == ("pending", None)
    assert deliver_due_webhooks() == 0  # not yet
    assert deliver_due_webhooks(hurry=True) == 1
    assert payments.payment(key=payment.key).status == "captured"
    assert take("pm_card_late").status == "captured"
    assert said() == [("succeeded", 2080)]


def test_a_card_that_answers_twice_is_charged_once(take, said):
    assert take("pm_card_twice").status == "captured"
    assert deliver_due_webhooks(hurry=True) == 2
    assert said() == [("succeeded", 2080)]


def test_a_lost_answer_is_found_out_by_asking_again(take, said):
    assert take("pm_card_timeout").status == "pending"
    assert take("pm_card_timeout").status == "captured"
    assert deliver_due_webhooks(hurry=True) == 1
    assert SandboxCharge.objects.count() == 1
    assert said() == [("succeeded", 2080)]


def test_a_lost_answer_is_found_out_by_webhook(take, payments):
    payment = take("pm_card_timeout")
    deliver_due_webhooks(hurry=True)
    assert payments.payment(key=payment.key).status == "captured"


def test_a_lost_answer_is_found_out_by_the_reconciliation(take, payments, in_an_hour):
    from souk.kernel import clock

    payment = take("pm_card_timeout")
    assert reconciliation.reconcile() == 0  # its time has not come
    with clock.shifted(30):
        assert reconciliation.reconcile() == 1
    assert payments.payment(key=payment.key).status == "captured"


def test_a_confirmed_card_asks_its_owner(take, client, payments):
    payment = take("pm_card_confirm")
    assert payment.status == "requires_action"
    assert payment.action_url.startswith("http://testserver/sandbox/confirm/sbx_")
    client.post(payment.action_url, {"answer": "approve"})
    assert take("pm_card_confirm").status == "requires_action"  # nobody told us yet
    deliver_due_webhooks()
    assert payments.payment(key=payment.key).status == "captured"


def test_a_refused_confirmation_is_a_decline(take, client, payments):
    payment = take("pm_card_confirm")
    client.post(payment.action_url, {"answer": "refuse"})
    deliver_due_webhooks()
    assert payments.payment(key=payment.key).failure == "The payment was not confirmed."


def test_a_provider_that_never_heard_of_an_attempt_lets_it_fail_in_the_end(take, payments, said):
    from souk.kernel import clock
    from souk.kernel.crashes import Crash, crash_at

    with pytest.raises(Crash), crash_at(0):
        take("pm_card_success")
    with clock.shifted(20):
        reconciliation.reconcile()
    assert Attempt.objects.get().status == "asking"
    with clock.shifted(300):
        reconciliation.reconcile()
    payment = payments.payment(key="checkout:1:take_money")
    assert (payment.status, SandboxCharge.objects.get().status) == ("failed", "cancelled")
    assert said() == [("failed", 2080)]


def test_a_card_that_still_thinks_is_not_charged_beside_without_being_asked(take, payments):
    key = take("pm_card_late").key
    assert payments.retry(key="again", payment_key=key).status == "pending"
    assert Attempt.objects.count() == 1


def test_two_attempts_that_both_succeed_keep_one_and_give_one_back(take, payments, said):
    from souk.services.payments.models import Refund
    from souk.services.payments.use_cases import refunds

    key = take("pm_card_late").key
    assert payments.retry(key="again", payment_key=key, method_token="pm_card_success").status == "captured"
    deliver_due_webhooks(hurry=True)
    surplus = Refund.objects.get()
    assert (surplus.kind, surplus.status, surplus.amount) == ("surplus", "owed", 2080)
    assert refunds.return_all_due() == 1
    assert refunds.return_all_due() == 0
    payment = payments.payment(key=key)
    assert (payment.status, payment.refunded) == ("captured", Money.of(0))
    assert sum(SandboxCharge.objects.values_list("refunded", flat=True)) == 2080
    assert said() == [("succeeded", 2080)]  # nobody heard of the surplus, so nobody hears of its refund


def test_methods_list_test_tokens_and_cards(payments):
    (method,) = payments.methods()
    assert "pm_card_success" in method.tokens
    assert "4242424242424242" in method.cards
    assert len(method.tokens) == len(method.cards) == 6


@pytest.mark.parametrize(
    "return_url",
    [
        "https://evil.example/",
        "//evil.example/x",
        "/\\evil.example",
        "http://testserver.evil.example/",
        "http://testserver@evil.example/",
        "http://user@testserver/",
        "http://testserver:81/",
        "https://testserver/",
        "javascript:alert(1)",
        "data:text/html,x",
        "http:evil.example",
        "/ok\nLocation: https://evil.example",
        "/%0d" + "x" * 600,
        "http://[",
    ],
)
def test_a_payment_page_never_leads_elsewhere(take, return_url):
    with pytest.raises(Invalid) as refusal:
        take(None, return_url=return_url)
    assert refusal.value.errors[0].pointer == "/return_url"
    assert not Payment.objects.exists()


def test_without_a_return_address_the_page_leads_to_the_confirmation(take):
    take(None, return_url="")
    assert Payment.objects.get().return_url == "/checkout/confirmation?order=ORD-2345"
