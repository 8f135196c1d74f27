"""What products says. Created and updated carry the whole product, so that a listener needs to ask nobody."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from souk.vocabulary.events import Event
from souk.vocabulary.money import Money


class VariationFacts(BaseModel):
    model_config = ConfigDict(frozen=True)

    variation_id: str
    sku: str
    options: dict[str, str]
    price: Money
    compare_at_price: Money | None = None
    weight_grams: int = 0
    barcode: str = ""
    initial_stock: int | None = (
        None  # what the seller said is on the shelf when the variation was first saved
    )
    measures: dict[str, float] = {}  # where they are other than the product's


class FacetFacts(BaseModel):
    """A typed fact one may filter by, as its product type names it: `author`, `Author`, `["Jane Austen"]`."""

    model_config = ConfigDict(frozen=True)

    name: str
    label: str
    values: list[str]


class ProductFacts(Event):
    about = "product_id"

    product_id: str
    revision: int  # grows with every change: an older one that arrives late is ignored
    slug: str
    title: str
    product_type: str
    status: str  # "published" only while shoppers may see it: a product of a shop that is not approved is a "draft" to the street
    shop_id: str
    shop_slug: str
    shop_name: str
    category_path: str  # slugs from the root, joined by "/"
    category_names: list[str]
    description_text: str
    attributes: dict[str, Any]
    subtitle: str = ""  # what matters most for its type, for a card: the author, the processor, the sizes
    facets: list[FacetFacts] = []
    measures: dict[str, float] = {}  # numbers to filter by, as its type names them: {"ram": 16}
    swatches: dict[str, str]  # colour name → hex
    variations: list[VariationFacts]
    image_url: str | None
    thumb_url: str | None
    hover_url: str | None
    image_alt: str
    is_featured: bool
    created_at: datetime


class ProductCreated(ProductFacts):
    name = "product.created"


class ProductUpdated(ProductFacts):
    name = "product.updated"


class ProductDeleted(Event):
    name = "product.deleted"
    about = "product_id"
    product_id: str
    variation_ids: list[str]


class CorrectedGoods(BaseModel):
    """A product that staff changed. `what` names what they changed of it: title, price, pictures, …; `added` or `deleted` where it is whole."""

    model_config = ConfigDict(frozen=True)

    product_id: str
    title: str
    what: list[str]


class ProductsCorrected(Event):
    """Staff changed products of a shop that is not theirs; its owner is to be told, once for each `correction_id`."""

    name = "product.corrected"
    about = "shop_id"
    correction_id: str
    shop_id: str
    goods: list[CorrectedGoods]
    reason: str = ""
    at: datetime
