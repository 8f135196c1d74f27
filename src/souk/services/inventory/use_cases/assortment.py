"""Assortment: which variations there are to be stocked, as products tells it, and what stood on the shelf at first."""

from __future__ import annotations

from souk.contracts.inventory.events import StockChanged
from souk.contracts.products.events import ProductDeleted, ProductFacts, VariationFacts
from souk.kernel import clock
from souk.kernel.database import changes
from souk.services.inventory.models import Deed, StockItem
from souk.services.inventory.settings import settings
from souk.services.inventory.use_cases.counting import BUMP, Arrival, shelve, tell


def take_in(product: ProductFacts) -> None:
    """Makes room for each variation, and receives its first stock once, whichever event brings it first or again."""
    known = {item.variation_id: item for item in _items([facts.variation_id for facts in product.variations])}
    newcomers = [facts for facts in product.variations if facts.variation_id not in known]
    with changes("inventory") as change:
        StockItem.objects.bulk_create(
            StockItem(
                variation_id=facts.variation_id, sku=facts.sku, product_id=product.product_id, shop_id=product.shop_id,
                product_revision=product.revision, low_at=settings().low_at,
            )
            for facts in newcomers
        )  # fmt: skip
        for facts in product.variations:
            if facts.variation_id in known:
                _refresh(known[facts.variation_id], facts, product)
        arrivals = _first_stock(product.variations)
        if arrivals:
            shelve(change, arrivals)
        stocked = {arrival.variation_id for arrival in arrivals}
        empty = frozenset(facts.variation_id for facts in newcomers) - stocked
        if empty:
            tell(change, dict.fromkeys(empty, 0), first_seen=empty)


def retire(gone: ProductDeleted) -> None:
    """Nothing more is sold of a deleted product. What is on hand stays counted, what is reserved may still ship."""
    with changes("inventory") as change:
        now = clock.now()
        StockItem.objects.bulk_create(
            [
                StockItem(variation_id=variation_id, product_id=gone.product_id)
                for variation_id in gone.variation_ids
            ],
            ignore_conflicts=True,
        )
        items = StockItem.objects.filter(variation_id__in=gone.variation_ids, retired_at=None)
        retired = list(items.order_by("variation_id").values_list("variation_id", "revision"))
        for variation_id, revision in retired:
            StockItem.objects.filter(variation_id=variation_id).update(retired_at=now, revision=BUMP)
            change.say(StockChanged(variation_id=variation_id, available=0, revision=revision + 1))


def _items(variation_ids: list[str]) -> list[StockItem]:
    return list(StockItem.objects.filter(variation_id__in=variation_ids))


def _refresh(item: StockItem, facts: VariationFacts, product: ProductFacts) -> None:
    if product.revision <= item.product_revision:
        return
    if (item.sku, item.shop_id, item.product_id) == (facts.sku, product.shop_id, product.product_id):
        return
    StockItem.objects.filter(variation_id=item.variation_id, product_revision__lt=product.revision).update(
        sku=facts.sku,
        shop_id=product.shop_id,
        product_id=product.product_id,
        product_revision=product.revision,
    )


def _first_stock(variations: list[VariationFacts]) -> list[Arrival]:
    keys = {f"initial:{facts.variation_id}": facts for facts in variations if facts.initial_stock is not None}
    if not keys:
        return []
    seen = set(Deed.objects.filter(key__in=keys).values_list("key", flat=True))
    now, main = clock.now(), settings().main_warehouse
    fresh = {key: facts for key, facts in keys.items() if key not in seen}
    Deed.objects.bulk_create(Deed(key=key, kind="received", at=now) for key in fresh)
    return [
        Arrival(facts.variation_id, facts.initial_stock, main, key)
        for key, facts in fresh.items()
        if facts.initial_stock is not None and facts.initial_stock > 0
    ]
