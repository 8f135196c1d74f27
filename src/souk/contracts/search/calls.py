"""What search may be asked: one page of products with facets, and suggestions while typing."""

from __future__ import annotations

from typing import Literal, Protocol

from pydantic import Field

from souk.vocabulary.calls import Message, query
from souk.vocabulary.ids import ProductId, ShopId
from souk.vocabulary.money import Money

Sort = Literal["relevance", "newest", "price", "-price", "title", "-rating"]


class Between(Message):
    """Both ends included; without one it is open there. At most two decimal places count."""

    low: float | None = None
    high: float | None = None


class ProductQuery(Message):
    """Filters combine with AND between names and OR within one name.

    `options` holds facts of variations (`{"colour": ["Blue"], "size": ["XL"]}`): one variation must match all of them, the
    price range and `in_stock` together. `attributes` holds typed facts of the product (`{"author": ["…"]}`).
    `measures` holds numbers (`{"ram": Between(low=16)}`), which one variation must meet together with the facts of variations.
    `min_price` and `max_price` are minor units of `currency`. `rating_min`: at least so many stars on average.
    """

    search: str = Field(default="", max_length=200)
    product_type: str | None = None
    categories: list[str] = Field(default_factory=list, max_length=20)
    shops: list[str] = Field(default_factory=list, max_length=20)
    options: dict[str, list[str]] = Field(default_factory=dict)
    attributes: dict[str, list[str]] = Field(default_factory=dict)
    measures: dict[str, Between] = Field(default_factory=dict, max_length=20)
    min_price: int | None = Field(default=None, ge=0)
    max_price: int | None = Field(default=None, ge=0)
    currency: str = "USD"
    in_stock: bool = False
    featured: bool = False
    rating_min: int | None = Field(default=None, ge=1, le=5)
    sort: Sort = "relevance"
    cursor: str | None = None
    limit: int = Field(default=24, ge=1, le=100)
    with_facets: bool = True


class ProductCard(Message):
    """A product as a list shows it."""

    product_id: ProductId
    slug: str
    title: str
    product_type: str
    shop_id: ShopId
    shop_slug: str
    shop_name: str
    price_from: Money
    price_to: Money
    compare_at_price: Money | None = None
    image_url: str | None = None
    thumb_url: str | None = None
    hover_url: str | None = None
    image_alt: str = ""
    swatches: dict[str, str] = Field(default_factory=dict)
    subtitle: str = ""  # what matters most for its type: the author, the sizes, the processor
    availability: Literal["in_stock", "low_stock", "out_of_stock"] = "in_stock"
    rating_average: str = ""  # with one decimal; empty while nobody gave stars
    rating_count: int = 0


class FacetValue(Message):
    """`count`: how many products of this answer have the value. `swatch` for colours."""

    value: str
    label: str
    count: int
    swatch: str | None = None
    selected: bool = False


class Facet(Message):
    """`name` is the query parameter that filters by it: `category`, `shop`, `type`, `colour`, `size`, `author`, …"""

    name: str
    label: str
    values: list[FacetValue]


class SearchResult(Message):
    """`matches` is the number of products found, exact (the index knows it without counting rows)."""

    items: list[ProductCard]
    next: str | None = None
    facets: list[Facet] = Field(default_factory=list)
    matches: int
    corrected: str | None = None  # the words searched for instead, when the given ones found nothing


class Suggestion(Message):
    kind: Literal["product", "category", "shop", "query"]
    text: str
    url_path: str
    image_url: str | None = None


class ShopCard(Message):
    """A shop as a list shows it."""

    shop_id: ShopId
    slug: str
    name: str
    tagline: str = ""
    city: str = ""
    country: str = ""
    picture_url: str | None = None
    is_verified: bool = False


class FoundOnStreet(Message):
    """The best of both for some words. `missing`: what could not be searched at the moment."""

    shops: list[ShopCard]
    products: list[ProductCard]
    corrected: str | None = None  # the words searched for among products instead
    missing: list[Literal["shops", "products"]] = Field(default_factory=list)


class Search(Protocol):
    @query()
    def products(self, *, query: ProductQuery) -> SearchResult: ...

    @query()
    def shops(self, *, text: str, limit: int = 24) -> list[ShopCard]:
        """Shops on the street by their name, tagline, place and description, the best first; at most 50."""
        ...

    @query(deadline_seconds=1.0)
    def suggest(self, *, text: str, limit: int = 8) -> list[Suggestion]: ...
