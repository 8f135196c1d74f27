"""Clothes and shoes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator

from souk.services.products.rules.product_type import Fact, ProductType
from souk.services.products.rules.wording import first_and_last, shares, spaced

_GENDERS = {"men": "Men", "women": "Women", "unisex": "Unisex", "children": "Children", "kids": "Children"}
_SYSTEMS = {"us": "US", "eu": "EU", "uk": "UK", "intl": "International"}


class Clothes(ProductType):
    name = "clothes"

    brand: Annotated[str, Fact("Brand", facet="brand")] = Field(default="", max_length=80)
    gender: Annotated[
        Literal["men", "women", "unisex", "children", "kids"], Fact("For", facet="gender", words=_GENDERS)
    ] = "unisex"
    category: Annotated[str, Fact("Kind", facet="kind", say=spaced)] = Field(default="other", max_length=40)
    size_system: Annotated[Literal["us", "eu", "uk", "intl"], Fact("Sizes", words=_SYSTEMS)] = "intl"
    available_sizes: Annotated[list[str], Fact("Comes in")] = Field(default_factory=list, max_length=60)
    material: Annotated[str, Fact("Material", facet="material", say=spaced)] = Field(
        default="", max_length=120
    )
    composition: Annotated[dict[str, int], Fact("Made of", say=shares)] = Field(
        default_factory=dict, max_length=20
    )
    style: Annotated[str, Fact("Style", say=spaced)] = Field(default="", max_length=80)
    fit: Annotated[str, Fact("Fit", facet="fit", say=spaced)] = Field(default="", max_length=80)
    sleeve: Annotated[str, Fact("Sleeve", say=spaced)] = Field(default="", max_length=80)
    season: Annotated[str, Fact("Season", facet="season", say=spaced)] = Field(default="", max_length=80)
    pattern: Annotated[str, Fact("Pattern", facet="pattern", say=spaced)] = Field(default="", max_length=80)
    primary_color: Annotated[str, Fact("Main colour", say=spaced)] = Field(default="", max_length=80)
    secondary_color: Annotated[str, Fact("Second colour", say=spaced)] = Field(default="", max_length=80)
    care_instructions: Annotated[str, Fact("Care")] = Field(default="", max_length=500)
    wash_type: Annotated[str, Fact("Wash", say=spaced)] = Field(default="", max_length=80)
    weight: Annotated[int | None, Fact("Weight", unit="g")] = Field(default=None, ge=1, le=20_000)
    origin: Annotated[str, Fact("Made in")] = Field(default="", max_length=80)
    features: Annotated[list[str], Fact("Features")] = Field(default_factory=list, max_length=30)

    @field_validator("composition")
    @classmethod
    def _whole(cls, value: dict[str, int]) -> dict[str, int]:
        if value and (sum(value.values()) != 100 or min(value.values()) < 1):
            raise ValueError("the shares must be above zero and sum to 100 per cent")
        return value

    def subtitle(self, options: dict[str, list[str]]) -> str:
        sizes = next(
            (values for name, values in options.items() if name.lower() == "size"), self.available_sizes
        )
        return first_and_last(sizes)
