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


@lru_cache(maxsize=1)
def settings() -> ShopsSettings:
    return ShopsSettings()
