"""Keepers: what pages have to know of a visitor who keeps a shop, so that they offer no button which would refuse.

Whether such an account shops is cart's rule, whether it saves things the wishlist's; which goods are its own the shops say.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from souk.contracts.cart.calls import CartHolder, Carts
from souk.contracts.shops.calls import Shops
from souk.contracts.wishlist.calls import ListHolder, Wishlists
from souk.kernel import clock
from souk.kernel.neighbours.asking import ask
from souk.vocabulary.problems import Problem

carts, shops, wishlists = ask(Carts), ask(Shops), ask(Wishlists)

#: What is known holds for so long, in the browser that brings it.
FRESH_MINUTES = 10


@dataclass(frozen=True)
class Keeper:
    """`shops`: ids of those whose goods are the visitor's own. `minute`: when this was known, in minutes since 1970."""

    shops: frozenset[str] = field(default_factory=frozenset)
    buys_nothing: bool = False
    saves_nothing: bool = False
    minute: int = 0

    @property
    def is_fresh(self) -> bool:
        return 0 <= _minute() - self.minute < FRESH_MINUTES

    def for_cookie(self, user_id: str) -> dict[str, Any]:
        return {
            "user": user_id,
            "shops": sorted(self.shops),
            "buys_nothing": self.buys_nothing,
            "saves_nothing": self.saves_nothing,
            "minute": self.minute,
        }


#: A visitor without a shop.
NO_KEEPER = Keeper()


def read(kept: Any, user_id: str) -> Keeper | None:
    """What a browser brought, if it is of this user."""
    if not isinstance(kept, dict) or kept.get("user") != user_id:
        return None
    return Keeper(frozenset(kept["shops"]), kept["buys_nothing"], kept["saves_nothing"], kept["minute"])


def looked_up(user_id: str, before: Keeper | None) -> Keeper:
    """While one of the three does not answer, what was known before stands, and the next pages do not wait for it again."""
    try:
        mine = shops.shops_of(owner_id=user_id)
        cart = carts.cart(holder=CartHolder(user_id=user_id), is_glance=True)
        marks = wishlists.marks(holder=ListHolder(user_id=user_id))
    except Problem:
        kept = before or NO_KEEPER
        return Keeper(kept.shops, kept.buys_nothing, kept.saves_nothing, _minute() - FRESH_MINUTES + 1)
    its = frozenset(shop.shop_id for shop in mine if shop.status == "approved")
    return Keeper(its, cart.is_archived, marks.is_archived, _minute())


def _minute() -> int:
    return int(clock.seconds() // 60)
