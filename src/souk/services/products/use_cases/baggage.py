"""Baggage: everything that belongs to some products, read from one database of the house and written into another."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, TypeVar

import orjson
from django.db import models

from souk.services.products.models import (
    Category,
    KnownShop,
    Product,
    ProductPage,
    ProductRating,
    Variation,
)

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class Goods:
    """`products` by id; of `categories`, by their number where they were read, those that the products are in and all above them."""

    products: dict[str, Product]
    variations: list[Variation]
    pages: list[ProductPage]
    ratings: list[ProductRating]
    shops: dict[str, KnownShop]
    categories: dict[int, Category]


class ShopsDiffer(Exception):
    """The two databases do not know the same of a shop (yet)."""


def goods_in(alias: str, product_ids: list[str], *, locked: bool = False) -> Goods:
    """Locked in the order in which everybody locks: shops, products, variations, pages, each by their ids."""
    products = Product.objects.using(alias).filter(product_id__in=product_ids)
    shop_ids = sorted(set(products.values_list("shop_id", flat=True)))
    shops = _read(KnownShop, alias, locked, pk__in=shop_ids)
    found = _read(Product, alias, locked, product_id__in=product_ids)
    ids = [product.pk for product in found]
    return Goods(
        products={product.pk: product for product in found},
        variations=_read(Variation, alias, locked, product_id__in=ids),
        pages=_read(ProductPage, alias, locked, product_id__in=ids),
        ratings=_read(ProductRating, alias, locked, product_id__in=ids),
        shops={shop.pk: shop for shop in shops},
        categories=_categories_of(alias, found),
    )


def put_goods(goods: Goods, target: str, *, but: set[str]) -> None:
    """Written as they are, in the place of what an interrupted run has left there. Raises ShopsDiffer."""
    _meet_shops(goods, target)
    numbers = _meet_categories(goods, target)
    ids = [product_id for product_id in goods.products if product_id not in but]
    for model in (ProductPage, ProductRating, Variation, Product):
        model.objects.using(target).filter(product_id__in=ids).delete()  # type: ignore[attr-defined]
    products = [_copy(goods.products[each]) for each in ids]
    for product in products:
        if product.category_id is not None:
            product.category_id = numbers[product.category_id]
    wanted = set(ids)
    Product.objects.using(target).bulk_create(products)
    for rows in (goods.variations, goods.pages, goods.ratings):
        mine = [_copy(row) for row in rows if row.product_id in wanted]
        if mine:
            type(mine[0]).objects.using(target).bulk_create(mine)


def prints_of(goods: Goods) -> dict[str, str]:
    """A digest of each product with all that belongs to it; the same in whichever database it is."""
    said: dict[str, list[Any]] = {}
    for product in goods.products.values():
        category = goods.categories.get(product.category_id or 0)
        own = _values(product) | {"category_id": category.category_id if category else None}
        said[product.pk] = [own]
    for rows in (goods.variations, goods.pages, goods.ratings):
        for row in rows:
            said[row.product_id].append(_values(row))
    return {product_id: _digest(parts) for product_id, parts in said.items()}


def _read(model: type[M], alias: str, locked: bool, **which: Any) -> list[M]:
    rows = model._default_manager.using(alias).filter(**which).order_by("pk")
    return list(rows.select_for_update() if locked else rows)


def _categories_of(alias: str, products: list[Product]) -> dict[int, Category]:
    wanted = {product.category_id for product in products} - {None}
    if not wanted:
        return {}
    rows = list(Category.objects.using(alias).order_by("id"))
    slugs = {slug for row in rows if row.pk in wanted for slug in row.path.split("/")}
    return {row.pk: row for row in rows if row.slug in slugs}


def _meet_shops(goods: Goods, target: str) -> None:
    known = {shop.pk: shop for shop in _read(KnownShop, target, True, pk__in=list(goods.shops))}
    for shop_id, shop in goods.shops.items():
        if shop_id in known and _values(known[shop_id]) != _values(shop):
            raise ShopsDiffer(shop.name)
    new = [_copy(shop) for shop_id, shop in goods.shops.items() if shop_id not in known]
    KnownShop.objects.using(target).bulk_create(new)


def _meet_categories(goods: Goods, target: str) -> dict[int, int]:
    """Number in the source → number in the target, which takes over what it lacks, parents first."""
    known = dict(Category.objects.using(target).values_list("slug", "id"))
    for row in goods.categories.values():
        if row.slug not in known:
            new = _copy(row)
            new.pk = None
            new.save(using=target, force_insert=True)
            known[row.slug] = new.pk
    return {number: known[row.slug] for number, row in goods.categories.items()}


def _copy(row: M) -> M:
    return type(row)(**_values(row))


def _values(row: models.Model) -> dict[str, Any]:
    """As they are stored, without what the database works out."""
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not isinstance(field, models.GeneratedField)
    }


def _digest(parts: list[Any]) -> str:
    said = orjson.dumps(parts, default=_plain, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z)
    return hashlib.sha256(said).hexdigest()


def _plain(value: Any) -> Any:
    return hashlib.sha256(bytes(value)).hexdigest()
