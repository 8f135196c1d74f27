"""The process dies at every point, or several do the same thing at once: money is taken once and the truth is found again."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from souk.kernel import clock
from souk.kernel.crashes import Crash, crash_at
from souk.services.payments.models import Attempt, Payment, Refund, SandboxCharge
from souk.services.payments.ports import till
from souk.services.payments.use_cases import reconciliation, refunds, webhooks
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Problem


def die_at_every_point(deed: Callable[[], object], again: Callable[[], object]) -> list[str]:
    """Does `deed` and dies at its first point, then does `again`; then the second point, and so on, in one database."""
    died: list[str] = []
    while True:
        try:
            with crash_at(len(died)) as passed:
                deed()
            return died
        except Crash:
            died.append(passed[-1])
            again()


def kept() -> int:
    return sum(charge.amount - charge.refunded for charge in SandboxCharge.objects.filter(status="captured"))


@pytest.mark.parametrize(
    "token", ["pm_card_success", "pm_card_declined", "pm_card_timeout", "pm_card_late", None]
)
def test_a_take_that_died_is_finished_by_the_next_one(take, payments, token):
    numbers = iter(range(100))
    keys = []

    def deed():
        keys.append(f"k{next(numbers)}")
        take(token, key=keys[-1])

    died = die_at_every_point(deed, lambda: take(token, key=keys[-1]))
    assert died[0] == "payments: attempt written, provider not asked"
    assert Payment.objects.count() == Attempt.objects.count() == len(keys)
    assert SandboxCharge.objects.count() == len(keys)
    statuses = {payments.payment(key=key).status for key in keys[:-1]}
    assert len(statuses) <= 1  # each of them ended as one that nobody interrupted


def test_a_take_that_died_is_found_by_the_reconciliation(take, payments, said):
    with pytest.raises(Crash), crash_at(1) as passed:
        take("pm_card_success")
    assert passed[-1] == "payments: provider answered, not written"
    assert payments.payment(key="checkout:1:take_money").status == "pending"
    with clock.shifted(30):
        reconciliation.reconcile()
    assert payments.payment(key="checkout:1:take_money").status == "captured"
    assert said() == [("succeeded", 2080)]


def test_a_take_that_died_and_is_called_off_keeps_nothing(take, payments):
    numbers = iter(range(100))
    keys = []

    def deed():
        keys.append(f"k{next(numbers)}")
        take("pm_card_success", key=keys[-1])

    die_at_every_point(deed, lambda: payments.call_off(key=keys[-1]))
    payments.call_off(key=keys[-1])
    assert kept() == 0


def test_a_refund_that_died_is_given_once(take, payments, said):
    key = take("pm_card_success").key
    with pytest.raises(Crash), crash_at(0) as passed:
        payments.refund(key="r", payment_key=key, amount=Money.of(80), reason="")
    assert passed == ["payments: provider gave back, not written"]
    assert Refund.objects.get().status == "owed"
    assert kept() == 2000
    payments.refund(key="r", payment_key=key, amount=Money.of(80), reason="")
    assert kept() == 2000
    assert said() == [("succeeded", 2080), ("refunded", 80)]


def test_a_calling_off_that_died_is_finished_by_the_jobs(take, payments):
    key = take("pm_card_success").key
    page = take(None, key="page")
    for called_off in (key, page.key):
        with pytest.raises(Crash), crash_at(0):
            payments.call_off(key=called_off)
    with clock.shifted(30):
        reconciliation.reconcile()
        refunds.return_all_due()
    assert kept() == 0
    assert set(SandboxCharge.objects.values_list("status", flat=True)) == {"captured", "cancelled"}


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """Each in a thread with a connection of its own; answers what they answered or raised."""
    from django.db import connections

    barrier = threading.Barrier(len(deeds))
    answers: list[object] = [None] * len(deeds)

    def run(place: int, deed: Callable[[], object]) -> None:
        barrier.wait(10)
        try:
            answers[place] = deed()
        except Problem as problem:
            answers[place] = problem
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


def test_ten_takes_at_once_take_money_once(real_databases, take, said):
    answers = at_once(*[lambda: take("pm_card_success")] * 10)
    assert {answer.payment_id for answer in answers} == {Payment.objects.get().payment_id}
    assert take("pm_card_success").status == "captured"
    assert kept() == 2080
    assert said() == [("succeeded", 2080)]


def test_a_webhook_and_the_browser_and_the_call_at_once(real_databases, take, said):
    for number in range(5):
        key = f"k{number}"
        take("pm_card_timeout", key=key)
        (webhook,) = till().due_webhooks(10, hurry=True)
        attempt = Attempt.objects.get(payment__key=key)
        at_once(
            *[lambda webhook=webhook: webhooks.receive("sandbox", webhook.headers, webhook.body)] * 3,
            *[lambda attempt=attempt: reconciliation.come_back(attempt.attempt_id)] * 2,
            lambda key=key: take("pm_card_timeout", key=key),
        )
        till().webhook_taken(webhook)
    assert kept() == 5 * 2080
    assert said() == [("succeeded", 2080)] * 5


def test_two_retries_at_once_keep_one_capture(real_databases, take, payments, said):
    key = take("pm_card_declined").key
    at_once(
        *[
            lambda n=n: payments.retry(key=f"again{n}", payment_key=key, method_token="pm_card_success")
            for n in range(4)
        ]
    )
    refunds.return_all_due()
    assert kept() == 2080
    assert payments.payment(key=key).status == "captured"
    assert said() == [("failed", 2080), ("succeeded", 2080)]


def test_taking_and_calling_off_at_once_keeps_nothing(real_databases, take, payments):
    for number in range(8):
        key = f"k{number}"
        at_once(lambda key=key: take("pm_card_success", key=key), lambda key=key: payments.call_off(key=key))
    refunds.return_all_due()
    assert kept() == 0


def test_refunds_at_once_never_sum_to_more_than_was_paid(real_databases, take, payments):
    key = take("pm_card_success").key
    answers = at_once(
        *[
            lambda n=n: payments.refund(key=f"r{n}", payment_key=key, amount=Money.of(600), reason="")
            for n in range(6)
        ]
    )
    assert sum(isinstance(answer, Problem) for answer in answers) == 3
    assert kept() == 2080 - 3 * 600


def test_the_same_refund_at_once_is_given_once(real_databases, take, payments, said):
    key = take("pm_card_success").key
    whole = Money.of(2080)
    answers = at_once(*[lambda: payments.refund(key="r", payment_key=key, amount=whole, reason="")] * 6)
    assert {answer.status for answer in answers} == {"refunded"}
    assert kept() == 0
    assert said() == [("succeeded", 2080), ("refunded", 2080)]
