"""Sellers: who may move the items of a shop: its owner, and staff who may. For everybody else there is no such shop."""

from __future__ import annotations

from souk.contracts.shops.calls import ShopNotFound, Shops
from souk.kernel.asking import ask
from souk.kernel.identity import Identity

shops = ask(Shops)


def own_shop(who: Identity, id_or_slug: str) -> str:
    """The shop's id. Raises ShopNotFound."""
    if who.may("orders.move"):
        found = shops.shops(shop_ids=[id_or_slug]) or [shops.shop_by_slug(slug=id_or_slug)]
    else:
        found = shops.shops_of(owner_id=str(who.user_id))
    for shop in found:
        if id_or_slug in (shop.shop_id, shop.slug):
            return str(shop.shop_id)
    raise ShopNotFound()
