"""Refunds asked: what staff give back is in the order's books once payments' news of it arrives; until then it is known from here."""

from __future__ import annotations

import hashlib

from django.db.models import Sum

from souk.kernel import clock
from souk.services.orders.models import RefundAsked
from souk.vocabulary.money import Money

#: News that are not there by then never come: payments refused it, and who asked died before they heard.
WAITED_SECONDS = 3600


def remember(key: str, order_id: str, amount: Money) -> None:
    """Inside a change, before payments is asked. The same key is the same refund."""
    row = RefundAsked(
        key_hash=_hash_of(key),
        order_id=order_id,
        amount=amount.minor,
        currency=amount.currency,
        asked_at=clock.now(),
    )
    RefundAsked.objects.bulk_create([row], ignore_conflicts=True)


def forget(key: str) -> None:
    """Payments refused it."""
    RefundAsked.objects.filter(key_hash=_hash_of(key), is_heard=False).delete()


def heard(key: str) -> None:
    """Inside a change: the order has it in its books, or never will."""
    RefundAsked.objects.filter(key_hash=_hash_of(key)).update(is_heard=True)


def being_refunded(order_id: str) -> Money | None:
    since = clock.in_seconds(-WAITED_SECONDS)
    waiting = RefundAsked.objects.filter(order_id=order_id, is_heard=False, asked_at__gt=since)
    found = waiting.values("currency").annotate(amount=Sum("amount")).order_by("currency").first()
    return Money.of(found["amount"], found["currency"]) if found is not None else None


def _hash_of(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
