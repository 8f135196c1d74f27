"""The fake that neighbours test with answers like the house itself."""

from __future__ import annotations

import pytest

from souk.contracts.payments.calls import PaymentVoided, RefundTooLarge
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Unavailable
from tests.fakes.payments import FakePayments


@pytest.fixture(params=["house", "fake"])
def either(request: pytest.FixtureRequest):
    if request.param == "fake":
        return FakePayments()
    return request.getfixturevalue("payments")


def ask(payments, key="k", token="pm_card_success"):
    return payments.take(
        key=key, order_id="ord_1", order_number="ORD-1", amount=Money.of(500), email="a@example.org", return_url="/",
        method_token=token,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("token", "status"),
    [
        ("pm_card_success", "captured"),
        ("pm_card_twice", "captured"),
        ("pm_card_declined", "failed"),
        ("pm_card_confirm", "requires_action"),
        ("pm_card_late", "pending"),
        ("pm_card_timeout", "pending"),
        ("pm_nonsense", "failed"),
        (None, "pending"),
    ],
)
def test_each_token_does_the_same(either, token, status):
    payment = ask(either, token=token)
    assert payment.status == status
    assert bool(payment.action_url) == (token in (None, "pm_card_confirm"))


def test_called_off_first_is_refused_later(either):
    assert either.call_off(key="k") is None
    with pytest.raises(PaymentVoided):
        ask(either)


def test_called_off_later_is_given_back(either):
    ask(either)
    for _ in range(2):
        payment = either.call_off(key="k")
        assert (payment.status, payment.refunded) == ("refunded", Money.of(500))
    with pytest.raises(PaymentVoided):
        ask(either)


def test_a_refund_is_given_once_per_key_and_never_too_much(either):
    ask(either)
    for _ in range(2):
        payment = either.refund(key="r", payment_key="k", amount=Money.of(200), reason="")
        assert (payment.status, payment.refunded) == ("partly_refunded", Money.of(200))
    with pytest.raises(RefundTooLarge):
        either.refund(key="s", payment_key="k", amount=Money.of(301), reason="")
    assert either.refund(key="t", payment_key="k", amount=Money.of(300), reason="").status == "refunded"


def test_the_payments_of_an_order_are_its_own(either):
    payment = ask(either)
    either.call_off(key="called off before it was asked for")
    assert [each.payment_id for each in either.of_order(order_id="ord_1")] == [payment.payment_id]
    assert either.of_order(order_id="ord_2") == either.of_order(order_id="") == []


def test_a_retry_after_a_decline_succeeds(either):
    ask(either, token="pm_card_declined")
    assert either.retry(key="r", payment_key="k", method_token="pm_card_success").status == "captured"


def test_the_fake_can_be_away_or_lose_its_answers():
    fake = FakePayments()
    fake.is_away = True
    with pytest.raises(Unavailable):
        ask(fake)
    fake.is_away, fake.loses_answers = False, True
    with pytest.raises(Unavailable):
        ask(fake)
    fake.loses_answers = False
    assert fake.net == 500
    fake.refuse("payment", PaymentVoided())
    with pytest.raises(PaymentVoided):
        fake.payment(key="k")
    fake.refuse("payment", None)
    assert fake.payment(key="k").status == "captured"
