"""Settings of orders."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Annotated, Any

from pydantic import Field, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

BasisPoints = Annotated[int, Field(ge=0, le=10_000)]


class OrdersSettings(BaseSettings):
    """From `SOUK_ORDERS_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix="SOUK_ORDERS_", extra="ignore")

    tax_rates: Annotated[dict[str, BasisPoints], NoDecode] = Field(
        default={"*": 800},
        description="basis points by country, or country-region (`US-NY`); `*` for the rest",
    )
    tax_label: str = Field(default="Tax", description="what the tax is called on every sum")
    hold_seconds: int = Field(
        default=900, ge=60, description="how long stock is held for an order that is not paid"
    )
    pay_within_seconds: int = Field(
        default=780,
        ge=30,
        validate_default=True,
        description="how long it may be paid; less than the stock is held",
    )

    @field_validator("tax_rates", mode="before")
    @classmethod
    def _as_json(cls, told: Any) -> Any:
        if not isinstance(told, str):
            return told
        try:
            return json.loads(told)
        except ValueError:
            raise ValueError('it is JSON, as {"*": 800, "US-NY": 887}') from None

    @field_validator("tax_rates")
    @classmethod
    def _of_places(cls, rates: dict[str, int]) -> dict[str, int]:
        """A place written otherwise would never be found, and the rest's rate be taken unasked."""
        for place in rates:
            country, dash, region = place.partition("-")
            if place != "*" and not (
                len(country) == 2
                and country.isalpha()
                and place == place.upper()
                and bool(dash) == bool(region)
            ):
                raise ValueError(f"{place!r} is no place; write US, US-NY, or * for the rest")
        return rates

    @field_validator("pay_within_seconds")
    @classmethod
    def _before_the_stock_goes(cls, seconds: int, info: ValidationInfo) -> int:
        held = info.data.get("hold_seconds", seconds + 1)
        if seconds >= held:
            raise ValueError(
                f"{seconds} is not less than SOUK_ORDERS_HOLD_SECONDS, {held}, after which others may buy what is being paid"
            )
        return seconds


@lru_cache(maxsize=1)
def settings() -> OrdersSettings:
    return OrdersSettings()
