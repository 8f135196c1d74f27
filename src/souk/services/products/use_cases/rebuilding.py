"""Rebuilding: the stored pages made again from the products, and the products told again to whoever lost them (`souk replay products`)."""

from __future__ import annotations

from collections.abc import Callable

from souk.contracts.products.events import ProductUpdated
from souk.kernel.data.database import Change, changes
from souk.services.products.models import Product, Variation
from souk.services.products.read_models import Goods, Tree, store_pages, tell
from souk.services.products.use_cases.news import AT_ONCE

Progress = Callable[[int, int], None]


def rebuild(progress: Progress = lambda done, total: None) -> int:
    """Writes every page anew by today's rules, some at a time; readers see the old one until the new one is there. Returns how many products."""
    return _in_batches(progress, lambda many, _: store_pages(many))


#: More changes than a product sees between two back-ups.
AHEAD = 100_000


def tell_again(progress: Progress = lambda done, total: None, *, is_restored: bool = False) -> int:
    """Says `product.updated` of every product as it is, at its present revision: who has it already lets it pass. Returns how many.

    `is_restored`: our data are of an earlier time than what was told since; they get revisions that outrank it.
    """

    def say(many: list[Goods], change: Change) -> None:
        for goods in many:
            if is_restored:
                goods.product.revision += AHEAD
                goods.product.save(update_fields=["revision"])
            change.say(tell(ProductUpdated, goods))

    return _in_batches(progress, say)


def _in_batches(progress: Progress, treat: Callable[[list[Goods], Change], None]) -> int:
    last, done, total, tree = "", 0, Product.objects.count(), Tree()
    while ids := _ids_after(last):
        with changes("products") as change:
            treat(locked(ids, tree), change)
        last, done = ids[-1], done + len(ids)
        progress(done, max(done, total))
    return done


def _ids_after(last: str) -> list[str]:
    products = Product.objects.filter(product_id__gt=last).order_by("product_id")
    return list(products.values_list("product_id", flat=True)[:AT_ONCE])


def locked(ids: list[str], tree: Tree) -> list[Goods]:
    """Products, then variations, as everybody locks them: what changes meanwhile waits, and is not written over."""
    products = list(
        Product.objects.select_for_update()
        .filter(product_id__in=ids)
        .order_by("product_id")
        .prefetch_related(
            "shop"
        )  # by a look of its own: MariaDB cannot lock one of two tables that are joined
    )
    variations: dict[str, list[Variation]] = {}
    for variation in Variation.objects.select_for_update().filter(product_id__in=ids).order_by("pk"):
        variations.setdefault(variation.product_id, []).append(variation)
    return [Goods(product, variations.get(product.product_id, []), tree) for product in products]
