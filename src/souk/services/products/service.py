"""The door for neighbours: what products may be asked."""

from __future__ import annotations

from souk.contracts.products.calls import (
    Category,
    CategoryDraft,
    ForSale,
    Product,
    ProductDraft,
    SavedProduct,
)
from souk.services.products.use_cases import categories, saving, showing


class ProductsService:
    def product(self, *, id_or_slug: str) -> Product:
        return showing.product(id_or_slug)

    def for_sale(self, *, variation_ids: list[str]) -> list[ForSale]:
        return showing.for_sale(variation_ids)

    def categories(self) -> list[Category]:
        return categories.all_categories()

    def save_categories(self, *, key: str, drafts: list[CategoryDraft]) -> list[Category]:
        return categories.save_categories(drafts)

    def save_products(self, *, key: str, drafts: list[ProductDraft]) -> list[SavedProduct]:
        return saving.save_products(key, drafts)
