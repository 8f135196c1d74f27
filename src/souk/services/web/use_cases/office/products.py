"""Any shop's product as staff correct it: its words, its category, whether it is shown, and what its variations cost."""

from __future__ import annotations

from typing import Any

from souk.contracts.products.calls import SavedProduct, VariationDraft
from souk.contracts.products.calls.shelves import ShelfProduct, Shelves
from souk.kernel.neighbours.asking import ask
from souk.services.web.use_cases.portal_products import draft_of, reason_given
from souk.vocabulary.money import Money

shelves = ask(Shelves)


def save(
    shop_id: str,
    product: ShelfProduct,
    words: dict[str, Any],
    prices: dict[str, Money],
    revision: int,
    key: str,
    reason: str = "",
) -> SavedProduct:
    """All else stays. `prices` by variation; a price before that is no longer higher is left out. Raises ProductChanged, Invalid."""
    draft = draft_of(shop_id, product)
    by_sku = {
        each.sku: prices[each.variation_id] for each in product.variations if each.variation_id in prices
    }
    variations = [_priced(each, by_sku.get(each.sku, each.price)) for each in draft.variations]
    changed = draft.model_copy(update={**words, "variations": variations})
    return shelves.put_on_shelf(
        key=key,
        draft=changed,
        product_id=product.product_id,
        revision=revision,
        **reason_given(reason),
    )


def _priced(variation: VariationDraft, price: Money) -> VariationDraft:
    before = variation.compare_at_price
    kept = before if before is not None and before.minor > price.minor else None
    return variation.model_copy(update={"price": price, "compare_at_price": kept})
