"""Keepers: staff who may see or count stock do it for every shelf, a shop owner only for the goods of their own shops."""

from __future__ import annotations

from souk.contracts.inventory.calls import StockItemNotFound
from souk.contracts.shops.calls import Shops
from souk.contracts.shops.naming import is_id, named
from souk.kernel.access.identity import Identity
from souk.kernel.neighbours.asking import ask
from souk.services.inventory.models import StockItem

shops = ask(Shops)


def check_keeper(who: Identity, variation_ids: list[str]) -> None:
    """Raises StockItemNotFound for goods that are somebody else's, as for goods that are nobody's: the answer must not tell."""
    if not who.may("stock.manage"):
        _check_owner(who, variation_ids)


def check_reader(who: Identity, variation_ids: list[str]) -> None:
    """Like `check_keeper`, for who only looks."""
    if not (who.may("stock.read") or who.may("stock.manage")):
        _check_owner(who, variation_ids)


def _check_owner(who: Identity, variation_ids: list[str]) -> None:
    own = {shop.shop_id for shop in shops.shops_of(owner_id=str(who.user_id))}
    items = StockItem.objects.filter(variation_id__in=variation_ids, shop_id__in=own)
    theirs = set(items.values_list("variation_id", flat=True))
    for variation_id in variation_ids:
        if variation_id not in theirs:
            raise StockItemNotFound(f"Inventory does not know {variation_id}.")


def seen_shop(who: Identity, id_or_slug: str) -> str:
    """The id of a shop whose shelves somebody looks at. Raises ShopNotFound for somebody else's shop, as for one that never was."""
    if who.may("stock.read") or who.may("stock.manage"):
        return id_or_slug if is_id(id_or_slug) else str(shops.shop_by_slug(slug=id_or_slug).shop_id)
    return named(shops.shops_of(owner_id=str(who.user_id)), id_or_slug).shop_id
