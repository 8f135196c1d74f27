"""What products hears."""

from __future__ import annotations

from souk.contracts.inventory.events import StockChanged
from souk.contracts.reviews.events import RatingChanged
from souk.contracts.shops.events import ShopApproved, ShopCreated, ShopDeleted, ShopRejected, ShopUpdated
from souk.kernel.events.inbox import hears, hears_many
from souk.services.products.use_cases import news, ratings


@hears(ShopCreated)
def on_shop_created(event: ShopCreated) -> None:
    news.shop_opened(event.shop_id, event.owner_id, event.slug, event.shop_name)


@hears(ShopApproved)
def on_shop_approved(event: ShopApproved) -> None:
    news.shop_changed(event.shop_id, event.owner_id, event.slug, event.shop_name, is_approved=event.is_active)


@hears(ShopRejected, ShopDeleted)
def on_shop_gone(event: ShopRejected | ShopDeleted) -> None:
    news.shop_changed(event.shop_id, event.owner_id, event.slug, event.shop_name, is_approved=False)


@hears(ShopUpdated)
def on_shop_updated(event: ShopUpdated) -> None:
    # One from before statuses were told says nothing of them.
    on_street = event.is_on_street if event.status else None
    news.shop_changed(event.shop_id, event.owner_id, event.slug, event.shop_name, is_approved=on_street)


@hears_many(StockChanged)
def on_stock_changed(events: list[StockChanged]) -> None:
    news.stock_changed(events)


@hears(RatingChanged)
def on_rating_changed(event: RatingChanged) -> None:
    if event.subject_kind == "product":
        ratings.put(event.subject_id, event.revision, event.histogram)
