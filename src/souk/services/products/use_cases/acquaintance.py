"""Acquaintance: a shop whose news has not arrived yet is asked about, once, before any transaction; so is a category, by a share of
the house that has not heard of it."""

from __future__ import annotations

from collections.abc import Iterable

from souk.contracts.products.calls import Products
from souk.contracts.shops.calls import Shops
from souk.contracts.shops.naming import named
from souk.kernel.data.database import changes
from souk.kernel.neighbours.asking import ask
from souk.kernel.shares import share_here
from souk.services.products.models import Category, KnownShop

shops = ask(Shops)
products = ask(Products)


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


def shop_at(slug: str, owner_id: str | None) -> str:
    """The id of an owner's shop, or of anybody's on the street. Raises ShopNotFound, and Unavailable while shops does not answer."""
    found = shops.shops_of(owner_id=owner_id) if owner_id is not None else [shops.shop_by_slug(slug=slug)]
    return named(found, slug).shop_id


def learn_categories(slugs: Iterable[str | None]) -> None:
    """The tree is the default share's. Another one takes over what it lacks when somebody names it; what is renamed or moved there
    it follows by the clock. Raises Unavailable when something is unknown here and the default does not answer."""
    if share_here("products").is_default:
        return
    wanted = {slug for slug in slugs if slug}
    if wanted <= set(Category.objects.filter(slug__in=wanted).values_list("slug", flat=True)):
        return
    found = products.categories()
    with changes("products"):
        known = set(Category.objects.select_for_update().values_list("slug", flat=True))
        for each in found:
            if each.slug not in known:
                Category.objects.create(
                    category_id=each.category_id,
                    slug=each.slug,
                    name=each.name,
                    path=each.path,
                    parent_id=each.parent_id,
                )
