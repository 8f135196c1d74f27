"""Assortment: which variations there are to be stocked, as products tells it, and what stood on the shelf at first."""

from __future__ import annotations

from typing import TypeAlias

from souk.contracts.inventory.events import StockChanged
from souk.contracts.products.events import ProductDeleted, ProductFacts, VariationFacts
from souk.kernel import clock
from souk.kernel.data.database import changes
from souk.services.inventory.models import Deed, Shelf, StockItem, TitlePart
from souk.services.inventory.settings import settings
from souk.services.inventory.use_cases.counting import BUMP, Arrival, shelve, write_down_arrivals
from souk.vocabulary.lookup import LONGEST_PART, parts, plain

#: The newest that is said of each variation, by its id.
Newest: TypeAlias = dict[str, tuple[VariationFacts, ProductFacts]]


def take_in(products: list[ProductFacts]) -> None:
    """Makes room for each variation, and receives its first stock once, whichever event brings it first or again.

    What is new here is not told of: whoever heard of the product knows from there how many there are at first.
    """
    newest: Newest = {}
    for product in sorted(products, key=lambda product: product.revision):
        newest |= {facts.variation_id: (facts, product) for facts in product.variations}
    known = {item.variation_id: item for item in StockItem.objects.filter(variation_id__in=list(newest))}
    with changes("inventory") as change:
        arrivals = _first_stock([facts for facts, _ in newest.values()])
        _put_up(
            {variation_id: pair for variation_id, pair in newest.items() if variation_id not in known},
            [arrival for arrival in arrivals if arrival.variation_id not in known],
        )
        for variation_id in sorted(known):
            _refresh(known[variation_id], *newest[variation_id])
        _note_titles(newest, known)
        late = [arrival for arrival in arrivals if arrival.variation_id in known]
        if late:
            shelve(change, late)


def _put_up(newcomers: Newest, arrivals: list[Arrival]) -> None:
    """Items and their first units, in one statement a table."""
    first = {arrival.variation_id: arrival.quantity for arrival in arrivals}
    now, low_at = clock.now(), settings().low_at
    StockItem.objects.bulk_create(
        StockItem(
            variation_id=variation_id, sku=facts.sku, product_id=product.product_id, shop_id=product.shop_id,
            product_revision=product.revision, low_at=low_at, on_hand=first.get(variation_id, 0), **_titled(product),
        )
        for variation_id, (facts, product) in newcomers.items()
    )  # fmt: skip
    Shelf.objects.bulk_create(
        Shelf(item_id=arrival.variation_id, warehouse=arrival.warehouse, on_hand=arrival.quantity)
        for arrival in arrivals
    )
    write_down_arrivals(arrivals, now)


def retire(gone: ProductDeleted) -> None:
    """Nothing more is sold of a deleted product. What is on hand stays counted, what is reserved may still ship."""
    with changes("inventory") as change:
        now = clock.now()
        StockItem.objects.bulk_create(
            [
                StockItem(variation_id=variation_id, product_id=gone.product_id)
                for variation_id in sorted(gone.variation_ids)
            ],
            ignore_conflicts=True,
        )
        TitlePart.objects.filter(product_id=gone.product_id).delete()
        items = StockItem.objects.select_for_update().filter(
            variation_id__in=gone.variation_ids, retired_at=None
        )
        retired = list(items.order_by("variation_id").values_list("variation_id", "revision"))
        for variation_id, revision in retired:
            StockItem.objects.filter(variation_id=variation_id).update(retired_at=now, revision=BUMP)
            change.say(StockChanged(variation_id=variation_id, available=0, revision=revision + 1))


def _refresh(item: StockItem, facts: VariationFacts, product: ProductFacts) -> None:
    if not _is_news(item, product):
        return
    told = {
        "sku": facts.sku,
        "shop_id": product.shop_id,
        "product_id": product.product_id,
        **_titled(product),
    }
    if all(getattr(item, name) == value for name, value in told.items()):
        return
    StockItem.objects.filter(variation_id=item.variation_id, product_revision__lte=product.revision).update(
        product_revision=product.revision, **told
    )


def _is_news(item: StockItem, product: ProductFacts) -> bool:
    """Also what is told again of an item from before titles were kept."""
    return product.revision > item.product_revision or (
        product.revision == item.product_revision and not item.title
    )


def _titled(product: ProductFacts) -> dict[str, str]:
    title = product.title[:200]
    return {"title": title, "sort_title": plain(title)[:LONGEST_PART]}


def _note_titles(newest: Newest, known: dict[str, StockItem]) -> None:
    """From now on these products are found by these titles; what was not renamed is left alone."""
    fresh: dict[str, str] = {}
    for variation_id, (_, product) in newest.items():
        item = known.get(variation_id)
        if item is None or (_is_news(item, product) and item.title != product.title[:200]):
            fresh[product.product_id] = product.title
    if not fresh:
        return
    TitlePart.objects.filter(product_id__in=sorted(fresh)).delete()
    TitlePart.objects.bulk_create(
        TitlePart(product_id=product_id, text=text)
        for product_id, title in sorted(fresh.items())
        for text in parts(title)
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
