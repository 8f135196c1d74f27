"""A small market in the words of the tests: products are told as events, stock too, and then one looks for them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from souk.contracts.inventory.events import StockChanged
from souk.contracts.products.events import FacetFacts, ProductCreated, ProductDeleted, VariationFacts
from souk.contracts.search.calls import ProductQuery, SearchResult
from souk.kernel.data.database import changes
from souk.services.search import handlers
from souk.services.search.service import SearchService
from souk.services.search.use_cases import indexing
from souk.vocabulary.money import Money

BEGINNING = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def variation(name: str, price: int = 2000, stock: int | None = 20, **options: str) -> VariationFacts:
    """`variation("tee-1", Colour="Blue")`; the price is in cents."""
    return VariationFacts(
        variation_id=f"var_{name}",
        sku=f"SKU-{name}",
        options=options,
        price=Money.of(price),
        initial_stock=stock,
        barcode="",
    )


def fact(name: str, value: str, label: str = "") -> FacetFacts:
    """As a product type names it: `fact("author", "Jane Austen")`."""
    return FacetFacts(name=name, label=label or name.capitalize(), values=[value])


def product(name: str = "tee", revision: int = 1, **changed: Any) -> ProductCreated:
    """A published product with one variation, unless something else is said."""
    facts: dict[str, Any] = {
        "product_id": f"prd_{name}",
        "revision": revision,
        "slug": name,
        "title": name.replace("-", " ").title(),
        "product_type": "clothes",
        "status": "published",
        "shop_id": "shp_kiln",
        "shop_slug": "kiln",
        "shop_name": "Kiln",
        "category_path": "clothing/tops",
        "category_names": ["Clothing", "Tops"],
        "description_text": "",
        "attributes": {},
        "swatches": {},
        "variations": [variation(name)],
        "image_url": f"/media/{name}.webp",
        "thumb_url": f"/media/{name}-400.webp",
        "hover_url": None,
        "image_alt": "",
        "is_featured": False,
        "created_at": BEGINNING,
    }
    return ProductCreated(**(facts | changed))


class Market:
    """Events arrive as they would, each in a transaction of the house."""

    def tell(self, *products: ProductCreated) -> None:
        with changes("search"):
            handlers.on_products(list(products))
        indexing.write_dirty()

    def delete(self, told: ProductCreated) -> None:
        ids = [variation.variation_id for variation in told.variations]
        with changes("search"):
            handlers.on_product_deleted(ProductDeleted(product_id=told.product_id, variation_ids=ids))
        indexing.write_dirty()

    def stock(self, variation_id: str, available: int, revision: int = 1) -> None:
        event = StockChanged(variation_id=variation_id, available=available, revision=revision)
        with changes("search"):
            handlers.on_stock_changed([event])

    def find(self, **query: Any) -> SearchResult:
        return SearchService().products(query=ProductQuery(**query))

    def slugs(self, **query: Any) -> list[str]:
        return [card.slug for card in self.find(**query).items]


def facet(result: SearchResult, name: str) -> dict[str, int]:
    """Value → count of one facet, in its order; empty when it is not shown."""
    return {
        value.value: value.count for found in result.facets if found.name == name for value in found.values
    }
