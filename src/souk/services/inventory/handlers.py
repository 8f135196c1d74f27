"""What inventory does when it hears something."""

from __future__ import annotations

from souk.contracts.products.events import ProductCreated, ProductDeleted, ProductFacts, ProductUpdated
from souk.kernel.inbox import hears
from souk.services.inventory.use_cases import assortment


@hears(ProductCreated, ProductUpdated)
def on_product(event: ProductFacts) -> None:
    assortment.take_in(event)


@hears(ProductDeleted)
def on_product_deleted(event: ProductDeleted) -> None:
    assortment.retire(event)
