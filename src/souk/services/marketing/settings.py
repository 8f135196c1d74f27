"""Settings of marketing."""

from __future__ import annotations

from functools import lru_cache

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class MarketingSettings(BaseSettings):
    """From `SOUK_MARKETING_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix="SOUK_MARKETING_", extra="ignore")

    confirm_within_days: float = Field(
        default=7, gt=0, description="how long a confirmation letter's link is good"
    )
    letter_pause_seconds: int = Field(
        default=600, ge=0, description="the least time between two confirmation letters to one address"
    )
    keep_keys_days: float = Field(default=30, gt=0, description="how long a saved coupon's key is remembered")


@lru_cache(maxsize=1)
def settings() -> MarketingSettings:
    return MarketingSettings()
