"""What search hears."""

from __future__ import annotations

from souk.contracts.inventory.events import StockChanged
from souk.contracts.products.events import ProductCreated, ProductDeleted, ProductFacts, ProductUpdated
from souk.kernel.inbox import hears
from souk.services.search.use_cases import catalogue


@hears(ProductCreated, ProductUpdated)
def on_product(event: ProductFacts) -> None:
    catalogue.save_product(event)


@hears(ProductDeleted)
def on_product_deleted(event: ProductDeleted) -> None:
    catalogue.forget_product(event)


@hears(StockChanged)
def on_stock_changed(event: StockChanged) -> None:
    catalogue.note_stock(event)
