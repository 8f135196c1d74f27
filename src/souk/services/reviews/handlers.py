"""What reviews hears."""

from __future__ import annotations

from souk.contracts.orders.events import OrderCompleted, OrderConfirmed, OrderItemStatusUpdated
from souk.contracts.products.events import ProductCreated, ProductDeleted, ProductFacts, ProductUpdated
from souk.contracts.shops.events import ShopApproved, ShopCreated, ShopDeleted, ShopRejected, ShopUpdated
from souk.contracts.users.events import UserErased
from souk.kernel.events.inbox import hears
from souk.services.reviews.use_cases import erasure, news, purchases


@hears(ProductCreated, ProductUpdated)
def on_product(event: ProductFacts) -> None:
    facts = {"shop_id": event.shop_id, "title": event.title, "slug": event.slug, "image_url": event.thumb_url}
    is_open = event.status == "published"
    news.product_told(event.product_id, event.revision, facts | {"is_open": is_open})


@hears(ProductDeleted)
def on_product_deleted(event: ProductDeleted) -> None:
    news.gone(event.product_id, "product")


@hears(ShopCreated, ShopUpdated)
def on_shop(event: ShopCreated | ShopUpdated) -> None:
    """A shop that was on the street before this house was built is met by what it tells of itself later."""
    is_open = event.is_on_street if event.status else None
    news.shop_told(event.shop_id, event.owner_id, event.slug, event.shop_name, is_open=is_open)


@hears(ShopApproved)
def on_shop_approved(event: ShopApproved) -> None:
    news.shop_told(event.shop_id, event.owner_id, event.slug, event.shop_name, is_open=True)


@hears(ShopRejected)
def on_shop_rejected(event: ShopRejected) -> None:
    news.shop_told(event.shop_id, event.owner_id, event.slug, event.shop_name, is_open=False)


@hears(ShopDeleted)
def on_shop_deleted(event: ShopDeleted) -> None:
    news.gone(event.shop_id, "shop", event.shop_id)


@hears(OrderConfirmed)
def on_order(event: OrderConfirmed) -> None:
    if event.user_id is not None:
        purchases.ordered(event.user_id, event.items)


@hears(OrderItemStatusUpdated)
def on_item(event: OrderItemStatusUpdated) -> None:
    if event.status == "delivered":
        purchases.received(event.part_of or event.item_id)  # who has some of what they bought has received it


@hears(OrderCompleted)
def on_order_completed(event: OrderCompleted) -> None:
    if event.user_id is not None:
        purchases.all_received(event.user_id, event.items)


@hears(UserErased)
def on_erasure(event: UserErased) -> None:
    erasure.erase(event.user_id)
