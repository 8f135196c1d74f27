"""Settings of search, from the environment (`SOUK_SEARCH_*`)."""

from __future__ import annotations

from functools import lru_cache

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class SearchSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SOUK_SEARCH_", extra="ignore")

    refresh_seconds: float = Field(
        default=0.15, ge=0, description="how long a process may answer from what it knows"
    )
    answers_bytes: int = Field(default=6_000_000, ge=0, description="memory for whole answers, per process")
    low_stock_at: int = Field(
        default=5, ge=1, le=10, description="units left at which a product is shown as nearly gone"
    )


@lru_cache(maxsize=1)
def settings() -> SearchSettings:
    """The settings of this process, read once."""
    return SearchSettings()
