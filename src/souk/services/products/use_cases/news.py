"""News: what other houses tell of shops and of stock, put onto the products it concerns."""

from __future__ import annotations

from django.db.models import F

from souk.contracts.inventory.events import StockChanged
from souk.contracts.products.events import ProductUpdated
from souk.kernel import clock
from souk.kernel.data.database import changes
from souk.services.products.models import KnownShop, Product, Variation
from souk.services.products.read_models import Goods, Tree, put_stock_on_page, store_pages, tell
from souk.services.products.rules.stock import availability

AT_ONCE = 200  # products renewed in one go


def shop_opened(shop_id: str, owner_id: str, slug: str, name: str) -> None:
    """A shop that we asked about before its news came is known better already."""
    row = KnownShop(shop_id=shop_id, owner_id=owner_id, slug=slug, name=name, is_approved=False)
    KnownShop.objects.bulk_create([row], ignore_conflicts=True)


def shop_changed(
    shop_id: str, owner_id: str, slug: str, name: str, *, is_approved: bool | None = None
) -> None:
    """Renews the shop's products where shoppers would see a difference."""
    with changes("products"):
        row = KnownShop.objects.select_for_update().filter(shop_id=shop_id).first()
        if row is None:
            approved = bool(is_approved)
            KnownShop.objects.create(
                shop_id=shop_id, owner_id=owner_id, slug=slug, name=name, is_approved=approved
            )
            return
        before = (row.slug, row.name, row.is_approved)
        row.owner_id, row.slug, row.name = owner_id, slug, name
        row.is_approved = row.is_approved if is_approved is None else is_approved
        row.save()
        if before != (row.slug, row.name, row.is_approved):
            _renew_products_of(row)


def stock_changed(news: list[StockChanged]) -> None:
    """Keeps the newest levels; a page is written anew, once, only when a shopper would read something else."""
    newest = {event.variation_id: event for event in sorted(news, key=lambda event: event.revision)}
    with changes("products"):
        rows = Variation.objects.select_for_update().filter(variation_id__in=list(newest)).order_by("pk")
        left: dict[str, dict[str, int]] = {}
        for variation_id, product_id, is_withdrawn, before, revision in rows.values_list(
            "variation_id", "product_id", "is_withdrawn", "available", "stock_revision"
        ):
            event = newest[variation_id]
            if event.revision <= revision:
                continue
            Variation.objects.filter(pk=variation_id).update(
                available=event.available, stock_revision=event.revision
            )
            if not is_withdrawn and availability(before) != availability(event.available):
                left.setdefault(product_id, {})[variation_id] = event.available
        for product_id in sorted(left):
            put_stock_on_page(product_id, left[product_id])


def _renew_products_of(shop: KnownShop) -> None:
    """New pages, new facts for tills, one event for each product."""
    products = Product.objects.select_for_update().filter(shop=shop).order_by("product_id")
    ids = list(products.values_list("product_id", flat=True))
    variations = Variation.objects.filter(shop_id=shop.shop_id)
    list(variations.select_for_update().order_by("pk").values_list("pk"))
    variations.update(shop_name=shop.name)
    offered = variations.filter(is_withdrawn=False, product__status="published")
    offered.update(is_sellable=shop.is_approved)
    tree = Tree()
    for start in range(0, len(ids), AT_ONCE):
        _renew(shop, ids[start : start + AT_ONCE], tree)


def _renew(shop: KnownShop, product_ids: list[str], tree: Tree) -> None:
    rows = Product.objects.filter(product_id__in=product_ids)
    rows.update(revision=F("revision") + 1, changed_at=clock.now())
    variations: dict[str, list[Variation]] = {}
    for variation in Variation.objects.filter(product_id__in=product_ids):
        variations.setdefault(variation.product_id, []).append(variation)
    many = []
    for product in rows:
        product.shop = shop
        many.append(Goods(product, variations.get(product.product_id, []), tree))
    store_pages(many)
    with changes("products") as change:
        for goods in many:
            change.say(tell(ProductUpdated, goods))
