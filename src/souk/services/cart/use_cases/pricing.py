"""Pricing: what takes something off a cart: who the shopper is, and then the coupon, which may be open to members early."""

from __future__ import annotations

from souk.services.cart.use_cases import coupons, membership
from souk.services.cart.use_cases.holding import Held


def priced(held: Held) -> Held:
    """The cart with what its coupon and the shopper's tier take off now, written down where that differs from what was last shown."""
    return coupons.priced(membership.priced(held))


def told(held: Held) -> Held:
    """The same, and nothing written. Raises Unavailable while marketing is away."""
    held = membership.told(held)
    return coupons.told(held) if held.coupon_code else held
