"""Naming: wherever an address says `{shop}`, a shop's id or its slug will do. Which one is meant is decided here, for every house."""

from __future__ import annotations

from collections.abc import Iterable

from souk.contracts.shops.calls import Shop, ShopNotFound


def is_id(id_or_slug: str) -> bool:
    """Whether it is an id, also one that no shop has: a slug has no underscore in it."""
    return id_or_slug.startswith("shp_")


def named(shops: Iterable[Shop], id_or_slug: str) -> Shop:
    """The one of these shops that is meant. Raises ShopNotFound for any other, as for one that never was: the answer must not tell."""
    for shop in shops:
        if id_or_slug in (shop.shop_id, shop.slug):
            return shop
    raise ShopNotFound()
