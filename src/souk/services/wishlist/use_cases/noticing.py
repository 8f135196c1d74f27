"""Noticing: what events say of things on lists. One row of a thing is written, however many lists it is on.

Whoever writes has the product's row locked, so that stock and prices that arrive at once are summed up one after the other.
"""

from __future__ import annotations

from collections.abc import Iterable

from souk.contracts.inventory.events import StockChanged
from souk.contracts.products.events import ProductFacts, VariationFacts
from souk.contracts.shops.events import ShopApproved, ShopDeleted, ShopUpdated
from souk.kernel import clock
from souk.services.wishlist.models import Waiting, WatchedProduct, WatchedShop, WatchedVariation
from souk.services.wishlist.rules.prices import span
from souk.services.wishlist.rules.standing import is_there
from souk.services.wishlist.settings import settings


def take_in_product(event: ProductFacts) -> None:
    """Inside the hearing's transaction. What is older than what is known, or of a deleted product, changes nothing."""
    rows = WatchedProduct.objects.select_for_update().filter(product_id=event.product_id, gone_at=None)
    row = rows.filter(revision__lt=event.revision).first()
    if row is None:
        return
    known = {variation.variation_id: variation for variation in row.variations.all()}
    image_url = event.thumb_url or event.image_url or ""
    has_new_pictures = row.is_known and image_url != row.image_url
    is_cheaper = False
    for facts in event.variations:
        variation = known.get(facts.variation_id)
        if variation is None:
            variation = known[facts.variation_id] = _new_variation(row, facts)
        is_cheaper = is_cheaper or facts.price.minor < variation.price
        _set_facts(variation, facts, "" if has_new_pictures else variation.image_url)
    here = {facts.variation_id for facts in event.variations}
    for variation in known.values():
        if variation.variation_id not in here and not variation.is_gone:
            variation.is_gone = True
            variation.save(update_fields=["is_gone"])
    is_offered = event.status == "published"
    if is_cheaper or (is_offered and not row.is_offered):  # a price may have fallen while it was put away
        look_soon(row)
    row.revision, row.is_known, row.is_offered = event.revision, True, is_offered
    row.slug, row.title, row.image_url = event.slug, event.title, image_url
    row.shop_id, row.shop_slug, row.shop_name = event.shop_id, event.shop_slug, event.shop_name
    row.currency = event.variations[0].price.currency if event.variations else row.currency
    sum_up(row, list(known.values()))
    row.save()


def take_in_stock(events: Iterable[StockChanged]) -> None:
    """Inside the hearing's transaction. Most of what is sold is on nobody's list: that costs one statement for all events."""
    newest: dict[str, StockChanged] = {}
    for event in events:
        before = newest.get(event.variation_id)
        if before is not None and (event.available > 0) != (before.available > 0):
            _take_in(newest)  # what was sold out between two deliveries was sold out, and may be news
            newest = {}
        if before is None or event.revision > before.revision:
            newest[event.variation_id] = event
    _take_in(newest)


def _take_in(news: dict[str, StockChanged]) -> None:
    watched = WatchedVariation.objects.filter(variation_id__in=list(news))
    product_ids = sorted(set(watched.values_list("product_id", flat=True)))
    for row in (
        WatchedProduct.objects.select_for_update().filter(product_id__in=product_ids).order_by("product_id")
    ):
        variations = list(row.variations.all())
        for variation in variations:
            event = news.get(variation.variation_id)
            if event is not None and event.revision > variation.stock_revision:
                _set_stock(row, variation, event)
        sum_up(row, variations)
        row.save()


def delete_product(product_id: str) -> None:
    rows = WatchedProduct.objects.filter(product_id=product_id, gone_at=None)
    rows.update(is_offered=False, is_known=True, gone_at=clock.now(), news_at=None)
    Waiting.objects.filter(product_id=product_id).delete()  # it does not come back


def take_in_shop(event: ShopUpdated | ShopApproved | ShopDeleted, *, is_open: bool | None) -> None:
    """`is_open`: None where the event says nothing about it. What is closed is gone, until it opens again."""
    values: dict[str, object] = {"slug": event.slug, "name": event.shop_name}
    if event.picture_url:
        values["image_url"] = event.picture_url
    if is_open is not None:
        values |= {"is_open": is_open, "is_known": True, "gone_at": None if is_open else clock.now()}
    WatchedShop.objects.filter(shop_id=event.shop_id).update(**values)


def sum_up(row: WatchedProduct, variations: list[WatchedVariation]) -> None:
    """What its variations come to; not saved. A product is back when something of it can be had again."""
    live = [variation for variation in variations if not variation.is_gone]
    row.price_from, row.price_to = span(variation.price for variation in live)
    was_there, row.is_in_stock = row.is_in_stock, any(is_there(variation.available) for variation in live)
    if row.is_in_stock and not was_there:
        row.back_at = clock.now()
        look_soon(row)


def look_soon(row: WatchedProduct) -> None:
    """There may be news; not saved. What is about to be looked at is not put off by more of it."""
    if row.news_at is None:
        row.news_at = clock.in_seconds(settings().settle_seconds)


def _set_stock(row: WatchedProduct, variation: WatchedVariation, event: StockChanged) -> None:
    if event.available > 0 and not is_there(variation.available):
        variation.back_at = clock.now()
        look_soon(row)
    variation.available, variation.stock_revision = event.available, event.revision
    variation.save(update_fields=["available", "stock_revision", "back_at"])


def _set_facts(variation: WatchedVariation, facts: VariationFacts, image_url: str) -> None:
    """Most events change one variation of many: the others are not written."""
    now = (facts.options, facts.price.minor, image_url, False)
    if variation._state.adding or now != (
        variation.options,
        variation.price,
        variation.image_url,
        variation.is_gone,
    ):
        variation.options, variation.price, variation.image_url, variation.is_gone = now
        variation.save()


def _new_variation(row: WatchedProduct, facts: VariationFacts) -> WatchedVariation:
    return WatchedVariation(
        variation_id=facts.variation_id,
        product=row,
        price=facts.price.minor,
        available=facts.initial_stock or 0,
    )
