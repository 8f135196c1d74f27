"""The catalogue as it is told: products that came, changed and went, and the stock of their variations.

Every change takes the next stamp first. That locks the state's row, so stamps are committed in their order and a reader that
has seen stamp 7 will never find a change 6 appearing behind it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson
from django.db.models import F, QuerySet

from souk.contracts.inventory.events import StockChanged
from souk.contracts.products.events import ProductDeleted, ProductFacts
from souk.contracts.reviews.events import RatingChanged
from souk.kernel.ids import new_id
from souk.services.search.models import IndexedProduct, IndexState, VariationStock
from souk.services.search.rules.columns import ALL_VARIATIONS
from souk.services.search.rules.documents import card_of, document_of


def next_stamp() -> int:
    """Raises the stamp of everything; to be called first in a change."""
    state = IndexState.objects.filter(id=1)
    if not state.update(stamp=F("stamp") + 1):
        IndexState.objects.get_or_create(id=1, defaults={"epoch": new_id("idx")})
        state.update(stamp=F("stamp") + 1)
    return int(state.values_list("stamp", flat=True).get())


def save_products(told: list[ProductFacts]) -> None:
    """Keeps what was told of each product, unless something newer is known or it is gone; a crowd in few statements."""
    newest: dict[str, ProductFacts] = {}
    for product in sorted(told, key=lambda product: product.revision):
        newest[product.product_id] = product
    if not _fresh(newest)[0]:
        return
    stamp = next_stamp()
    fresh, known = _fresh(newest)  # again: what others were told meanwhile is there by now
    IndexedProduct.objects.bulk_create(
        IndexedProduct(product_id=product_id, **_facts(product, stamp))
        for product_id, product in fresh.items()
        if product_id not in known
    )
    for product_id in sorted(known & fresh.keys()):
        IndexedProduct.objects.filter(product_id=product_id).update(**_facts(fresh[product_id], stamp))
    numbers = dict(_rows_of(fresh).values_list("product_id", "number"))
    _place_variations({numbers[product_id]: product for product_id, product in fresh.items()}, stamp)
    _let_go_of_withdrawn({numbers[product_id] for product_id in known & fresh.keys()}, fresh, stamp)


def _fresh(newest: dict[str, ProductFacts]) -> tuple[dict[str, ProductFacts], set[str]]:
    """What is news of what was told, and which of the products are known at all."""
    rows = _rows_of(newest).values_list("product_id", "revision", "is_deleted")
    known = {
        product_id: is_deleted or newest[product_id].revision <= revision
        for product_id, revision, is_deleted in rows
    }
    return {product_id: product for product_id, product in newest.items() if not known.get(product_id)}, set(
        known
    )


def _rows_of(products: Iterable[str]) -> QuerySet[IndexedProduct]:
    return IndexedProduct.objects.filter(product_id__in=list(products))


def _facts(product: ProductFacts, stamp: int) -> dict[str, Any]:
    is_shown = product.status == "published" and bool(product.variations)
    return {
        "revision": product.revision,
        "is_shown": is_shown,
        "source": product.model_dump_json(),
        "document": orjson.dumps(document_of(product)).decode() if is_shown else "",
        "card": card_of(product) if is_shown else "",
        "variation_count": len(product.variations),
        "changed": stamp,
        "dirty_since": stamp,
    }


def _place_variations(products: dict[int, ProductFacts], stamp: int) -> None:
    """Says whose variations they are; what inventory told of them before stays."""
    places = {
        variation.variation_id: (number, ordinal, variation.initial_stock or 0)
        for number, product in products.items()
        for ordinal, variation in enumerate(product.variations[:ALL_VARIATIONS])
    }
    rows = VariationStock.objects.filter(variation_id__in=list(places))
    known = {row[0]: row[1:] for row in rows.values_list("variation_id", "number", "ordinal")}
    VariationStock.objects.bulk_create(
        VariationStock(
            variation_id=variation_id, number=number, ordinal=ordinal, available=first, changed=stamp
        )
        for variation_id, (number, ordinal, first) in places.items()
        if variation_id not in known
    )
    for variation_id, before in known.items():
        number, ordinal, _ = places[variation_id]
        if before != (number, ordinal):
            VariationStock.objects.filter(variation_id=variation_id).update(
                number=number, ordinal=ordinal, changed=stamp
            )


def _let_go_of_withdrawn(numbers: set[int], products: dict[str, ProductFacts], stamp: int) -> None:
    """Variations that a product was known to have and has no longer are nobody's."""
    if not numbers:
        return
    placed = VariationStock.objects.filter(number__in=numbers).values_list("variation_id", flat=True)
    offered = {
        each.variation_id for product in products.values() for each in product.variations[:ALL_VARIATIONS]
    }
    gone = [variation_id for variation_id in placed if variation_id not in offered]
    VariationStock.objects.filter(variation_id__in=gone).update(number=None, changed=stamp)


def forget_product(event: ProductDeleted) -> None:
    """Leaves a tombstone: a product that is deleted does not come back."""
    stamp = next_stamp()
    gone = {
        "is_shown": False,
        "is_deleted": True,
        "source": "",
        "document": "",
        "card": "",
        "changed": stamp,
        "dirty_since": stamp,
    }
    if not IndexedProduct.objects.filter(product_id=event.product_id).update(**gone):
        IndexedProduct.objects.create(product_id=event.product_id, **gone)
    VariationStock.objects.filter(variation_id__in=event.variation_ids).delete()


def note_stock(news: list[StockChanged]) -> None:
    """Keeps the newest number of units of each variation; may be heard before the variation's product."""
    stamp = next_stamp()
    newest = {event.variation_id: event for event in sorted(news, key=lambda event: event.revision)}
    rows = VariationStock.objects.filter(variation_id__in=list(newest))
    known = dict(rows.values_list("variation_id", "stock_revision"))
    for variation_id, event in newest.items():
        if known.get(variation_id, event.revision) < event.revision:
            VariationStock.objects.filter(variation_id=variation_id).update(
                available=event.available, stock_revision=event.revision, changed=stamp
            )
    VariationStock.objects.bulk_create(
        VariationStock(
            variation_id=variation_id, available=event.available, stock_revision=event.revision, changed=stamp
        )
        for variation_id, event in newest.items()
        if variation_id not in known
    )


def note_ratings(news: list[RatingChanged]) -> None:
    """Keeps the newest rating of each product; may be heard before the product."""
    newest = {event.subject_id: event for event in sorted(news, key=lambda event: event.revision)}
    if not newest:
        return
    stamp = next_stamp()
    known = set(_rows_of(newest).values_list("product_id", flat=True))
    IndexedProduct.objects.bulk_create(
        IndexedProduct(product_id=product_id, **_rating(event, stamp))
        for product_id, event in newest.items()
        if product_id not in known
    )
    for product_id in sorted(known):
        event = newest[product_id]
        rows = IndexedProduct.objects.filter(product_id=product_id, rating_revision__lt=event.revision)
        rows.update(**_rating(event, stamp))


def _rating(event: RatingChanged, stamp: int) -> dict[str, Any]:
    return {
        "rating_hundredths": event.average_hundredths,
        "rating_count": event.count,
        "rating_revision": event.revision,
        "changed": stamp,
    }
