"""Membership: what a shopper's tier takes off a cart, and how it is written down with it."""

from __future__ import annotations

import orjson
from pydantic import BaseModel, ConfigDict

from souk.vocabulary.money import Money


class Way(BaseModel):
    model_config = ConfigDict(frozen=True)

    method: str
    over: Money
    countries: list[str]


class Membership(BaseModel):
    """As carts keep it; `discount` follows from the lines."""

    model_config = ConfigDict(frozen=True)

    tier: str
    label: str
    percent_off: int
    free_shipping: list[Way]
    early_access_hours: int = 0


def written(membership: Membership | None) -> str:
    return "" if membership is None else orjson.dumps(membership.model_dump(mode="json")).decode()


def read(text: str) -> Membership | None:
    return Membership.model_validate_json(text) if text else None


def costs_the_same(one: str, other: str) -> bool:
    """Whether two written memberships take the same off; early access is told by what the coupon takes off."""
    first, second = read(one), read(other)
    if first is None or second is None:
        return first is second
    return first == second.model_copy(update={"early_access_hours": first.early_access_hours})


def taken_off(percent: int, left: Money) -> Money:
    """`left`: what the lines cost after the coupon. Halves away from zero, never more than there is."""
    return min(left, left.basis_points(percent * 100))
