"""Obstacles: what stands where goods shall be moved and is not theirs, though it has their address, handle or SKU."""

from __future__ import annotations

from collections.abc import Iterator

from souk.services.products.models import Product, Variation

AT_ONCE = 400
MOST = 20  # that are named; whoever has mended these is told the next


def conflicts(kind: str, source: str, target: str) -> Iterator[str]:
    """A sentence for each, at most some."""
    told, last = 0, ""
    while rows := _after(last, kind, source):
        for sentence in (*_addresses(rows, target), *_skus([row[0] for row in rows], source, target)):
            yield sentence
            told += 1
            if told >= MOST:
                return
        last = rows[-1][0]


def _after(last: str, kind: str, source: str) -> list[tuple[str, str, str, str]]:
    rows = Product.objects.using(source).filter(product_type=kind, product_id__gt=last).order_by("product_id")
    return list(rows.values_list("product_id", "slug", "shop_id", "seller_slug")[:AT_ONCE])


def _addresses(rows: list[tuple[str, str, str, str]], target: str) -> Iterator[str]:
    there = Product.objects.using(target)
    by_slug = {slug: product_id for product_id, slug, _, _ in rows}
    for product_id, slug in there.filter(slug__in=by_slug).values_list("product_id", "slug"):
        if product_id != by_slug[slug]:
            yield f"{by_slug[slug]} and {product_id} have the address {slug!r}: delete one of them."
    by_handle = {(shop_id, handle): product_id for product_id, _, shop_id, handle in rows}
    taken = there.filter(
        shop_id__in={shop for shop, _ in by_handle}, seller_slug__in={handle for _, handle in by_handle}
    )
    for product_id, shop_id, handle in taken.values_list("product_id", "shop_id", "seller_slug"):
        mine = by_handle.get((shop_id, handle), product_id)
        if product_id != mine:
            yield f"{mine} and {product_id} are both {handle!r} of the shop {shop_id}: its owner deletes one of them."


def _skus(product_ids: list[str], source: str, target: str) -> Iterator[str]:
    rows = Variation.objects.using(source).filter(product_id__in=product_ids)
    mine = {
        (row[0], row[1]): row[2:] for row in rows.values_list("shop_id", "sku", "variation_id", "product_id")
    }
    skus = sorted({sku for _, sku in mine})
    for start in range(0, len(skus), AT_ONCE):
        taken = Variation.objects.using(target).filter(
            shop_id__in={shop for shop, _ in mine}, sku__in=skus[start : start + AT_ONCE]
        )
        for shop_id, sku, variation_id, product_id in taken.values_list(
            "shop_id", "sku", "variation_id", "product_id"
        ):
            own = mine.get((shop_id, sku), (variation_id, product_id))
            if own[0] != variation_id:
                yield f"{own[1]} and {product_id} both have the SKU {sku!r} of the shop {shop_id}: its owner changes one of them."
