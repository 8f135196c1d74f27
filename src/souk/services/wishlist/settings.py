"""Settings of wishlist."""

from __future__ import annotations

from functools import lru_cache

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class WishlistSettings(BaseSettings):
    """From `SOUK_WISHLIST_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix="SOUK_WISHLIST_", extra="ignore")

    keep_days: float = Field(
        default=60, gt=0, description="days without a change after which a guest's list ends"
    )
    gone_days: float = Field(
        default=60,
        gt=0,
        description="days for which a product or shop that is no longer on the street stays on lists",
    )
    owners_may_save: bool = Field(
        default=False, description="whether who sells on the street may save things with the same account"
    )
    drop_percent: int = Field(
        default=5, ge=1, le=90, description="per cent by which a price must fall to be worth a letter"
    )
    settle_seconds: float = Field(
        default=300,
        ge=0,
        description="how long news is left alone before it is written, in case it is over by then",
    )
    wait_days: float = Field(
        default=180,
        gt=0,
        description="days for which a visitor’s email is kept who wants to hear when something is back",
    )
    quiet_hours: float = Field(
        default=24, ge=0, description="hours in which there is at most one letter about the same thing"
    )  # fmt: skip


@lru_cache(maxsize=1)
def settings() -> WishlistSettings:
    return WishlistSettings()
