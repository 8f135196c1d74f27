"""What shops do when they hear something."""

from __future__ import annotations

from souk.contracts.inventory.events import StockLow, StockRecovered
from souk.contracts.orders.events import (
    OrderItemCreated,
    OrderItemSplit,
    OrderItemStatusUpdated,
    OrderRefunded,
    OrderTrackingCorrected,
)
from souk.contracts.products.events import ProductsCorrected
from souk.contracts.reviews.events import RatingChanged
from souk.contracts.users.events import UserErased
from souk.kernel.events.inbox import hears
from souk.services.shops.use_cases import corrections, low_stock, ratings, selling, upkeep


@hears(OrderItemCreated)
def on_item_sold(event: OrderItemCreated) -> None:
    selling.take_in(event)


@hears(OrderItemSplit)
def on_item_split(event: OrderItemSplit) -> None:
    selling.part(event)


@hears(OrderItemStatusUpdated)
def on_item_moved(event: OrderItemStatusUpdated) -> None:
    selling.follow(event)


@hears(OrderTrackingCorrected)
def on_tracking_corrected(event: OrderTrackingCorrected) -> None:
    selling.correct(event)


@hears(OrderRefunded)
def on_refund(event: OrderRefunded) -> None:
    selling.take_off(event)


@hears(UserErased)
def on_user_erased(event: UserErased) -> None:
    upkeep.forget_owner(event.user_id)
    selling.forget_buyer(event.user_id)


@hears(RatingChanged)
def on_rating_changed(event: RatingChanged) -> None:
    if event.subject_kind == "shop":
        ratings.put(event.subject_id, event.revision, event.histogram)


@hears(ProductsCorrected)
def on_products_corrected(event: ProductsCorrected) -> None:
    corrections.note(event)


@hears(StockLow)
def on_stock_low(event: StockLow) -> None:
    low_stock.note(event)


@hears(StockRecovered)
def on_stock_recovered(event: StockRecovered) -> None:
    low_stock.forget(event)
