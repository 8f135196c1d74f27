"""Attempts: asking a provider for the money of an order, at once with a token or on its own page.

What is about to be asked is committed first, under the key that the provider will know it by; so whatever dies on the way, the
same question can be asked again and the truth be found.
"""

from __future__ import annotations

from django.db import IntegrityError

from souk.contracts.payments.calls import Payment as PaymentMessage
from souk.contracts.payments.calls import PaymentVoided
from souk.contracts.payments.events import PaymentSucceeded
from souk.kernel import clock
from souk.kernel.access import identity
from souk.kernel.crashes import point
from souk.kernel.data.database import changes
from souk.kernel.data.rows import find_one, insert
from souk.kernel.ids import new_id
from souk.kernel.settings import settings as process_settings
from souk.services.payments.models import Attempt, Payment
from souk.services.payments.ports import Outcome, Provider, our_provider, provider_named
from souk.services.payments.rules.return_urls import path_within
from souk.services.payments.settings import settings
from souk.services.payments.use_cases.recording import about, may_still_change, record
from souk.services.payments.use_cases.showing import find_payment, told
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Conflict, Unavailable, invalid


def take_money(
    *,
    key: str,
    order_id: str,
    order_number: str,
    amount: Money,
    email: str,
    return_url: str,
    method_token: str | None = None,
) -> PaymentMessage:
    """One payment per key. A provider that does not answer leaves it pending; asking again finds out.

    `email` is for providers that write receipts; the sandbox does not, so it is not kept.
    """
    payment = find_one(Payment, where={"key": key})
    if payment is None:
        fresh = Payment(
            payment_id=new_id("pay"), key=key, order_id=order_id, order_number=order_number[:40], amount=amount.minor,
            currency=amount.currency, return_url=_way_back(return_url, order_number),
            status="pending", created_at=clock.now(),
        )  # fmt: skip
        if amount.minor < 0:
            raise invalid("/amount", "A payment is not less than nothing.")
        if amount.minor == 0:
            return _told_unless_voided(_free(fresh))
        attempt = _begin(fresh, method_token)
        if attempt is not None:
            return _told_unless_voided(_ask(attempt))
        payment = Payment.objects.get(key=key)
    if payment.called_off_at is None and (payment.order_id, payment.amount) != (order_id, amount.minor):
        raise Conflict("This key belongs to the payment of another order or amount.")
    return _told_unless_voided(_how_it_stands(payment))


def retry(*, key: str, payment_key: str, method_token: str | None = None) -> PaymentMessage:
    """Another attempt, unless the money is here.

    Without a token an open payment page is kept rather than opened twice, and a bank that still thinks is waited for.
    """
    payment = find_payment(payment_key)
    if _is_settled(payment):
        return _told_unless_voided(payment)
    asked_key = f"retry:{payment.payment_id}:{key}"
    attempt = Attempt.objects.select_related("payment").filter(asked_key=asked_key).first()
    if attempt is None and not method_token:
        payment = _how_it_stands(payment, always_ask=True)
        if payment.status != "failed" or payment.action_url:
            return _told_unless_voided(payment)
    if attempt is None:
        attempt, earlier = _begin_another(payment, asked_key, method_token)
        for other in earlier:
            close(other)
        attempt.payment.refresh_from_db()
        return _told_unless_voided(_ask(attempt))
    return _told_unless_voided(_ask_again(attempt) if may_still_change(attempt) else attempt.payment)


def how_it_stands_at_provider(attempt: Attempt) -> Payment:
    """Asks the provider about an attempt that may still change, and writes the answer down. Unavailable changes nothing."""
    return _ask_again(attempt) if may_still_change(attempt) else attempt.payment


def close(attempt: Attempt) -> None:
    """Tells the provider to take no more money for this attempt. If it cannot be reached, the reconciliation does it."""
    try:
        outcome = provider_named(attempt.provider).cancel(
            idempotency_key=attempt.attempt_id, deadline_seconds=_seconds()
        )
    except Unavailable:
        return
    record(attempt, outcome)


def _is_settled(payment: Payment) -> bool:
    """Nothing is asked of a provider any more. An order may cost nothing, so it is the time that tells."""
    return payment.captured_at is not None or payment.called_off_at is not None


def _free(payment: Payment) -> Payment:
    """An order that coupons have paid for: no provider is asked."""
    payment.status, payment.captured_at, payment.method_label = "captured", clock.now(), "Nothing to pay"
    try:
        with changes("payments") as change:
            payment.save(force_insert=True)
            change.say(PaymentSucceeded(**about(payment)))
    except IntegrityError:
        return Payment.objects.get(key=payment.key)
    return payment


def _begin(payment: Payment, method_token: str | None) -> Attempt | None:
    """Writes payment and attempt; None if somebody else wrote the key in this instant."""
    attempt = _new_attempt(payment, f"take:{payment.payment_id}", method_token)
    payment.latest_attempt = attempt.attempt_id
    try:
        with changes("payments"):
            insert(payment)
            insert(attempt)
    except IntegrityError:
        if find_one(Payment, where={"key": payment.key}) is None:
            raise  # not the key but something else is wrong
        return None
    point("payments: attempt written, provider not asked")
    return attempt


def _begin_another(
    payment: Payment, asked_key: str, method_token: str | None
) -> tuple[Attempt, list[Attempt]]:
    """Writes the attempt; answers it, and the earlier ones that it replaces.

    Of several at once each replaces those written before it, so that they do not all call each other off.
    """
    attempt = _new_attempt(payment, asked_key, method_token)
    try:
        with changes("payments"):
            # A payment that was captured or called off since it was read stays as it is; the attempt then asks for nothing.
            Payment.objects.filter(pk=payment.pk, captured=0, called_off_at=None).update(
                latest_attempt=attempt.attempt_id, status="pending", failure="", action_url=""
            )
            earlier = list(payment.attempts.filter(due_at__isnull=False))
            attempt.save(force_insert=True)
    except IntegrityError:
        return Attempt.objects.select_related("payment").get(asked_key=asked_key), []
    point("payments: another attempt written, provider not asked")
    for other in earlier:
        other.payment = payment
    return attempt, earlier


def _new_attempt(payment: Payment, asked_key: str, method_token: str | None) -> Attempt:
    return Attempt(
        attempt_id=new_id("att"), payment=payment, asked_key=asked_key, provider=our_provider().name,
        method_token=method_token or "", status="asking", created_at=clock.now(),
        due_at=clock.in_seconds(settings().ask_again_seconds),
    )  # fmt: skip


def _how_it_stands(payment: Payment, *, always_ask: bool = False) -> Payment:
    """The provider is asked when its answer is missing, or was given too long ago."""
    if _is_settled(payment):
        return payment
    attempt = Attempt.objects.get(pk=payment.latest_attempt)
    attempt.payment = payment
    is_due = attempt.due_at is not None and attempt.due_at <= clock.now()
    return _ask_again(attempt) if always_ask or is_due or attempt.status == "asking" else payment


def _ask(attempt: Attempt) -> Payment:
    """Asks for the money; no answer leaves the attempt as it is."""
    provider = provider_named(attempt.provider)
    try:
        outcome = _asked(provider, attempt)
    except Unavailable:
        return attempt.payment
    point("payments: provider answered, not written")
    return record(attempt, outcome)


def _ask_again(attempt: Attempt) -> Payment:
    provider, payment = provider_named(attempt.provider), attempt.payment
    try:
        if payment.called_off_at is not None:
            outcome: Outcome | None = provider.cancel(
                idempotency_key=attempt.attempt_id, deadline_seconds=_seconds()
            )
        else:
            outcome = provider.status(idempotency_key=attempt.attempt_id, deadline_seconds=_seconds())
        if outcome is None:  # it never heard the question, or has yet to hear it: the key makes both one
            outcome = _asked(provider, attempt)
    except Unavailable:
        return payment
    point("payments: provider answered again, not written")
    return record(attempt, outcome)


def _asked(provider: Provider, attempt: Attempt) -> Outcome:
    payment, key = attempt.payment, attempt.attempt_id
    if _is_settled(payment):
        return provider.cancel(idempotency_key=key, deadline_seconds=_seconds())
    amount = Money.of(payment.amount, payment.currency)
    description = f"Order {payment.order_number}"
    way_back = f"{process_settings().base_url}/payments/return/{key}"
    if attempt.method_token:
        return provider.charge(
            idempotency_key=key, amount=amount, method_token=attempt.method_token, description=description,
            return_url=way_back, deadline_seconds=_seconds(),
        )  # fmt: skip
    return provider.create_session(
        idempotency_key=key,
        amount=amount,
        description=description,
        return_url=way_back,
        deadline_seconds=_seconds(),
    )


def _told_unless_voided(payment: Payment) -> PaymentMessage:
    if payment.called_off_at is not None:
        raise PaymentVoided("This payment was called off; no money is taken under its key.")
    return told(payment)


def _way_back(return_url: str, order_number: str) -> str:
    """The path on this shop that the payment page leads back to. Raises Invalid for one that lies elsewhere."""
    wanted = return_url or settings().return_path.format(number=order_number)
    path = path_within(wanted, process_settings().base_url)
    if path is None or len(path) > 500:
        raise invalid(
            "/return_url", f"Lead back to a page of {process_settings().base_url}.", "foreign_origin"
        )
    return path


def _seconds() -> float:
    """How long a provider may think: never longer than whoever asked us waits."""
    return max(0.1, min(settings().deadline_seconds, identity.seconds_left()))
