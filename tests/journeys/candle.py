"""Candles: a product type that Souk does not bring. One file, named by `SOUK_PRODUCTS_TYPE_MODULES`, and nothing else."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from souk.services.products.rules.product_type import Fact, ProductType, Shelf


class Candle(ProductType):
    name, label, plural, collection = "candle", "Candle", "Candles", "candles"
    about = "Light for an evening."
    called = ("candle", "candles")
    shelves = (
        Shelf("Long", "Burns for forty hours and more.", lambda candle, numbers: numbers["burns"] >= 40),
    )

    scent: Annotated[str, Fact("Scent", facet="scent", also=("fragrance",))] = Field(
        min_length=1, max_length=80
    )
    burns_hours: Annotated[int | None, Fact("Burns", unit="h", measure="burns")] = Field(
        default=None, ge=1, le=500
    )

    def subtitle(self, options: dict[str, list[str]]) -> str:
        return self.scent
