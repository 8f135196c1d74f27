"""A fake of marketing: coupons and subscribers in memory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from souk.contracts.marketing.calls import (
    CouponDraft,
    CouponRefused,
    Discount,
    SubscriptionTokenInvalid,
)
from souk.kernel import clock
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Unavailable, invalid


@dataclass
class _Use:
    told: Discount
    customer: str
    is_given_back: bool = False


class FakeMarketing:
    """`letters`: (email, letter, token) in the order they were asked for. `is_away` makes every call unavailable."""

    def __init__(self, *drafts: CouponDraft) -> None:
        self.coupons = {draft.code: draft for draft in drafts}
        self.uses: dict[str, _Use | None] = {}
        self.saved: set[str] = set()
        self.subscribers: dict[str, str] = {}
        self.letters: list[tuple[str, str, str]] = []
        self.confirmed: set[str] = set()
        self.is_away = False

    def discount(
        self, *, code: str, subtotal: Money, customer: str | None = None, hours_early: int = 0
    ) -> Discount:
        self._be_there()
        draft = self.coupons.get(code.strip().upper())
        reason = self._refusal(draft, subtotal, (customer or "").strip().lower(), hours_early)
        if draft is None or reason is not None:
            raise CouponRefused(f"{code}: {reason}", reason=reason)
        off = subtotal.basis_points((draft.percent or 0) * 100).minor
        off = draft.amount_off.minor if draft.amount_off else off
        return Discount(
            code=draft.code,
            description=draft.description,
            discount=Money.of(min(off, subtotal.minor), subtotal.currency),
        )

    def redeem(
        self, *, key: str, code: str, subtotal: Money, customer: str, hours_early: int = 0
    ) -> Discount:
        self._be_there()
        if key in self.uses:
            use = self.uses[key]
            if use is None or use.is_given_back:
                raise CouponRefused("given back", reason="already_used")
            return use.told
        told = self.discount(code=code, subtotal=subtotal, customer=customer, hours_early=hours_early)
        self.uses[key] = _Use(told, customer.strip().lower())
        return told

    def give_back(self, *, key: str) -> None:
        self._be_there()
        use = self.uses.setdefault(key, None)
        if use is not None:
            use.is_given_back = True

    def save_coupon(self, *, key: str, draft: CouponDraft) -> None:
        self._be_there()
        if (draft.percent is None) == (draft.amount_off is None):
            raise invalid("/percent", "Give percent or amount_off, one of them.")
        if draft.usage_limit is not None and draft.usage_limit < len(self._counted(draft.code)):
            raise invalid("/usage_limit", "It was used more often already.")
        if key not in self.saved:
            self.coupons[draft.code] = draft
        self.saved.add(key)

    def subscribe(self, *, email: str, source: str, user_id: str | None = None) -> None:
        self._be_there()
        if "@" not in email:
            raise invalid("/email", "This is not an email address.")
        email = email.strip().lower()
        if self.subscribers.get(email) in (None, "ended"):
            self.subscribers[email] = "pending"
            self._write(email, "confirm_subscription")

    def confirm_subscription(self, *, token: str) -> None:
        self._be_there()
        email = self._of(token, "confirm_subscription")
        if token not in self.confirmed:
            self.confirmed.add(token)
            self.subscribers[email] = "confirmed"
            self._write(email, "welcome_subscriber")

    def unsubscribe(self, *, token: str) -> None:
        self._be_there()
        self.subscribers[self._of(token)] = "ended"

    def _be_there(self) -> None:
        if self.is_away:
            raise Unavailable("marketing rests")

    def _write(self, email: str, letter: str) -> None:
        self.letters.append((email, letter, f"letter-{len(self.letters)}"))

    def _of(self, token: str, letter: str = "") -> str:
        for email, written, carried in self.letters:
            if carried == token and letter in ("", written):
                return email
        raise SubscriptionTokenInvalid()

    def _counted(self, code: str, customer: str | None = None) -> list[_Use]:
        counted = [
            use for use in self.uses.values() if use and not use.is_given_back and use.told.code == code
        ]
        return [use for use in counted if customer is None or use.customer == customer]

    def _refusal(
        self, draft: CouponDraft | None, subtotal: Money, customer: str, hours_early: int = 0
    ) -> str | None:
        now = clock.now()
        if draft is None:
            return "unknown"
        if draft.starts_at is not None and now < draft.starts_at - timedelta(hours=hours_early):
            return "not_started"
        if draft.ends_at is not None and now >= draft.ends_at:
            return "expired"
        if draft.usage_limit is not None and len(self._counted(draft.code)) >= draft.usage_limit:
            return "used_up"
        limit = draft.per_customer_limit
        if limit is not None and customer and len(self._counted(draft.code, customer)) >= limit:
            return "already_used"
        if draft.minimum_subtotal is not None and subtotal < draft.minimum_subtotal:
            return "minimum_not_reached"
        return None
