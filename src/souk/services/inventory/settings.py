"""Settings of inventory (`SOUK_INVENTORY_*`)."""

from __future__ import annotations

from functools import lru_cache

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class InventorySettings(BaseSettings):
    """What a market decides once about its shelves."""

    model_config = SettingsConfigDict(env_prefix="SOUK_INVENTORY_", extra="ignore")

    main_warehouse: str = Field(
        default="main",
        pattern="^[a-z0-9-]{1,40}$",
        description="where first stock stands, and what is emptied first",
    )
    low_at: int = Field(default=5, ge=0, description="a variation that falls to this many free units is low")


@lru_cache(maxsize=1)
def settings() -> InventorySettings:
    return InventorySettings()
