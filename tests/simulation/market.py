"""The market that every run begins with: two shops, few goods, fewer units, coupons that run out. Built once per process."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from souk.contracts.inventory.calls import Inventory, Receipt
from souk.contracts.marketing.calls import CouponDraft, Marketing
from souk.contracts.products.calls import ProductDraft, Products, VariationDraft
from souk.contracts.shops.calls import ShopDraft, Shops
from souk.kernel import chance, clock
from souk.kernel.data.migrating import migrate
from souk.kernel.events.relay import deliver_all
from souk.kernel.neighbours.asking import ask
from souk.process import databases
from souk.vocabulary.money import Money
from tests.simulation.disk import Disk
from tests.simulation.stage import OPENING

inventory, marketing, products, shops = ask(Inventory), ask(Marketing), ask(Products), ask(Shops)

#: slug → shop, price, units at the opening. Few of most, so that shoppers contend for them.
GOODS = {
    "lamp": ("north", "25.00", 3),
    "vase": ("north", "12.40", 4),
    "chair": ("north", "80.00", 5),
    "rug": ("south", "149.99", 2),
    "mug": ("south", "7.95", 40),
    "book": ("south", "18.00", 12),
}
COUPONS = (
    CouponDraft(code="SPRING", description="10 % off, for the first three", percent=10, usage_limit=3),
    CouponDraft(code="ONCE", description="5.00 off, once each", amount_off=Money.parse("5.00"), per_customer_limit=1),
    CouponDraft(code="LAST", description="Half price, for one", percent=50, usage_limit=1),
    CouponDraft(code="GIFT", description="All of it, for two", percent=100, usage_limit=2),
)  # fmt: skip


@dataclass(frozen=True)
class Market:
    """An image of every house's database, and what a shopper may know of it."""

    image: dict[str, bytes]
    variations: dict[str, str]  # slug → variation
    shops: dict[str, str]  # slug → shop


@lru_cache(maxsize=1)
def disk() -> Disk:
    return Disk()


@lru_cache(maxsize=1)
def market() -> Market:
    """Migrates and lays out, then keeps the image; call with nothing else mounted."""
    with disk().mounted():
        for house in databases():
            migrate(house)
        clock.stand_at(OPENING)
        chance.plant(0)  # the same ids in every process
        try:
            shop_ids = _open_shops()
            variations = _lay_out(shop_ids)
            deliver_all(databases())
        finally:
            clock.stand_at(None)
            chance.plant(None)
        return Market(disk().image(), variations, shop_ids)


def _open_shops() -> dict[str, str]:
    found = {}
    for slug in ("north", "south"):
        shop = shops.open_shop(
            key=slug, owner_id=f"usr_{slug}", draft=ShopDraft(slug=slug, name=slug.title())
        )
        shops.approve_shop(key=f"{slug}-approved", shop_id=shop.shop_id)
        found[slug] = shop.shop_id
    return found


def draft(slug: str, shop_id: str, price: str) -> ProductDraft:
    variation = VariationDraft(sku=slug, price=Money.parse(price), weight_grams=400)
    return ProductDraft(
        slug=slug, title=slug.title(), product_type="general", shop_id=shop_id, variations=[variation]
    )


def _lay_out(shop_ids: dict[str, str]) -> dict[str, str]:
    drafts = [draft(slug, shop_ids[shop], price) for slug, (shop, price, _) in GOODS.items()]
    saved = products.save_products(key="goods", drafts=drafts)
    ids = {each.slug: next(iter(each.variation_ids.values())) for each in saved}
    deliver_all(databases())
    receipts = [
        Receipt(variation_id=ids[slug], sku=slug, quantity=units) for slug, (_, _, units) in GOODS.items()
    ]
    inventory.receive(key="opening", receipts=receipts)
    for coupon in COUPONS:
        marketing.save_coupon(key=f"coupon-{coupon.code}", draft=coupon)
    return ids
