"""Settings of customers."""

from __future__ import annotations

from functools import lru_cache

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class CustomersSettings(BaseSettings):
    """From `SOUK_CUSTOMERS_<NAME>`. Tiers and benefits are rows, see docs/rules.md."""

    model_config = SettingsConfigDict(env_prefix="SOUK_CUSTOMERS_", extra="ignore")

    points_per_unit: int = Field(
        default=1, ge=0, le=1000, description="points for each whole unit of money that goods cost"
    )
    point_value: int = Field(
        default=1, ge=0, description="minor units that a point takes off at the till; 0: points buy nothing"
    )
    window_days: int = Field(
        default=365, ge=1, description="days for which goods count towards a tier, and between two reviews"
    )
    guest_days: float = Field(
        default=30, gt=0, description="days without a visit after which a guest is forgotten"
    )
    most_adjustment: int = Field(
        default=100_000, ge=1, description="the most points that staff may give or take at once"
    )


@lru_cache(maxsize=1)
def settings() -> CustomersSettings:
    return CustomersSettings()
