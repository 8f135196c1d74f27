"""Settings of reviews."""

from __future__ import annotations

from functools import lru_cache

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class ReviewsSettings(BaseSettings):
    """From `SOUK_REVIEWS_<NAME>`. The rules behind them are in docs/rules.md."""

    model_config = SettingsConfigDict(env_prefix="SOUK_REVIEWS_", extra="ignore")

    buyers_only: bool = Field(
        default=False,
        description="whether only who received a product (or something of a shop) may review it",
    )
    flags_to_hold: int = Field(
        default=3, ge=1, description="people who must flag a review or comment until it waits for a person"
    )
    account_burst: int = Field(
        default=6,
        ge=1,
        description="reviews and comments of one account in an hour, after which its next ones wait",
    )
    subject_burst: int = Field(
        default=15,
        ge=1,
        description="reviews of one product or shop in ten minutes, after which the next ones wait",
    )
    most_per_hour: int = Field(
        default=40, ge=1, description="reviews and comments one account may write in an hour at all"
    )


@lru_cache(maxsize=1)
def settings() -> ReviewsSettings:
    return ReviewsSettings()
