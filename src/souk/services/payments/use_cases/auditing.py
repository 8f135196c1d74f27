"""Auditing: what must always be true of the money, and what other houses' books are compared with."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Count, F, Q, Sum

from souk.services.payments.models import Attempt, LedgerLine, Payment, Refund
from souk.services.payments.rules.accounts import CUSTOMER_ORDERS, PROVIDER_CLEARING, REFUNDS_OWED


def violations() -> list[str]:
    """A sentence for each thing that is not as it must be; none if all is well."""
    return [*_unbalanced(), *_books_that_disagree(), *_taken_twice(), *_given_back_too_much()]


def facts() -> dict[str, dict[str, int]]:
    """By order, in minor units: `captured` and `refunded` as the street was told them, `owed` of the refunded that has not left
    yet, and `surplus` that was taken beyond and is or will be given back."""
    found: dict[str, dict[str, int]] = defaultdict(
        lambda: dict.fromkeys(("captured", "refunded", "owed", "surplus"), 0)
    )
    for order_id, captured, refunded in (
        Payment.objects.exclude(order_id="")
        .values("order_id")
        .annotate(taken=Sum("captured"), back=Sum("refunded"))
        .values_list("order_id", "taken", "back")
    ):
        found[order_id] |= {"captured": captured, "refunded": refunded}
    refunds = Refund.objects.values("payment__order_id")
    for order_id, owed, surplus in refunds.annotate(
        debt=Sum("amount", filter=Q(status="owed"), default=0),
        extra=Sum("amount", filter=Q(kind="surplus"), default=0),
    ).values_list("payment__order_id", "debt", "extra"):
        found[order_id] |= {"owed": owed, "surplus": surplus}
    return dict(found)


def _unbalanced() -> list[str]:
    lines = LedgerLine.objects.order_by()
    whole = lines.values("currency").annotate(left=Sum("minor")).exclude(left=0)
    entries = (
        lines.values("entry")
        .annotate(left=Sum("minor"), count=Count("id"))
        .filter(~Q(left=0) | Q(count__lt=2))
    )
    return [f"the ledger is off by {row['left']} {row['currency']}" for row in whole] + [
        f"ledger entry {row['entry']} does not balance" for row in entries
    ]


def _books_that_disagree() -> list[str]:
    """Each account of each payment against the rows that it sums up."""
    books: dict[tuple[str, str], int] = {}
    for payment_id, account, left in (
        LedgerLine.objects.order_by()
        .values("payment_id", "account")
        .annotate(left=Sum("minor"))
        .values_list("payment_id", "account", "left")
    ):
        books[payment_id, account] = left
    right: dict[tuple[str, str], int] = defaultdict(int)
    for payment_id, kept in Payment.objects.filter(captured__gt=0).values_list(
        "payment_id", F("captured") - F("refunded")
    ):
        right[payment_id, CUSTOMER_ORDERS] -= kept
    captured = Attempt.objects.filter(status="captured").values_list("payment_id", "payment__amount")
    for payment_id, amount in captured:
        right[payment_id, PROVIDER_CLEARING] += amount
    for payment_id, status, amount in Refund.objects.values_list("payment_id", "status", "amount"):
        account = REFUNDS_OWED if status == "owed" else PROVIDER_CLEARING
        right[payment_id, account] -= amount
    return [
        f"payment {payment_id}: {account} stands at {books.get((payment_id, account), 0)},"
        f" the rows say {right.get((payment_id, account), 0)}"
        for payment_id, account in sorted(set(books) | set(right))
        if books.get((payment_id, account), 0) != right.get((payment_id, account), 0)
    ]


def _taken_twice() -> list[str]:
    """Captures beyond the one that a payment keeps must each have a refund of their own."""
    unreturned = (
        Attempt.objects.filter(status="captured")
        .exclude(attempt_id=F("payment__kept_attempt"))
        .exclude(refunds__kind="surplus", refunds__amount=F("payment__amount"))
    )
    unwanted = Payment.objects.filter(called_off_at__isnull=False, captured__gt=F("refunded"))
    return [
        f"attempt {attempt_id} took money twice and nothing gives it back"
        for attempt_id in unreturned.values_list("attempt_id", flat=True)
    ] + [
        f"payment {payment_id} was called off and keeps money"
        for payment_id in unwanted.values_list("payment_id", flat=True)
    ]


def _given_back_too_much() -> list[str]:
    promised = (
        Payment.objects.annotate(back=Sum("refunds__amount", filter=~Q(refunds__kind="surplus"), default=0))
        .filter(Q(back__gt=F("captured")) | ~Q(back=F("refunded")))
        .values_list("payment_id", "captured", "back")
    )
    return [
        f"payment {payment_id} gives back {back} of {captured}" for payment_id, captured, back in promised
    ]
