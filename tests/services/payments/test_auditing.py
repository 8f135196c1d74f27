"""The audit notices money that goes missing: each test breaks the books by hand."""

from __future__ import annotations

import pytest
from django.db.models import F

from souk.services.payments.models import Attempt, LedgerLine, Payment, Refund
from souk.services.payments.use_cases.auditing import facts, violations
from souk.vocabulary.money import Money


@pytest.fixture
def books_are_right() -> None:
    """Here they are wrong on purpose."""


def test_all_is_well_after_a_purchase_and_a_partial_refund(take, payments):
    payments.refund(key="r", payment_key=take("pm_card_success").key, amount=Money.of(80), reason="")
    assert violations() == []
    assert facts() == {"ord_1": {"captured": 2080, "refunded": 80, "owed": 0, "surplus": 0}}


def test_a_line_that_was_changed_is_noticed(take):
    take("pm_card_success")
    LedgerLine.objects.filter(account="provider_clearing").update(minor=F("minor") + 1)
    found = violations()
    assert any("off by 1 USD" in sentence for sentence in found)
    assert any("does not balance" in sentence for sentence in found)


def test_a_capture_without_an_entry_is_noticed(take):
    take("pm_card_success")
    LedgerLine.objects.all().delete()
    assert any("provider_clearing stands at 0" in sentence for sentence in violations())


def test_a_second_capture_that_nobody_gives_back_is_noticed(take, payments):
    key = take("pm_card_declined").key
    payments.retry(key="again", payment_key=key, method_token="pm_card_success")
    Attempt.objects.update(status="captured")
    assert any("took money twice" in sentence for sentence in violations())


def test_money_kept_after_calling_off_is_noticed(take):
    key = take("pm_card_success").key
    Payment.objects.filter(key=key).update(called_off_at=F("created_at"))
    assert any("was called off and keeps money" in sentence for sentence in violations())


def test_a_refund_that_its_payment_does_not_know_is_noticed(take):
    payment = Payment.objects.get(key=take("pm_card_success").key)
    Refund.objects.create(
        refund_id="ref_x", key="x", payment=payment, attempt_id=payment.kept_attempt, kind="asked",
        amount=9999, status="owed", created_at=payment.created_at,
    )  # fmt: skip
    assert any("gives back 9999 of 2080" in sentence for sentence in violations())
