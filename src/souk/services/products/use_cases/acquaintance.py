"""Acquaintance: a shop whose news has not arrived yet is asked about, once, before any transaction."""

from __future__ import annotations

from collections.abc import Iterable

from souk.contracts.shops.calls import Shops
from souk.kernel.asking import ask
from souk.services.products.models import KnownShop

shops = ask(Shops)


def known_shops(shop_ids: Iterable[str]) -> dict[str, KnownShop]:
    """The shops that exist among them. Raises Unavailable when one is unknown here and shops does not answer."""
    wanted = set(shop_ids)
    known = {row.shop_id: row for row in KnownShop.objects.filter(shop_id__in=wanted)}
    missing = sorted(wanted - set(known))
    if missing:
        found = [
            KnownShop(
                shop_id=shop.shop_id,
                owner_id=shop.owner_id,
                slug=shop.slug,
                name=shop.name,
                is_approved=shop.status == "approved" and shop.is_active,
            )
            for shop in shops.shops(shop_ids=missing)
        ]
        KnownShop.objects.bulk_create(found, ignore_conflicts=True)
        known |= {row.shop_id: row for row in found}
    return known
