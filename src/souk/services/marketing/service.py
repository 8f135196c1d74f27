"""The door for neighbours."""

from __future__ import annotations

from typing import Literal

from souk.contracts.marketing.calls import CouponDraft, CouponFilter, Discount, KeptCoupon
from souk.services.marketing.use_cases import coupons, redeeming, subscriptions
from souk.vocabulary.ids import Key, UserId
from souk.vocabulary.money import Money
from souk.vocabulary.pages import Page


class MarketingService:
    """Implements contracts.marketing.calls.Marketing."""

    def discount(
        self, *, code: str, subtotal: Money, customer: str | None = None, hours_early: int = 0
    ) -> Discount:
        return redeeming.discount(code, subtotal, customer, hours_early)

    def redeem(
        self, *, key: Key, code: str, subtotal: Money, customer: str, hours_early: int = 0
    ) -> Discount:
        return redeeming.redeem(key, code, subtotal, customer, hours_early)

    def give_back(self, *, key: Key) -> None:
        redeeming.give_back(key)

    def save_coupon(self, *, key: Key, draft: CouponDraft) -> None:
        coupons.save_coupon(key, draft)

    def subscribe(
        self, *, email: str, source: Literal["footer", "page", "signup"], user_id: UserId | None = None
    ) -> None:
        subscriptions.subscribe(email, source, user_id)

    def confirm_subscription(self, *, token: str) -> None:
        subscriptions.confirm_subscription(token)

    def unsubscribe(self, *, token: str) -> None:
        subscriptions.unsubscribe(token)


class CouponDeskService:
    """Implements contracts.marketing.calls.CouponDesk."""

    def search(self, *, wanted: CouponFilter, cursor: str | None = None, limit: int = 50) -> Page[KeptCoupon]:
        return coupons.list_coupons(wanted, cursor, limit)

    def coupon(self, *, code: str) -> KeptCoupon:
        return coupons.coupon(code)

    def add(self, *, key: Key, draft: CouponDraft) -> None:
        coupons.save_coupon(key, draft, "none")

    def change(self, *, key: Key, draft: CouponDraft) -> None:
        coupons.save_coupon(key, draft, "one")

    def end(self, *, key: Key, code: str) -> None:
        coupons.end_coupon(key, code)
