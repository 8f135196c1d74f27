"""Sellers: who may move the items of a shop: its owner, and staff who may. For everybody else there is no such shop.

Who runs a shop has the role. With the last shop that closes the role is gone, and what was sold before still has to be sent: of a
closed shop it is enough that it was theirs.
"""

from __future__ import annotations

from souk.contracts.shops.calls import Shops
from souk.contracts.shops.naming import named
from souk.kernel.access.identity import Identity, shop_owner
from souk.kernel.neighbours.asking import ask

shops = ask(Shops)


def own_shop(who: Identity, id_or_slug: str) -> str:
    """The shop's id. Raises ShopNotFound; Forbidden for a shop that is not closed to whom the role was taken."""
    is_staff = who.may("orders.move")
    if is_staff:
        found = shops.shops(shop_ids=[id_or_slug]) or [shops.shop_by_slug(slug=id_or_slug)]
    else:
        found = shops.shops_of(owner_id=str(who.user_id))
    shop = named(found, id_or_slug)
    if not is_staff and shop.status != "closed":
        shop_owner.check(who)
    return shop.shop_id
