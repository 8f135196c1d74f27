"""What customers may be asked: who a customer is at the till (`Customers`), and who a guest is (`Guests`)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, Protocol

from pydantic import Field

from souk.vocabulary.addresses import PostalAddress
from souk.vocabulary.calls import Message, command, query
from souk.vocabulary.ids import Key, UserId
from souk.vocabulary.money import Money
from souk.vocabulary.pages import Page
from souk.vocabulary.problems import BadRequest, Conflict, NotFound, Refused

Kind = Literal["guest", "registered", "vip"]
BenefitKind = Literal["discount", "free_shipping", "early_access", "gift", "exclusive", "event", "support"]
EntryKind = Literal["earned", "reversed", "birthday", "adjusted", "spent", "given_back"]


class FreeShipping(Message):
    """A way of shipping that costs nothing: from a subtotal of more than `over`, to `countries` (empty: to all)."""

    method: str
    over: Money
    countries: list[str] = Field(default_factory=list)


class Standing(Message):
    """What a customer is at the till. `percent_off` is whole percent of the goods, after a coupon."""

    kind: Kind = "guest"
    tier: str | None = None
    tier_label: str = ""
    percent_off: int = Field(default=0, ge=0, le=100)
    free_shipping_methods: list[FreeShipping] = Field(default_factory=list)
    early_access_hours: int = 0
    points: int = Field(default=0, ge=0)  # that can be spent now
    point_value: Money | None = None  # what each takes off; None where points buy nothing


class Tier(Message):
    """`spend_from`: what goods must have cost within a year. `benefits`: in words, what this tier adds to those below it."""

    tier: str
    label: str
    rank: int
    spend_from: Money
    birthday_points: int
    benefits: list[str]


class TierTerms(Message):
    """What staff set of a tier. What a tier has of its own is told, not what those below it bring: 0 % is no percent of its own.

    `free_methods` cost nothing on goods of more than `free_over`, to `free_countries` (empty: to all).
    """

    spend_from: Money
    percent_off: int = Field(ge=0, le=90)
    birthday_points: int = Field(ge=0, le=100_000)
    early_access_hours: int = Field(default=0, ge=0, le=720)
    free_methods: list[str] = Field(default_factory=list, max_length=20)
    free_over: Money | None = None
    free_countries: list[str] = Field(default_factory=list, max_length=100)


class KeptTier(TierTerms):
    """A tier as staff see it."""

    tier: str
    label: str
    rank: int


class Progress(Message):
    """How far it is to the next tier; `next_tier` is None at the highest."""

    spend: Money  # goods of the last year, without what was given back
    next_tier: str | None = None
    next_label: str = ""
    missing: Money | None = None
    percent: int = 100


class Customer(Message):
    """A customer as they see themselves. `points` may be below nothing after a refund of what was spent already."""

    customer_id: str
    kind: Kind
    user_id: UserId | None = None
    email: str = ""
    name: str = ""
    phone: str = ""
    date_of_birth: date | None = None
    is_verified: bool = False
    tier: str | None = None
    tier_label: str = ""
    member_since: datetime | None = None
    review_at: datetime | None = None
    points: int = 0
    earned: int = 0
    spent: int = 0
    reversed: int = 0
    progress: Progress | None = None
    addresses: list[PostalAddress] = Field(
        default_factory=list
    )  # a guest's; who is registered has an address book
    created_at: datetime


class CustomerSummary(Message):
    customer_id: str
    kind: Kind
    user_id: UserId | None
    email: str
    name: str
    tier: str | None
    tier_label: str
    points: int
    created_at: datetime


class PointsEntry(Message):
    """`points` is what was added (or, below nothing, taken)."""

    kind: EntryKind
    points: int
    detail: str
    order_id: str | None
    by: str | None = None  # the member of staff who decided it
    at: datetime


class MemberBenefit(Message):
    """A benefit of the customer's tier. What is `automatic` needs no hand; the rest is asked for, done by staff, and once per period.

    `asked_at`: since when it waits for staff; `can_ask`: whether it can be asked for now.
    """

    benefit_id: str
    label: str
    description: str
    kind: BenefitKind
    is_automatic: bool
    is_active: bool
    usage_count: int
    usable_from: datetime | None = None  # when it can be used again
    activated_at: datetime | None = None
    asked_at: datetime | None = None
    can_ask: bool = False


class AskedBenefit(Message):
    """A benefit that a member asked for and staff have not done yet. `request_id` is of this time it was asked for."""

    request_id: str
    user_id: UserId
    name: str
    email: str
    benefit_id: str
    label: str
    asked_at: datetime


class GuestPass(Message):
    """A guest, and the signed token by which they are known again until `expires_at`."""

    token: str
    expires_at: datetime
    customer: Customer


class CustomerNotFound(NotFound):
    title = "There is no such customer"


class TierNotFound(BadRequest):
    """In what was sent; `TierUnknown` is of an address."""

    title = "There is no such tier"


class TierUnknown(NotFound):
    title = "There is no such tier"


class TierNotHigher(BadRequest):
    """A tier only goes down on its yearly review."""

    title = "A tier can only be raised by hand"


class BenefitNotFound(NotFound):
    """Also for a benefit of a tier that the customer has not reached."""

    title = "There is no such benefit"


class NotEnoughPoints(Refused):
    title = "There are not that many points"


class PointsKeyEnded(Conflict):
    """The points were given back under this key before, so they are not spent under it any more (the tombstone)."""

    title = "These points were given back"


class BirthdayKnown(Conflict):
    title = "The date of birth is known already"


class GuestPassInvalid(BadRequest):
    title = "This guest token is no longer good"


class Customers(Protocol):
    @query()
    def standing(self, *, user_id: UserId | None) -> Standing:
        """What they are at the till, from rows alone. Nobody in particular is a guest."""
        ...

    @query()
    def customer(self, *, user_id: UserId) -> Customer:
        """Raises CustomerNotFound for an account that nobody opened."""
        ...

    @query()
    def points(self, *, user_id: UserId, cursor: str | None = None, limit: int = 20) -> Page[PointsEntry]:
        """The ledger, newest first."""
        ...

    @query()
    def tiers(self) -> list[Tier]:
        """From the lowest to the highest."""
        ...

    @query()
    def benefits(self, *, user_id: UserId) -> list[MemberBenefit]: ...

    @command(key="benefit_id")
    def activate(self, *, user_id: UserId, benefit_id: str) -> MemberBenefit:
        """Asks staff for it, once until they have done it. Raises BenefitNotFound."""
        ...

    def tell_birthday(self, *, user_id: UserId, date_of_birth: date) -> Customer:
        """Once: raises BirthdayKnown when it is another than before, Invalid for a day that cannot be one."""
        ...

    @command()
    def spend(self, *, key: Key, user_id: UserId, points: int, detail: str) -> int:
        """Takes points; answers what is left. Raises NotEnoughPoints, PointsKeyEnded."""
        ...

    @command()
    def give_back(self, *, key: Key) -> None:
        """Undoes `spend(key)`. Tombstone if it arrives first."""
        ...

    @query(deadline_seconds=5)
    def find(
        self,
        *,
        kind: Kind | None = None,
        tier: str | None = None,
        cursor: str | None = None,
        limit: int = 25,
        email: str = "",
        name: str = "",
    ) -> Page[CustomerSummary]:
        """For staff: the newest first. Whoever asks has to see to it that they are.

        `email`: its beginning; `name`: the beginning of any of its words. A page may be shorter than `limit` and still have a next.
        """
        ...

    @command()
    def adjust(self, *, key: Key, customer_id: str, points: int, reason: str, by: UserId) -> Customer:
        """Staff give points, or take them. Raises CustomerNotFound, Invalid."""
        ...

    @command()
    def raise_tier(self, *, key: Key, customer_id: str, tier: str, reason: str, by: UserId) -> Customer:
        """Staff. Raises CustomerNotFound, TierNotFound, TierNotHigher."""
        ...


class ProgrammeDesk(Protocol):
    """What the tiers bring, and who waits for what they bring, for staff: whoever asks has to see to it that they are."""

    @query()
    def programme(self) -> list[KeptTier]:
        """What can be set of each tier, from the lowest to the highest."""
        ...

    @command(key="tier")
    def change_tier(self, *, tier: str, terms: TierTerms) -> KeptTier:
        """Raises TierUnknown; Invalid where the tiers would no longer rise."""
        ...

    @query()
    def asked_benefits(self, *, limit: int = 50) -> list[AskedBenefit]:
        """Who waits longest comes first."""
        ...

    @command(key="request_id")
    def benefit_done(self, *, request_id: str) -> None:
        """It was done, told twice or once. Raises BenefitNotFound for what nobody asked for."""
        ...


class Guests(Protocol):
    def begin(self, *, token: str | None = None) -> GuestPass:
        """A new guest, or the one that a good `token` names, known for another while."""
        ...

    @query()
    def guest(self, *, token: str) -> GuestPass:
        """Raises GuestPassInvalid."""
        ...

    @command(key="token")
    def tell(
        self, *, token: str, email: str | None = None, address: PostalAddress | None = None
    ) -> GuestPass:
        """Keeps what a guest said of themselves. Raises GuestPassInvalid, Invalid."""
        ...

    @command(key="token")
    def join(self, *, token: str, user_id: UserId) -> Customer:
        """The guest has signed in: their addresses are kept in the address book, and the guest's record ends. Once."""
        ...
