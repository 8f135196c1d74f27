"""What marketing may be asked: coupons and newsletter subscribers."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Protocol

from pydantic import Field

from souk.vocabulary.calls import Message, command, query
from souk.vocabulary.ids import Key, UserId
from souk.vocabulary.money import Money
from souk.vocabulary.pages import Page
from souk.vocabulary.problems import Conflict, NotFound, Refused


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


#: At this moment; the first that holds, in the order `ended`, `not_started`, `used_up`, `running`.
CouponState = Literal["running", "not_started", "used_up", "ended"]


class KeptCoupon(CouponDraft):
    """A coupon as staff see it. `used`: uses that count."""

    used: int
    state: CouponState = "running"


class CouponFilter(Message):
    """Which coupons; what is empty filters nothing. `code`: its beginning."""

    code: str = ""
    state: CouponState | Literal[""] = ""


class Discount(Message):
    """What a coupon takes off a subtotal; never more than the subtotal."""

    code: str
    description: str
    discount: Money


class CouponRefused(Refused):
    """`extra["reason"]`: unknown, expired, not_started, used_up, minimum_not_reached, already_used."""

    status = 422
    title = "This coupon cannot be used"


class CouponNotFound(NotFound):
    title = "There is no such coupon"


class CouponExists(Conflict):
    title = "There is a coupon of this code already"


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


class CouponDesk(Protocol):
    """Coupons as staff keep them: whoever asks has to see to it that they are."""

    @query()
    def search(self, *, wanted: CouponFilter, cursor: str | None = None, limit: int = 50) -> Page[KeptCoupon]:
        """By code. Raises BadCursor."""
        ...

    @query()
    def coupon(self, *, code: str) -> KeptCoupon:
        """Raises CouponNotFound."""
        ...

    @command()
    def add(self, *, key: Key, draft: CouponDraft) -> None:
        """Raises CouponExists, Invalid."""
        ...

    @command()
    def change(self, *, key: Key, draft: CouponDraft) -> None:
        """Its terms, by code; its uses stay. Raises CouponNotFound, and Invalid also for a limit below its uses."""
        ...

    @command()
    def end(self, *, key: Key, code: str) -> None:
        """From now on it counts for nobody. One that has ended stays as it is. Raises CouponNotFound."""
        ...
