"""What inventory does when it hears something."""

from __future__ import annotations

from souk.contracts.products.events import ProductCreated, ProductDeleted, ProductFacts, ProductUpdated
from souk.kernel.events.inbox import hears, hears_many
from souk.services.inventory.use_cases import assortment


@hears_many(ProductCreated, ProductUpdated)
def on_products(events: list[ProductFacts]) -> None:
    assortment.take_in(events)


@hears(ProductDeleted)
def on_product_deleted(event: ProductDeleted) -> None:
    assortment.retire(event)
