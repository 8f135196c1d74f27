"""Membership: what customers says of the shopper, kept with the cart as it was last shown.

While customers is away the last one stands: nobody is charged more than they were shown because a neighbour rests.
"""

from __future__ import annotations

from souk.contracts.customers.calls import Customers
from souk.kernel.neighbours.asking import ask
from souk.services.cart.models import Cart
from souk.services.cart.rules.membership import Membership, Way, read, written
from souk.services.cart.use_cases.holding import Held
from souk.vocabulary.problems import Unavailable

customers = ask(Customers)


def priced(held: Held) -> Held:
    """The cart with what the shopper's tier brings now, written down where that differs from what was last shown."""
    now = told(held)
    if now.membership != held.membership:
        Cart.objects.filter(cart_id=held.cart_id, membership=held.membership).update(
            membership=now.membership
        )
    return now


def told(held: Held) -> Held:
    """A guest has none; nobody is asked about an empty cart."""
    if held.user_id is None or not held.lines:
        return held
    try:
        standing = customers.standing(user_id=held.user_id)
    except Unavailable:
        return held
    if standing.tier is None:
        return held.with_(membership="")
    ways = [
        Way(method=way.method, over=way.over, countries=way.countries)
        for way in standing.free_shipping_methods
    ]
    now = Membership(
        tier=standing.tier,
        label=f"{standing.tier_label} member",
        percent_off=standing.percent_off,
        free_shipping=ways,
        early_access_hours=standing.early_access_hours,
    )
    return held.with_(membership=written(now))


def hours_early(held: Held) -> int:
    """How long before its time a sale's code counts for this shopper, as it was last told."""
    kept = read(held.membership)
    return kept.early_access_hours if kept is not None else 0
