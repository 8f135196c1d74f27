"""Terms: whether a coupon counts for a purchase, and what it takes off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from souk.vocabulary.money import Money

Reason = Literal["unknown", "expired", "not_started", "used_up", "minimum_not_reached", "already_used"]


@dataclass(frozen=True)
class Terms:
    """`percent` or `amount_off`, one of them; amounts in minor units of `currency`. Limits of None are unlimited."""

    percent: int | None
    amount_off: int | None
    minimum_subtotal: int | None
    currency: str
    starts_at: datetime | None
    ends_at: datetime | None
    usage_limit: int | None
    per_customer_limit: int | None


def refusal(
    terms: Terms, subtotal: Money, now: datetime, *, used: int, used_by_customer: int, hours_early: int = 0
) -> Reason | None:
    """The first reason why the coupon does not count; None when it does. It ends at `ends_at`, not after it, and starts
    `hours_early` before `starts_at` for whom customers gives so many."""
    if terms.currency != subtotal.currency:
        return "unknown"
    if terms.starts_at is not None and now < terms.starts_at - timedelta(hours=max(0, hours_early)):
        return "not_started"
    if terms.ends_at is not None and now >= terms.ends_at:
        return "expired"
    if terms.usage_limit is not None and used >= terms.usage_limit:
        return "used_up"
    if terms.per_customer_limit is not None and used_by_customer >= terms.per_customer_limit:
        return "already_used"
    if terms.minimum_subtotal is not None and subtotal.minor < terms.minimum_subtotal:
        return "minimum_not_reached"
    return None


def discount(terms: Terms, subtotal: Money) -> Money:
    """Never more than the subtotal, never less than nothing."""
    if terms.percent is not None:
        off = subtotal.basis_points(terms.percent * 100).minor
    else:
        off = terms.amount_off or 0
    return Money.of(max(0, min(off, subtotal.minor)), subtotal.currency)


def explained(reason: Reason, terms: Terms | None) -> str:
    """The reason as a sentence for the shopper."""
    if reason == "minimum_not_reached" and terms is not None and terms.minimum_subtotal is not None:
        return f"This coupon needs a cart of at least {Money.of(terms.minimum_subtotal, terms.currency)}."
    return {
        "unknown": "We do not know this coupon.",
        "expired": "This coupon is over.",
        "not_started": "This coupon is not valid yet.",
        "used_up": "This coupon has been used up.",
        "minimum_not_reached": "The cart is below the minimum for this coupon.",
        "already_used": "You have used this coupon already.",
    }[reason]
