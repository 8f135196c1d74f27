"""What wishlist does when it hears of something."""

from __future__ import annotations

from souk.contracts.inventory.events import StockChanged
from souk.contracts.products.events import ProductCreated, ProductDeleted, ProductFacts, ProductUpdated
from souk.contracts.shops.events import ShopApproved, ShopDeleted, ShopUpdated
from souk.contracts.users.events import UserErased
from souk.kernel.data.database import changes
from souk.kernel.events.inbox import hears, hears_many
from souk.services.wishlist.use_cases import noticing, upkeep


@hears(ProductCreated, ProductUpdated)
def on_product(event: ProductFacts) -> None:
    noticing.take_in_product(event)


@hears(ProductDeleted)
def on_product_deleted(event: ProductDeleted) -> None:
    noticing.delete_product(event.product_id)


@hears_many(StockChanged)
def on_stock(events: list[StockChanged]) -> None:
    noticing.take_in_stock(events)


@hears(ShopApproved)
def on_shop_approved(event: ShopApproved) -> None:
    noticing.take_in_shop(event, is_open=True)
    upkeep.begin_selling(event.owner_id, event.shop_id)


@hears(ShopUpdated)
def on_shop_updated(event: ShopUpdated) -> None:
    """It also tells of shops that were approved before wishlist heard of shops."""
    noticing.take_in_shop(event, is_open=event.is_on_street if event.status else None)
    if event.status == "approved":
        upkeep.begin_selling(event.owner_id, event.shop_id)


@hears(ShopDeleted)
def on_shop_deleted(event: ShopDeleted) -> None:
    noticing.take_in_shop(event, is_open=False)
    upkeep.end_selling(event.owner_id, event.shop_id)


@hears(UserErased)
def on_erasure(event: UserErased) -> None:
    with changes("wishlist") as change:
        upkeep.erase_user(change, event.user_id)
