"""What search hears."""

from __future__ import annotations

from souk.contracts.inventory.events import StockChanged
from souk.contracts.products.events import ProductCreated, ProductDeleted, ProductFacts, ProductUpdated
from souk.contracts.reviews.events import RatingChanged
from souk.contracts.shops.events import ShopApproved, ShopDeleted, ShopRejected, ShopUpdated
from souk.kernel.events.inbox import hears, hears_many
from souk.services.search.use_cases import catalogue, street


@hears_many(ProductCreated, ProductUpdated)
def on_products(events: list[ProductFacts]) -> None:
    catalogue.save_products(events)


@hears(ProductDeleted)
def on_product_deleted(event: ProductDeleted) -> None:
    catalogue.forget_product(event)


@hears_many(StockChanged)
def on_stock_changed(events: list[StockChanged]) -> None:
    catalogue.note_stock(events)


@hears(ShopApproved, ShopUpdated, ShopRejected, ShopDeleted)
def on_shop(event: ShopApproved | ShopUpdated | ShopRejected | ShopDeleted) -> None:
    street.note_shop(event)


@hears_many(RatingChanged)
def on_ratings(events: list[RatingChanged]) -> None:
    catalogue.note_ratings([event for event in events if event.subject_kind == "product"])
