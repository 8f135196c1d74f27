"""Settings of orders."""

from __future__ import annotations

from functools import lru_cache

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class OrdersSettings(BaseSettings):
    """From `SOUK_ORDERS_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix="SOUK_ORDERS_", extra="ignore")

    tax_rates: dict[str, int] = Field(
        default={"*": 800},
        description="basis points by country, or country-region (`US-NY`); `*` for the rest",
    )
    tax_label: str = Field(default="Tax", description="what the tax is called on every sum")
    hold_seconds: int = Field(
        default=900, ge=60, description="how long stock is held for an order that is not paid"
    )
    pay_within_seconds: int = Field(
        default=780, ge=30, description="how long it may be paid; less than the stock is held"
    )


@lru_cache(maxsize=1)
def settings() -> OrdersSettings:
    return OrdersSettings()
