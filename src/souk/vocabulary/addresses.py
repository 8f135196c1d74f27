"""Addresses: where a person lives or a parcel goes."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class PostalAddress(BaseModel):
    """`country` is ISO 3166-1 alpha-2; `region` is a state or province where the country has them."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    name: str = Field(min_length=1, max_length=120)
    line1: str = Field(min_length=1, max_length=200)
    line2: str = Field(default="", max_length=200)
    city: str = Field(min_length=1, max_length=120)
    region: str = Field(default="", max_length=120)
    postal_code: str = Field(min_length=1, max_length=20)
    country: str = Field(pattern="^[A-Z]{2}$")
    phone: str = Field(default="", max_length=40)
