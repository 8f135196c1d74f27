"""Saving: a thing comes onto a list, once however often its heart is pressed.

may this account save? → know the thing (asking its house once, if nobody has saved it before) → write it down and say so
"""

from __future__ import annotations

from django.db import IntegrityError

from souk.contracts.wishlist.calls import (
    MAX_WISHES,
    ListHolder,
    NotForSaving,
    Saved,
    Thing,
    WishlistFull,
)
from souk.contracts.wishlist.events import WishlistCreated
from souk.kernel import clock
from souk.kernel.data.database import changes
from souk.kernel.ids import new_id
from souk.services.wishlist.models import Entry, List, WatchedProduct, WatchedShop, WatchedVariation
from souk.services.wishlist.use_cases import holding, watching
from souk.services.wishlist.use_cases.holding import TRIES
from souk.vocabulary.problems import Unavailable, invalid


def save(holder: ListHolder, thing: Thing) -> Saved:
    """What is on the list already stays as it is. Raises NotForSaving, WishlistFull, WishlistArchived, Unavailable."""
    _must_be_one(thing)
    holding.refuse_sellers(holder)
    for _ in range(TRIES):
        entry = _entry_of(thing)
        try:
            with changes("wishlist") as change:
                token = holder.token
                row = holding.take_in_hand(holder)
                if row is None:
                    row, token = holding.begin(holder)
                before = _before(row, entry)
                if before is None:
                    _write(row, entry)
                    change.say(WishlistCreated(**holding.facts_of(row, entry)))
                    change.note_for_others("wishlist.save", entry.item_id, after={entry.kind: entry.target})
            return Saved(
                item_id=before or entry.item_id,
                token=None if row.user_id else token,
                is_new=before is None,
                marks=holding.marks_of(row),
            )
        except IntegrityError:  # the same user's first list, or the same thing, in the same instant
            continue
    raise Unavailable("The list is busy, please try again.")


def _must_be_one(thing: Thing) -> None:
    given = [name for name in ("variation_id", "product_id", "shop_id") if getattr(thing, name)]
    if len(given) != 1:
        detail = "Give exactly one of variation_id, product_id and shop_id."
        raise invalid(f"/{given[1] if given else 'variation_id'}", detail, "exactly_one")


def _entry_of(thing: Thing) -> Entry:
    """Not written yet. A product that comes in one variation only is saved as that."""
    if thing.shop_id:
        return _of_shop(watching.open_shop(thing.shop_id))
    if thing.product_id:
        product = watching.offered_product(thing.product_id)
        variations = list(product.variations.filter(is_gone=False)[:2])
        return _of_variation(product, variations[0]) if len(variations) == 1 else _of_product(product)
    product, variation = watching.offered_variation(thing.variation_id or "")
    return _of_variation(product, variation)


def _before(row: List, entry: Entry) -> str | None:
    """The item id of what is there already. A product saved as a whole is more than one of its variations: both may stand."""
    known = Entry.objects.filter(list_id=row.wishlist_id, target=entry.target)
    return known.values_list("item_id", flat=True).first()


def _write(row: List, entry: Entry) -> None:
    if row.entry_count >= MAX_WISHES:
        raise WishlistFull(f"A list takes up to {MAX_WISHES} things. Remove something first.")
    entry.item_id, entry.list_id = new_id("wsh"), row.wishlist_id
    entry.added_at = entry.stock_told_at = clock.now()
    entry.save(force_insert=True)
    holding.count(row, 1)


def _of_shop(shop: WatchedShop) -> Entry:
    return Entry(kind="shop", target=shop.shop_id, shop_id=shop.shop_id)


def _of_product(product: WatchedProduct) -> Entry:
    if not product.price_to:
        raise NotForSaving("It has no price yet.")
    return Entry(
        kind="product",
        target=product.product_id,
        product_id=product.product_id,
        price_when_added=product.price_from,
        price_told=product.price_from,
    )


def _of_variation(product: WatchedProduct, variation: WatchedVariation) -> Entry:
    return Entry(
        kind="variation",
        target=variation.variation_id,
        product_id=product.product_id,
        variation_id=variation.variation_id,
        price_when_added=variation.price,
        price_told=variation.price,
    )
