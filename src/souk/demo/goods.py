"""What the demo market is made of: plain facts, in the market's own words, before any service sees them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Shop:
    slug: str
    name: str
    tagline: str
    description: str
    city: str
    country: str
    owner: str
    tone: str  # the colour of its front, as #rrggbb

    @property
    def owner_email(self) -> str:
        return f"{self.slug}@souk.example"


@dataclass(frozen=True)
class Category:
    slug: str
    name: str
    parent: str | None = None


@dataclass(frozen=True)
class OptionValue:
    value: str
    swatch: str | None = None


@dataclass(frozen=True)
class Option:
    name: str
    values: tuple[OptionValue, ...]


@dataclass(frozen=True)
class Variation:
    """One thing one can buy. `price` and `compare_at` are US cents."""

    sku: str
    options: dict[str, str]
    price: int
    weight_grams: int
    barcode: str
    stock: int
    compare_at: int | None = None


@dataclass(frozen=True)
class Product:
    """`look` tells the drawing program what to draw; `days_ago` is the product's age when the market opens."""

    product_type: str
    title: str
    slug: str
    shop: str
    category: str
    description: str
    attributes: dict[str, Any]
    options: tuple[Option, ...]
    variations: tuple[Variation, ...]
    days_ago: int
    look: dict[str, str] = field(default_factory=dict)
    is_featured: bool = False
    is_published: bool = True

    @property
    def colours(self) -> tuple[OptionValue, ...]:
        """The values of the option Colour, or nothing."""
        return next((option.values for option in self.options if option.name == "Colour"), ())
