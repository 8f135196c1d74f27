"""Clothes and shoes."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from souk.contracts.products.kinds import Filter, Kind
from souk.services.products.rules.found import Found
from souk.services.products.rules.product_type import Fact, ProductType, Shelf
from souk.services.products.rules.wording import first_and_last, shares, spaced

_GENDERS = {"men": "Men", "women": "Women", "unisex": "Unisex", "children": "Children", "kids": "Children"}
#: How shops call those whom clothes are for.
_SPELLINGS = {
    "male": "men", "mens": "men", "men's": "men", "man": "men", "female": "women", "womens": "women", "women's": "women",
    "woman": "women", "ladies": "women", "child": "children", "boys": "children", "girls": "children", "baby": "children",
    "men": "men", "women": "women", "unisex": "unisex", "children": "children", "kids": "kids",
}  # fmt: skip
#: How shops call a kind of garment.
_KINDS = {kind: kind for kind in (
    "tops", "shirts", "tshirts", "dresses", "pants", "jeans", "shorts", "skirts", "jackets", "coats", "sweaters", "hoodies",
    "activewear", "swimwear", "lingerie", "sleepwear", "suits", "socks", "underwear", "accessories",
)} | {
    "top": "tops", "shirt": "shirts", "blouse": "shirts", "blouses": "shirts", "t-shirt": "tshirts", "t-shirts": "tshirts",
    "tshirt": "tshirts", "tee": "tshirts", "tees": "tshirts", "dress": "dresses", "trousers": "pants", "leggings": "pants",
    "jacket": "jackets", "coat": "coats", "sweater": "sweaters", "cardigan": "sweaters", "cardigans": "sweaters",
    "jumper": "sweaters", "hoodie": "hoodies", "sweatshirt": "hoodies", "skirt": "skirts", "suit": "suits",
    "pyjamas": "sleepwear", "pajamas": "sleepwear", "hat": "accessories", "scarf": "accessories", "belt": "accessories",
}  # fmt: skip
LONGEST_SIZE = 60
_SYSTEMS = {"us": "US", "eu": "EU", "uk": "UK", "intl": "International"}


#: What is worn with what: the kinds that complete an outfit around each.
_GOES_WITH = {
    "tops": ("jeans", "pants", "skirts", "shorts"),
    "shirts": ("pants", "jeans", "suits", "sweaters"),
    "tshirts": ("jeans", "shorts", "hoodies", "jackets"),
    "dresses": ("jackets", "coats", "accessories"),
    "pants": ("shirts", "tops", "sweaters", "jackets"),
    "jeans": ("tops", "shirts", "tshirts"),
    "shorts": ("tshirts", "tops", "shirts"),
    "skirts": ("tops", "shirts", "sweaters"),
    "jackets": ("tshirts", "jeans", "dresses"),
    "coats": ("sweaters", "pants", "dresses"),
    "sweaters": ("jeans", "pants", "skirts", "coats"),
    "hoodies": ("jeans", "tshirts", "activewear"),
    "activewear": ("hoodies", "socks", "accessories"),
    "swimwear": ("shorts", "tops", "accessories"),
    "sleepwear": ("socks",),
    "suits": ("shirts", "coats", "accessories"),
    "socks": ("activewear", "sleepwear"),
    "accessories": ("dresses", "coats", "suits"),
}


class Clothes(ProductType):
    name, label, plural, collection = "clothes", "Clothes", "Clothes", "clothes"
    default_category = "clothing"
    about = "Things to wear, from socks to coats."
    called = (
        "clothes", "clothing", "apparel", "apparel & accessories", "shoes", "footwear", "dress", "dresses", "shirt", "shirts",
        "t-shirt", "t-shirts", "tshirt", "tshirts", "tee", "tees", "pants", "trousers", "jeans", "shorts", "skirt", "skirts",
        "jacket", "jackets", "coat", "coats", "sweater", "sweaters", "hoodie", "hoodies", "socks", "swimwear", "underwear",
        "menswear", "womenswear", "blouse", "blouses", "sneakers", "boots", "leggings", "cardigan", "cardigans",
    )  # fmt: skip
    options = ("colour", "size")
    shelves = (Shelf("Sale", "Cheaper than before.", lambda garment, n: n["discount"] > 0),)
    has_size_guide = True

    brand: Annotated[str, Fact("Brand", facet="brand")] = Field(default="", max_length=80)
    gender: Annotated[
        Literal["men", "women", "unisex", "children", "kids"],
        Fact(
            "For",
            facet="gender",
            words=_GENDERS,
            also=("target gender", "age group"),
            spellings=_SPELLINGS | {"adult": "unisex", "adults": "unisex"},
        ),
    ] = "unisex"
    category: Annotated[str, Fact("Kind", facet="kind", say=spaced)] = Field(default="other", max_length=40)
    size_system: Annotated[Literal["us", "eu", "uk", "intl"], Fact("Sizes", words=_SYSTEMS)] = "intl"
    available_sizes: Annotated[
        list[Annotated[str, Field(max_length=LONGEST_SIZE)]], Fact("Comes in", facet="size", also=("size",))
    ] = Field(default_factory=list, max_length=60)
    material: Annotated[str, Fact("Material", facet="material", say=spaced, also=("fabric",))] = Field(
        default="", max_length=120
    )
    composition: Annotated[dict[Annotated[str, Field(max_length=60)], int], Fact("Made of", say=shares)] = (
        Field(default_factory=dict, max_length=20)
    )
    style: Annotated[str, Fact("Style", facet="style", say=spaced)] = Field(default="", max_length=80)
    fit: Annotated[str, Fact("Fit", facet="fit", say=spaced)] = Field(default="", max_length=80)
    sleeve: Annotated[str, Fact("Sleeve", facet="sleeve", say=spaced, also=("sleeve length type",))] = Field(
        default="", max_length=80
    )
    season: Annotated[str, Fact("Season", facet="season", say=spaced)] = Field(default="", max_length=80)
    pattern: Annotated[str, Fact("Pattern", facet="pattern", say=spaced)] = Field(default="", max_length=80)
    primary_color: Annotated[
        str, Fact("Main colour", facet="colour", say=spaced, also=("color", "colour"))
    ] = Field(default="", max_length=80)
    secondary_color: Annotated[str, Fact("Second colour", facet="colour", say=spaced)] = Field(
        default="", max_length=80
    )
    care_instructions: Annotated[str, Fact("Care")] = Field(default="", max_length=500)
    wash_type: Annotated[str, Fact("Wash", facet="wash", say=spaced)] = Field(default="", max_length=80)
    weight: Annotated[int | None, Fact("Weight", unit="g", measure="weight")] = Field(
        default=None, ge=1, le=20_000
    )
    origin: Annotated[str, Fact("Made in")] = Field(default="", max_length=80)
    features: Annotated[list[Annotated[str, Field(max_length=300)]], Fact("Features")] = Field(
        default_factory=list, max_length=30
    )

    @field_validator("composition")
    @classmethod
    def _whole(cls, value: dict[str, int]) -> dict[str, int]:
        if value and (sum(value.values()) != 100 or min(value.values()) < 1):
            raise ValueError("the shares must be above zero and sum to 100 per cent")
        return value

    @field_validator("gender", mode="before")
    @classmethod
    def _known_gender(cls, value: Any) -> Any:
        return _SPELLINGS.get(value.strip().lower(), value) if isinstance(value, str) else value

    @classmethod
    def adopted(cls, said: dict[str, Any], found: Found) -> dict[str, Any] | None:
        """The kind is what the other shop's type or category says; sizes are its choices."""
        said_of_it = [found.kind, *reversed(found.categories), *found.tags]
        words = [word for phrase in said_of_it for word in (phrase.strip().lower(), *phrase.lower().split())]
        kind = next((known for word in words if (known := _KINDS.get(word))), "other")
        sizes = [
            size
            for name, values in found.options.items()
            if "size" in name.lower()
            for size in values
            if len(size) <= LONGEST_SIZE
        ]
        genders = [known for word in words if (known := _SPELLINGS.get(word))]
        gender = said.get("gender") or next(iter(genders), "unisex")
        made = {"category": kind, "brand": found.vendor, "available_sizes": sizes[:60], "gender": gender}
        return {**made, **said, "gender": gender, "available_sizes": sizes[:60]}

    def facets(self) -> list[dict[str, Any]]:
        """Besides its facts: the fibres it is made of, and what it goes with (`goes_with=jeans` finds what completes jeans)."""
        found = super().facets()
        partners = [spaced(kind) for kind, others in _GOES_WITH.items() if self.category in others]
        if partners:
            found.append({"name": "goes_with", "label": "Goes with", "values": partners})
        if self.composition:
            fibres = [spaced(fibre) for fibre in self.composition]
            found.append({"name": "fibre", "label": "Made of", "values": fibres})
        return found

    @classmethod
    def described(cls) -> Kind:
        kind = super().described()
        words = {code: spaced(code) for code in _GOES_WITH}
        more = [
            Filter(name="goes_with", label="Goes with", values=words),
            Filter(name="fibre", label="Made of"),
        ]
        return kind.model_copy(update={"filters": [*kind.filters, *more], "goes_with": "category"})

    def subtitle(self, options: dict[str, list[str]]) -> str:
        sizes = next(
            (values for name, values in options.items() if name.lower() == "size"), self.available_sizes
        )
        return first_and_last(sizes)
