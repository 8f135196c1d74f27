"""The demo market's wishlists: things somebody would like, one that has become cheaper and one that was sold out and is back.

Through the same doors as everybody's, while the clock stands at the time when it happened. It needs the whole street in one
process, because in between the street has to hear of it; elsewhere the market opens without it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from souk.contracts.inventory.calls import Inventory, Receipt, StockLine
from souk.contracts.products.calls import Product, ProductNotFound, Products, Variation
from souk.contracts.wishlist.calls import ListHolder, Thing, Wishlists
from souk.demo import goods
from souk.demo.accounts import account_of
from souk.demo.catalogue import products as catalogue
from souk.demo.people import SHOPPER, STAFF, Person
from souk.demo.studio import pictures_of
from souk.kernel import clock
from souk.kernel.events.relay import deliver_all
from souk.kernel.neighbours.asking import ask
from souk.kernel.settings import settings

_products, _inventory, _wishlists = ask(Products), ask(Inventory), ask(Wishlists)

NEEDED = {"users", "shops", "products", "inventory", "wishlist"}

#: Places in the catalogue of each type, counted among what can be bought.
CHEAPER, BACK = ("clothes", 3), ("book", 2)
SHOPPERS_WISHES = (("book", 5), ("mobile", 1), ("clothes", 8), ("laptop", 2), CHEAPER, BACK)
STAFFS_WISHES = (("book", 2), ("clothes", 3), ("clothes", 12))


def open_wishes(houses: list[str]) -> int:
    """Once; how many things were saved. `houses`: those of this process."""
    if not settings().events.startswith("outbox") or not set(houses) >= NEEDED:
        return 0
    nadia, tom = _holder(SHOPPER), _holder(STAFF)
    if _wishlists.marks(holder=nadia).count:
        return 0
    try:
        for kind in sorted({kind for kind, _ in SHOPPERS_WISHES}):
            pick(kind, 0)
    except ProductNotFound:
        return 0  # a market with other goods, or one whose pages are being written anew
    now = clock.now()
    with clock.frozen_at(now - timedelta(days=19)):
        saved = _save(nadia, SHOPPERS_WISHES) + _save(tom, STAFFS_WISHES)
        _wishlists.choose_letters(holder=nadia, wants=True)
        _wishlists.share(holder=nadia, shows_name=True)
    _sell_out_and_restock(pick(*BACK), now, lambda: deliver_all(houses))
    with clock.frozen_at(now - timedelta(hours=5)):
        _make_cheaper(pick(*CHEAPER))
        deliver_all(houses)
    return saved


def _holder(person: Person) -> ListHolder:
    return ListHolder(user_id=account_of(person))


def _save(holder: ListHolder, wishes: tuple[tuple[str, int], ...]) -> int:
    """The first of a product's variations that can be bought; and the shop of the first thing."""
    found = [pick(kind, place) for kind, place in wishes]
    things = [Thing(variation_id=there(product).variation_id) for product in found]
    for thing in [Thing(shop_id=found[0].shop.shop_id), *things]:
        _wishlists.save(holder=holder, thing=thing)
    return len(things) + 1


def pick(kind: str, place: int) -> Product:
    """The same product on every run: that at a place among the published of its type, or the next that is still offered.

    Raises ProductNotFound where nothing of its type is.
    """
    offered = [product for product in catalogue() if product.product_type == kind and product.is_published]
    start = place % len(offered)
    for one in [*offered[start:], *offered[:start]]:
        try:
            return _products.product(id_or_slug=one.slug)
        except ProductNotFound:
            continue
    raise ProductNotFound()


def there(product: Product) -> Variation:
    can_be_had = [one for one in product.variations if one.availability != "out_of_stock"]
    return (can_be_had or product.variations)[0]


def _sell_out_and_restock(product: Product, now: datetime, tell: Callable[[], object]) -> None:
    variation = there(product)
    level = next(iter(_inventory.levels(variation_ids=[variation.variation_id])), None)
    if level is None or not level.available:
        return
    with clock.frozen_at(now - timedelta(days=6)):
        line = StockLine(variation_id=variation.variation_id, quantity=level.available)
        _inventory.write_off(
            key=f"demo/water/{variation.variation_id}",
            line=line,
            warehouse="main",
            reason="Water in the cellar",
        )
        tell()
    with clock.frozen_at(now - timedelta(days=1)):
        receipt = Receipt(variation_id=variation.variation_id, sku=variation.sku, quantity=level.available)
        _inventory.receive(key=f"demo/reprint/{variation.variation_id}", receipts=[receipt])
        tell()


def _make_cheaper(product: Product) -> None:
    """Its shop takes a fifth off, and says what it cost."""
    from souk.demo.market import draft_of

    own = next(one for one in catalogue() if one.slug == product.slug)
    cheaper = replace(own, variations=tuple(_fifth_off(one) for one in own.variations))
    draft = draft_of(cheaper, product.shop.shop_id, pictures_of(own))
    _products.save_products(key=f"demo/cheaper/{product.slug}", drafts=[draft])


def _fifth_off(variation: goods.Variation) -> goods.Variation:
    return replace(variation, price=variation.price * 4 // 5, compare_at=variation.price)
