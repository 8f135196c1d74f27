"""The coupons of the demo street: one that counts, one that waits, one that is over, and one for few."""

from __future__ import annotations

from datetime import timedelta

from souk.contracts.marketing.calls import CouponDesk, CouponDraft, CouponFilter
from souk.kernel import clock
from souk.kernel.neighbours.asking import ask
from souk.kernel.settings import settings
from souk.vocabulary.money import Money

_desk = ask(CouponDesk)


def print_coupons() -> None:
    """Once: where there are coupons already they stay as they are."""
    if _desk.search(wanted=CouponFilter(), limit=1).items:
        return
    for draft in _drafts():
        _desk.add(key=f"demo/coupon/{draft.code}", draft=draft)


def _drafts() -> list[CouponDraft]:
    now, currency = clock.now().replace(minute=0, second=0, microsecond=0), settings().currency
    return [
        CouponDraft(
            code="HELLO-10", description="Ten per cent to begin with", percent=10, per_customer_limit=1
        ),
        CouponDraft(
            code="FIVE-OFF",
            description="Five off a cart of forty",
            amount_off=Money.of(500, currency),
            minimum_subtotal=Money.of(4_000, currency),
            usage_limit=100,
            ends_at=now + timedelta(days=60),
        ),
        CouponDraft(
            code="NEXT-SALE",
            description="A fifth off everything",
            percent=20,
            starts_at=now + timedelta(days=7),
            ends_at=now + timedelta(days=14),
        ),
        CouponDraft(
            code="OPENING",
            description="The week the street opened",
            percent=15,
            starts_at=now - timedelta(days=30),
            ends_at=now - timedelta(days=23),
        ),
    ]
