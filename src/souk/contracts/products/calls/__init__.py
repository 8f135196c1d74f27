"""What products may be asked: the catalogue for readers, and what is for sale for tills."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, Protocol

from pydantic import Field

from souk.vocabulary.calls import Message, among, command, query
from souk.vocabulary.ids import CategoryId, Key, ProductId, ShopId, Sku, VariationId
from souk.vocabulary.money import Money
from souk.vocabulary.problems import NotFound
from souk.vocabulary.ratings import Rating

ProductStatus = Literal["draft", "published"]
Availability = Literal["in_stock", "low_stock", "out_of_stock"]

#: Of one product: as many as Shopify allows, so that each of its exports fits.
MOST_VARIATIONS = 2_048


class CategoryDraft(Message):
    slug: str = Field(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)
    name: str = Field(min_length=1, max_length=120)
    parent_slug: str | None = None


class Category(Message):
    """`path` is the slugs from the root to this category, joined by `/`."""

    category_id: CategoryId
    slug: str
    name: str
    path: str
    parent_id: CategoryId | None = None


class OptionValue(Message):
    """`swatch` is a CSS hex colour where the value is a colour."""

    value: str = Field(min_length=1, max_length=80)
    swatch: str | None = Field(default=None, pattern="^#[0-9a-fA-F]{6}$")


class Option(Message):
    name: str = Field(min_length=1, max_length=40)
    values: list[OptionValue] = Field(max_length=MOST_VARIATIONS)


class VariationDraft(Message):
    """`sku` is unique within the shop. `options` has one value for each option of the product."""

    sku: Sku = Field(min_length=1, max_length=80)
    options: dict[str, str] = Field(default_factory=dict)
    price: Money
    compare_at_price: Money | None = None
    weight_grams: int = Field(default=0, ge=0, le=1_000_000)
    barcode: str = Field(default="", max_length=40)
    stock: int | None = Field(
        default=None, ge=0, le=1_000_000
    )  # taken by inventory when the variation is first seen


class ImageDraft(Message):
    """Either the picture itself or where to find it (`url`, kept as a link). `option_value` ties it to e.g. a colour."""

    content: bytes = b""
    url: str = Field(default="", max_length=2000)
    alt: str = Field(default="", max_length=300)
    option_value: str | None = None


class ProductDraft(Message):
    """Identified by shop and slug: saving the same again changes what differs and nothing else."""

    slug: str = Field(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=120)
    title: str = Field(min_length=1, max_length=200)
    product_type: str
    shop_id: ShopId
    category_slug: str | None = None
    description_html: str = Field(default="", max_length=50_000)
    attributes: dict[str, Any] = Field(default_factory=dict)
    options: list[Option] = Field(default_factory=list, max_length=5)
    variations: list[VariationDraft] = Field(min_length=1, max_length=MOST_VARIATIONS)
    images: list[ImageDraft] = Field(default_factory=list, max_length=50)
    status: ProductStatus = "published"
    is_featured: bool = False
    created_at: datetime | None = None


class SavedProduct(Message):
    """The outcome for one draft: `refusal` is the sentence why it was not taken."""

    slug: str
    outcome: Literal["created", "updated", "unchanged", "refused"]
    product_id: ProductId | None = None
    variation_ids: dict[Sku, VariationId] = Field(default_factory=dict)
    refusal: str | None = None


class Image(Message):
    """`url` is the largest rendition; `thumb_url` about 400 px wide."""

    url: str
    thumb_url: str
    width: int
    height: int
    alt: str
    option_value: str | None = None


class Variation(Message):
    variation_id: VariationId
    sku: Sku
    options: dict[str, str]
    price: Money
    compare_at_price: Money | None = None
    weight_grams: int
    barcode: str
    availability: Availability
    available: int | None = None  # how many are left, said only when few


class Attribute(Message):
    """One typed fact for people: `RAM`, `16 GB`."""

    name: str
    label: str
    value: str


class ShopLabel(Message):
    shop_id: ShopId
    slug: str
    name: str


class Product(Message):
    """A published product as its page shows it."""

    product_id: ProductId
    slug: str
    title: str
    product_type: str
    description_html: str
    attributes: dict[str, Any]
    specifications: list[Attribute]
    category: Category | None
    breadcrumbs: list[Category]
    shop: ShopLabel
    options: list[Option]
    variations: list[Variation]
    images: list[Image]
    price_from: Money
    price_to: Money
    rating: Rating = Rating()
    created_at: datetime


class ForSale(Message):
    """A variation as a till sees it: `is_sellable` is false when the product is no longer published or its shop closed."""

    variation_id: VariationId
    product_id: ProductId
    product_slug: str
    shop_id: ShopId
    shop_name: str
    sku: Sku
    title: str
    options: dict[str, str]
    price: Money
    weight_grams: int
    image_url: str | None
    is_sellable: bool


class ProductNotFound(NotFound):
    title = "There is no such product"


class Products(Protocol):
    @query()
    @among("id_or_slug")
    def product(self, *, id_or_slug: str) -> Product:
        """A published product. Raises ProductNotFound."""
        ...

    @query()
    @among("variation_ids", how="many", found_by="variation_id")
    def for_sale(self, *, variation_ids: list[VariationId]) -> list[ForSale]:
        """The variations that exist among `variation_ids`, with today's price."""
        ...

    @query()
    def categories(self) -> list[Category]:
        """The whole tree, parents before children."""
        ...

    @command(deadline_seconds=30)
    @among(how="default")
    def save_categories(self, *, key: Key, drafts: list[CategoryDraft]) -> list[Category]:
        """Adds what is missing, by slug; parents first."""
        ...

    @command(deadline_seconds=120)
    @among("drafts", how="kinds", kind="product_type")
    def save_products(self, *, key: Key, drafts: list[ProductDraft]) -> list[SavedProduct]:
        """Saves up to 100 drafts; each is taken or refused on its own. The answer is in the order of `drafts`."""
        ...
