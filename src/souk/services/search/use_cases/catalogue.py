"""The catalogue as it is told: products that came, changed and went, and the stock of their variations.

Every change takes the next stamp first. That locks the state's row, so stamps are committed in their order and a reader that
has seen stamp 7 will never find a change 6 appearing behind it.
"""

from __future__ import annotations

import orjson
from django.db.models import F

from souk.contracts.inventory.events import StockChanged
from souk.contracts.products.events import ProductDeleted, ProductFacts
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


def save_product(product: ProductFacts) -> None:
    """Keeps what was told of a product, unless something newer is known or it is gone."""
    rows = IndexedProduct.objects.filter(product_id=product.product_id)
    known = rows.values_list("number", "revision", "is_deleted").first()
    if known is not None and (known[2] or known[1] >= product.revision):
        return
    stamp = next_stamp()
    is_shown = product.status == "published" and bool(product.variations)
    facts = {
        "revision": product.revision,
        "is_shown": is_shown,
        "source": product.model_dump_json(),
        "document": orjson.dumps(document_of(product)).decode() if is_shown else "",
        "card": card_of(product) if is_shown else "",
        "variation_count": len(product.variations),
        "changed": stamp,
        "dirty_since": stamp,
    }
    if known is not None:
        rows.update(**facts)
        number = known[0]
    else:
        number = IndexedProduct.objects.create(product_id=product.product_id, **facts).number
    _place_variations(product, number, stamp)


def _place_variations(product: ProductFacts, number: int, stamp: int) -> None:
    """Says whose variations they are; what inventory told of them before stays."""
    told = product.variations[:ALL_VARIATIONS]
    rows = VariationStock.objects.filter(variation_id__in=[variation.variation_id for variation in told])
    known = {row[0]: row[1:] for row in rows.values_list("variation_id", "number", "ordinal")}
    VariationStock.objects.bulk_create(
        [
            VariationStock(
                variation_id=variation.variation_id,
                number=number,
                ordinal=ordinal,
                available=variation.initial_stock or 0,
                changed=stamp,
            )
            for ordinal, variation in enumerate(told)
            if variation.variation_id not in known
        ]
    )
    for ordinal, variation in enumerate(told):
        if known.get(variation.variation_id, (number, ordinal)) != (number, ordinal):
            VariationStock.objects.filter(variation_id=variation.variation_id).update(
                number=number, ordinal=ordinal, changed=stamp
            )
    ids = {variation.variation_id for variation in told}
    placed = VariationStock.objects.filter(number=number)
    if len(known) and placed.count() != len(ids):
        placed.exclude(variation_id__in=ids).update(number=None, changed=stamp)


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


def note_stock(event: StockChanged) -> None:
    """Keeps the newest number of units; may be heard before the variation's product."""
    stamp = next_stamp()
    row = VariationStock.objects.filter(variation_id=event.variation_id)
    news = {"available": event.available, "stock_revision": event.revision, "changed": stamp}
    if row.filter(stock_revision__lt=event.revision).update(**news) or row.exists():
        return
    VariationStock.objects.create(variation_id=event.variation_id, **news)
