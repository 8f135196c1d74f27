"""Settings of shops (`SOUK_SHOPS_*`)."""

from __future__ import annotations

from functools import lru_cache

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class ShopsSettings(BaseSettings):
    """What a market decides once about its shops."""

    model_config = SettingsConfigDict(env_prefix="SOUK_SHOPS_", extra="ignore")

    keep_address_days: int = Field(
        default=90,
        ge=0,
        description="how long a shop may read where an order went, after all of it has arrived or was cancelled",
    )
    most_per_user: int = Field(
        default=1, ge=1, le=100, description="shops a person may have, waiting or approved"
    )
    most_branches: int = Field(default=50, ge=1, le=100, description="branches of a shop")
    most_pictures: int = Field(default=12, ge=1, le=100, description="pictures in a shop's gallery")
    low_stock_minutes: float = Field(
        default=60,
        ge=0,
        description="what runs low within this time of the first is told to the shop’s owner in one letter",
    )
    sale_letter_seconds: float = Field(
        default=60,
        ge=0,
        description="how long after its first item an order is told to the shop’s owner, so that all of it is in one letter",
    )


@lru_cache(maxsize=1)
def settings() -> ShopsSettings:
    return ShopsSettings()
