"""The door for neighbours: what products may be asked."""

from __future__ import annotations

from typing import Literal

from souk.contracts.products.calls import (
    Category,
    CategoryDraft,
    ForSale,
    Image,
    Product,
    ProductDraft,
    SavedProduct,
)
from souk.contracts.products.calls.categories import CategoryUse
from souk.contracts.products.calls.handles import HandleEdit
from souk.contracts.products.calls.shelves import (
    BulkEdit,
    BulkOutcome,
    ExportPart,
    ImageLink,
    Import,
    ImportReport,
    ShelfCounts,
    ShelfProduct,
    ShelfRow,
    TypeForm,
)
from souk.services.products.use_cases import (
    categories,
    editing,
    exporting,
    imports,
    many,
    saving,
    shelves,
    showing,
    tree_care,
    type_forms,
)
from souk.services.products.use_cases.editing import Keeper
from souk.vocabulary.pages import Page


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


class ShelvesService:
    """Every call is about one shop; what its owner has to show is shown elsewhere."""

    def shelf(
        self,
        *,
        shop_id: str,
        search: str = "",
        status: Literal["draft", "published"] | None = None,
        product_type: str | None = None,
        stock: Literal["in", "low", "out"] | None = None,
        cursor: str | None = None,
        limit: int = 25,
    ) -> Page[ShelfRow]:
        wanted = shelves.Wanted(search=search, status=status, product_type=product_type, stock=stock)
        return shelves.shelf(shop_id, wanted, cursor, limit)

    def shelf_counts(self, *, shop_id: str) -> ShelfCounts:
        return shelves.shelf_counts(shop_id)

    def on_shelf(self, *, shop_id: str, product_id: str) -> ShelfProduct:
        return shelves.on_shelf(Keeper(shop_id), product_id)

    def type_forms(self) -> list[TypeForm]:
        return type_forms.type_forms()

    def put_on_shelf(
        self,
        *,
        key: str,
        draft: ProductDraft,
        product_id: str | None = None,
        revision: int | None = None,
        images: list[ImageLink] | None = None,
        reason: str = "",
    ) -> SavedProduct:
        links = None if images is None else [image.model_dump() for image in images]
        return editing.put_on_shelf(key, draft, product_id, revision, links, reason)

    def hang_picture(
        self,
        *,
        key: str,
        shop_id: str,
        product_id: str,
        content: bytes,
        alt: str = "",
        option_value: str | None = None,
    ) -> Image:
        return editing.add_image(Keeper(shop_id), product_id, content, alt, option_value)

    def take_off_shelf(self, *, key: str, shop_id: str, product_id: str, reason: str = "") -> None:
        editing.delete_once(key, Keeper(shop_id), product_id, reason)

    def change_many(
        self, *, key: str, shop_id: str, product_ids: list[str], edit: BulkEdit
    ) -> list[BulkOutcome]:
        return many.change_many(f"{shop_id}/{key}", shop_id, product_ids, edit)

    def begin_import(self, *, key: str, shop_id: str, file_name: str, content: bytes) -> Import:
        return imports.begin_import(f"{shop_id}/{key}", shop_id, file_name, content)

    def imports(self, *, shop_id: str, cursor: str | None = None, limit: int = 10) -> Page[Import]:
        return imports.imports(shop_id, cursor, limit)

    def import_report(
        self, *, shop_id: str, import_id: str, cursor: str | None = None, limit: int = 50
    ) -> ImportReport:
        return imports.import_report(shop_id, import_id, cursor, limit)

    def export_part(self, *, shop_id: str, cursor: str | None = None) -> ExportPart:
        return exporting.export_part(shop_id, cursor)


class HandlesService:
    def standing(self, *, shop_id: str, handles: list[str]) -> list[ShelfProduct]:
        return shelves.standing(shop_id, handles)

    def edit(self, *, key: str, shop_id: str, edits: list[HandleEdit]) -> list[SavedProduct]:
        return editing.edit_many(key, shop_id, edits)


class CategoryDeskService:
    def uses(self) -> list[CategoryUse]:
        return tree_care.uses()

    def change(self, *, key: str, slug: str, name: str, parent_slug: str | None) -> None:
        tree_care.change_category(slug, name, parent_slug)

    def remove(self, *, key: str, slug: str) -> None:
        tree_care.remove_category(slug)
