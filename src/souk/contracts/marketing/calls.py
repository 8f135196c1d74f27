"""What marketing may be asked: coupons and newsletter subscribers."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Protocol

from pydantic import Field

from souk.vocabulary.calls import Message, command, query
from souk.vocabulary.ids import Key, UserId
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Refused


class CouponDraft(Message):
    """`percent` (1–100) or `amount_off`, one of them. Limits of None are unlimited."""

    code: str = Field(pattern="^[A-Z0-9-]{3,32}$")
    description: str = Field(max_length=200)
    percent: int | None = Field(default=None, ge=1, le=100)
    amount_off: Money | None = None
    minimum_subtotal: Money | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    usage_limit: int | None = Field(default=None, ge=1)
    per_customer_limit: int | None = Field(default=None, ge=1)


class Discount(Message):
    """What a coupon takes off a subtotal; never more than the subtotal."""

    code: str
    description: str
    discount: Money


class CouponRefused(Refused):
    """`extra["reason"]`: unknown, expired, not_started, used_up, minimum_not_reached, already_used."""

    status = 422
    title = "This coupon cannot be used"


class SubscriptionTokenInvalid(Refused):
    status = 400
    title = "This link is no longer good"


class Marketing(Protocol):
    @query()
    def discount(
        self, *, code: str, subtotal: Money, customer: str | None = None, hours_early: int = 0
    ) -> Discount:
        """`customer` is a user id or an email, for limits per customer; `hours_early`: so long before its start it counts for them, as
        customers says. Raises CouponRefused."""
        ...

    @command()
    def redeem(
        self, *, key: Key, code: str, subtotal: Money, customer: str, hours_early: int = 0
    ) -> Discount:
        """Counts one use, never beyond the limit. Raises CouponRefused, also when `key` was given back first."""
        ...

    @command()
    def give_back(self, *, key: Key) -> None:
        """The use under `key` did not happen; leaves a tombstone when it arrives first."""
        ...

    @command()
    def save_coupon(self, *, key: Key, draft: CouponDraft) -> None:
        """Adds the coupon or replaces its terms, by code."""
        ...

    @command(key="email")
    def subscribe(
        self, *, email: str, source: Literal["footer", "page", "signup"], user_id: UserId | None = None
    ) -> None:
        """Sends a confirmation letter (double opt-in); the answer never tells whether the email was known."""
        ...

    @command(key="token")
    def confirm_subscription(self, *, token: str) -> None:
        """Raises SubscriptionTokenInvalid."""
        ...

    @command(key="token")
    def unsubscribe(self, *, token: str) -> None:
        """Raises SubscriptionTokenInvalid."""
        ...
