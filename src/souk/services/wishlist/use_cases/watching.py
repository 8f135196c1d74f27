"""Watching: what is known of the things on lists. Their houses are asked once, when a thing is first saved; then events tell.

Before the house is asked there is a row, so that an event which arrives meanwhile finds it: what the event says is newer.
"""

from __future__ import annotations

from souk.contracts.products.calls import Image, Product, ProductNotFound, Products
from souk.contracts.products.calls import Variation as SoldVariation
from souk.contracts.shops.calls import Shop, Shops
from souk.contracts.wishlist.calls import NotForSaving
from souk.kernel.data.database import changes
from souk.kernel.neighbours.asking import ask
from souk.services.wishlist.models import WatchedProduct, WatchedShop, WatchedVariation
from souk.services.wishlist.use_cases import noticing
from souk.vocabulary.ids import ProductId, ShopId, VariationId

products, shops = ask(Products), ask(Shops)

NOT_THERE = "It is no longer on the street, or never was."


def offered_product(product_id: ProductId) -> WatchedProduct:
    """Raises NotForSaving; Unavailable where it is not known yet and products is away."""
    row = WatchedProduct.objects.filter(product_id=product_id, is_known=True).first()
    if row is None:
        row = _learn(product_id)
    if not row.is_offered or row.gone_at is not None:
        raise NotForSaving(NOT_THERE)
    return row


def offered_variation(variation_id: VariationId) -> tuple[WatchedProduct, WatchedVariation]:
    """Raises as `offered_product` does."""
    found = _known_variation(variation_id)
    if found is None:
        for sold in products.for_sale(variation_ids=[variation_id]):
            _learn(sold.product_id)
            found = _known_variation(variation_id)
    if found is None or found.is_gone or not found.product.is_offered or found.product.gone_at is not None:
        raise NotForSaving(NOT_THERE)
    return found.product, found


def open_shop(shop_id: ShopId) -> WatchedShop:
    """Raises NotForSaving; Unavailable where it is not known yet and shops is away."""
    row = WatchedShop.objects.filter(shop_id=shop_id, is_known=True).first()
    if row is None:
        row = _learn_shop(shop_id)
    if not row.is_open:
        raise NotForSaving(NOT_THERE)
    return row


def _known_variation(variation_id: VariationId) -> WatchedVariation | None:
    rows = WatchedVariation.objects.select_related("product")
    return rows.filter(variation_id=variation_id, product__is_known=True).first()


def _learn(product_id: ProductId) -> WatchedProduct:
    WatchedProduct.objects.bulk_create([WatchedProduct(product_id=product_id)], ignore_conflicts=True)
    before = WatchedProduct.objects.get(product_id=product_id)
    try:
        found = products.product(id_or_slug=product_id)
    except ProductNotFound:
        raise NotForSaving(NOT_THERE) from None
    if found.product_id != product_id:  # a slug that looks like an id
        raise NotForSaving(NOT_THERE)
    with changes("wishlist"):
        row = WatchedProduct.objects.select_for_update().get(product_id=product_id)
        if row.revision == before.revision and row.gone_at is None:
            _take_over(row, found)
    return row


def _take_over(row: WatchedProduct, found: Product) -> None:
    """Inside a change, with the row locked."""
    is_first_look, row.is_known, row.is_offered = not row.is_known, True, True
    row.slug, row.title = found.slug, found.title
    row.image_url = found.images[0].thumb_url if found.images else ""
    row.shop_id, row.shop_slug, row.shop_name = found.shop.shop_id, found.shop.slug, found.shop.name
    row.currency = found.price_from.currency
    known = {variation.variation_id: variation for variation in row.variations.all()}
    for sold in found.variations:
        variation = known.pop(sold.variation_id, None) or WatchedVariation(
            variation_id=sold.variation_id, product=row
        )
        variation.options, variation.price, variation.is_gone = sold.options, sold.price.minor, False
        variation.image_url = _picture_of(sold, found.images)
        if variation.stock_revision < 0:
            variation.available = 0 if sold.availability == "out_of_stock" else sold.available
        variation.save()
    WatchedVariation.objects.filter(variation_id__in=list(known)).update(is_gone=True)
    noticing.sum_up(row, list(row.variations.all()))
    if is_first_look:  # nothing came back: we have only just looked
        row.back_at = row.news_at = None
    row.save()


def _picture_of(sold: SoldVariation, images: list[Image]) -> str:
    """The picture of its colour, where the product has one; else the product's is shown."""
    mine = set(sold.options.values())
    return next((image.thumb_url for image in images if image.option_value in mine), "")


def _learn_shop(shop_id: ShopId) -> WatchedShop:
    WatchedShop.objects.bulk_create([WatchedShop(shop_id=shop_id)], ignore_conflicts=True)
    found = next(iter(shops.shops(shop_ids=[shop_id])), None)
    if found is None:
        raise NotForSaving(NOT_THERE)
    with changes("wishlist"):
        row = WatchedShop.objects.select_for_update().get(shop_id=shop_id)
        if not row.is_known:
            _take_over_shop(row, found)
    return row


def _take_over_shop(row: WatchedShop, found: Shop) -> None:
    row.is_known, row.is_open = True, found.status == "approved"
    row.slug, row.name, row.image_url = found.slug, found.name, found.picture_url or ""
    row.save()
