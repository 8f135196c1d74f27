"""What customers says."""

from __future__ import annotations

from typing import Literal

from souk.vocabulary.events import Event


class CustomerUpgraded(Event):
    """A customer is of another kind from now on."""

    name = "customer.upgraded"
    about = "user_id"
    user_id: str
    kind: Literal["registered", "vip"]


class CustomerTierChanged(Event):
    """Up at once, down on the yearly review; None is no tier. `benefits`: in words, for the letter."""

    name = "customer.tier.changed"
    about = "user_id"
    user_id: str
    from_tier: str | None
    to_tier: str | None
    is_higher: bool = True
    email: str = ""
    full_name: str = ""
    tier_label: str = ""
    benefits: list[str] = []


class CustomerBirthday(Event):
    """Points for a birthday were given, once a year."""

    name = "customer.birthday"
    about = "user_id"
    user_id: str
    email: str
    full_name: str
    points: int
    balance: int
    year: int


class CustomerBenefitAsked(Event):
    """A member asked for a benefit that staff do."""

    name = "customer.benefit.asked"
    about = "user_id"
    user_id: str
    benefit_id: str
    label: str


class CustomerBenefitDone(Event):
    """Staff did what a member asked for."""

    name = "customer.benefit.done"
    about = "user_id"
    user_id: str
    benefit_id: str
    label: str
