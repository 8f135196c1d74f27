"""Whatever happens in whatever order, and wherever the process dies: the money adds up and nobody pays twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from souk.kernel import clock
from souk.kernel.crashes import Crash, crash_at
from souk.kernel.models import OutboxEvent
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Problem
from tests.examples import examples

AMOUNT = 1000
TOKENS = [
    "pm_card_success", "pm_card_declined", "pm_card_confirm", "pm_card_late", "pm_card_twice", "pm_card_timeout", None,
]  # fmt: skip
CARDS = [
    "4242424242424242", "4000000000000002", "4000002500003155", "4000000000000077", "4000000000000226", "4000000000000119",
]  # fmt: skip


@contextmanager
def own_transaction() -> Iterator[None]:
    """All that one run does is rolled back at its end, as if tests had not been there."""
    block = transaction.atomic(using="payments")
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True, using="payments")


class Till:
    """One payment under one key, and everything that can happen to it."""

    def __init__(self, token: str | None) -> None:
        from souk.services.payments.service import PaymentsService

        self.payments, self.token = PaymentsService(), token
        self.seconds = self.retries = self.refunds = 0

    # -- what happens -------------------------------------------------------------------------------------------------

    def take(self, dies: int | None) -> None:
        self._do(
            dies,
            lambda: self.payments.take(
                key="k", order_id="ord_1", order_number="ORD-1", amount=Money.of(AMOUNT), email="a@example.org",
                return_url="/", method_token=self.token,
            ),
        )  # fmt: skip

    def retry(self, token: str | None, again: bool, dies: int | None) -> None:
        self.retries += 0 if again and self.retries else 1
        key = f"retry-{self.retries}"
        self._do(dies, lambda: self.payments.retry(key=key, payment_key="k", method_token=token))

    def call_off(self, dies: int | None) -> None:
        self._do(dies, lambda: self.payments.call_off(key="k"))

    def refund(self, minor: int, again: bool, dies: int | None) -> None:
        self.refunds += 0 if again and self.refunds else 1
        key = f"refund-{self.refunds}"
        self._do(
            dies, lambda: self.payments.refund(key=key, payment_key="k", amount=Money.of(minor), reason="")
        )

    def the_shopper_types_a_card(self, number: str) -> None:
        from souk.services.payments.models import SandboxCharge
        from souk.services.payments.use_cases import sandbox_days

        with clock.shifted(self.seconds):
            for charge_id in SandboxCharge.objects.filter(is_session=True).values_list(
                "charge_id", flat=True
            ):
                sandbox_days.pay_by_card(charge_id, number)

    def the_shopper_answers_the_bank(self, approved: bool) -> None:
        from souk.services.payments.models import SandboxCharge
        from souk.services.payments.use_cases import sandbox_days

        for charge_id in SandboxCharge.objects.filter(status="confirming").values_list(
            "charge_id", flat=True
        ):
            sandbox_days.confirm(charge_id, approved=approved)

    def the_browser_comes_back(self, dies: int | None) -> None:
        from souk.services.payments.models import Attempt
        from souk.services.payments.use_cases import reconciliation

        for attempt_id in Attempt.objects.values_list("attempt_id", flat=True):
            self._do(dies, lambda attempt_id=attempt_id: reconciliation.come_back(attempt_id))

    def webhooks_arrive(self, seed: int, repeat: bool, some: int) -> None:
        """In any order, some of them twice, some not at all for now."""
        from souk.services.payments.ports import till
        from souk.services.payments.use_cases import webhooks

        with clock.shifted(self.seconds):
            posted = till().due_webhooks(100, hurry=True)
            Random(seed).shuffle(posted)
            for webhook in posted[:some] + posted[:1] * repeat:
                webhooks.receive("sandbox", webhook.headers, webhook.body)
                if not repeat:
                    till().webhook_taken(webhook)

    def time_passes(self, seconds: int) -> None:
        self.seconds += seconds

    def the_jobs_run(self, dies: int | None) -> None:
        from souk.services.payments.use_cases import reconciliation, refunds

        self._do(dies, lambda: (reconciliation.reconcile(), refunds.return_all_due()))

    # -- what must hold -----------------------------------------------------------------------------------------------

    def the_books_are_right(self) -> None:
        from souk.services.payments.models import Attempt, LedgerLine, Payment, Refund
        from souk.services.payments.use_cases.auditing import violations

        assert violations() == []
        for payment in Payment.objects.all():
            assert payment.captured in (0, AMOUNT)
            assert 0 <= payment.refunded <= payment.captured
            lines = LedgerLine.objects.filter(payment=payment, account="customer_orders")
            assert -sum(lines.values_list("minor", flat=True)) == payment.captured - payment.refunded
            captured = Attempt.objects.filter(payment=payment, status="captured").count()
            extra = Refund.objects.filter(payment=payment, kind="surplus").count()
            assert captured - extra in (0, 1)
            if payment.called_off_at:
                assert payment.captured == payment.refunded

    def the_street_heard_of_money_once(self) -> None:
        names = OutboxEvent.objects.using("payments").values_list("type", flat=True)
        assert list(names).count("souk.payment.succeeded.v1") <= 1

    def let_it_end(self) -> None:
        """Time passes, jobs run, post arrives: then the provider and we agree to the cent and nothing is open."""
        import orjson

        from souk.services.payments.models import Attempt, Payment, Refund, SandboxCharge
        from souk.services.payments.use_cases import reconciliation, refunds, sandbox_days
        from souk.services.payments.use_cases.auditing import facts

        for _ in range(6):
            self.seconds += 5000
            with clock.shifted(self.seconds):
                sandbox_days.deliver_due_webhooks()
                reconciliation.reconcile()
                refunds.return_all_due()
        self.the_books_are_right()
        self.the_street_heard_of_money_once()
        assert not Attempt.objects.filter(due_at__isnull=False).exists()
        assert not Refund.objects.filter(status="owed").exists()
        theirs = sum(
            charge.amount - charge.refunded for charge in SandboxCharge.objects.filter(status="captured")
        )
        ours = sum(payment.captured - payment.refunded for payment in Payment.objects.all())
        assert theirs == ours in range(AMOUNT + 1)
        told = 0
        for envelope in (
            OutboxEvent.objects.using("payments").order_by("id").values_list("envelope", flat=True)
        ):
            event = orjson.loads(envelope)
            minor = Money.model_validate(event["data"]["amount"]).minor
            told += {"souk.payment.succeeded.v1": minor, "souk.payment.refunded.v1": -minor}.get(
                event["type"], 0
            )
        assert told == ours
        assert facts().get("ord_1", {}).get("owed", 0) == 0

    def _do(self, dies: int | None, deed) -> None:
        with clock.shifted(self.seconds), suppress(Problem, Crash):
            if dies is None:
                deed()
            else:
                with crash_at(dies):
                    deed()


@pytest.fixture
def books_are_right(databases: None) -> None:
    """Each run looks after its own books."""


#: Deeds, each as often as it stands here, with what its arguments may be.
_DIES = [None, None, None, 0, 1, 2, 3]
DEEDS: list[tuple[str, dict[str, list]]] = [
    ("take", {"dies": _DIES}),
    *[("retry", {"token": [*TOKENS, *["pm_card_success"] * 4], "again": [False, False, True], "dies": _DIES})] * 3,
    *[("the_shopper_types_a_card", {"number": CARDS})] * 2,
    *[("the_shopper_answers_the_bank", {"approved": [True, True, False]})] * 2,
    ("the_browser_comes_back", {"dies": _DIES}),
    *[("webhooks_arrive", {"seed": list(range(9)), "repeat": [True, False], "some": [1, 2, 5]})] * 3,
    ("time_passes", {"seconds": [1, 20, 200, 5000]}),
    ("the_jobs_run", {"dies": _DIES}),
    ("refund", {"minor": [1, 400, 600, AMOUNT, AMOUNT + 1], "again": [False, True], "dies": _DIES}),
    ("call_off", {"dies": _DIES}),
]  # fmt: skip
FIRST_DEEDS = [DEEDS[0]] * 12 + [DEEDS[-1]]


def live_through(token: str | None, deeds: list[tuple[str, dict]]) -> None:
    with own_transaction():
        till = Till(token)
        for name, arguments in deeds:
            getattr(till, name)(**arguments)
            till.the_books_are_right()
            till.the_street_heard_of_money_once()
        till.let_it_end()


def one_of(deeds: list) -> st.SearchStrategy:
    """A deed with arguments, as a strategy, so that a failing life is told as shortly as possible."""
    return st.sampled_from(deeds).flatmap(
        lambda deed: st.tuples(
            st.just(deed[0]),
            st.fixed_dictionaries({name: st.sampled_from(values) for name, values in deed[1].items()}),
        )
    )


@settings(max_examples=examples(25), deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    token=st.sampled_from(TOKENS),
    first=one_of(FIRST_DEEDS),
    then=st.lists(one_of(DEEDS), min_size=3, max_size=10),
)
def test_money_holds_in_every_order_of_things(token, first, then):
    live_through(token, [first, *then])


@pytest.mark.parametrize("decade", range(6))
def test_money_holds_in_long_lives(decade):
    """Evenly random where the test above looks for corners; long enough for two attempts to succeed."""
    for seed in range(decade * 10, decade * 10 + examples(10)):
        dice = Random(seed)
        deeds = [dice.choice(FIRST_DEEDS), *dice.choices(DEEDS, k=dice.randint(5, 16))]
        life = [(name, {key: dice.choice(values) for key, values in asked.items()}) for name, asked in deeds]
        token = dice.choice([*TOKENS, None, "pm_card_late", "pm_card_timeout"])
        try:
            live_through(token, life)
        except AssertionError as broken:
            raise AssertionError(f"seed {seed}, {token}: {life}") from broken


@settings(max_examples=examples(60), deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(amounts=st.lists(st.integers(1, AMOUNT), max_size=8))
def test_refunds_never_sum_to_more_than_was_paid(amounts):
    from souk.services.payments.models import Payment, SandboxCharge
    from souk.services.payments.service import PaymentsService

    payments = PaymentsService()
    with own_transaction():
        payments.take(
            key="k", order_id="ord_1", order_number="ORD-1", amount=Money.of(AMOUNT), email="", return_url="/",
            method_token="pm_card_success",
        )  # fmt: skip
        expected = 0
        for number, minor in enumerate(amounts):
            with suppress(Problem):
                payments.refund(key=f"r{number}", payment_key="k", amount=Money.of(minor), reason="")
                expected += minor
        assert Payment.objects.get().refunded == SandboxCharge.objects.get().refunded == expected <= AMOUNT
