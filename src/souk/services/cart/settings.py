"""Settings of cart."""

from __future__ import annotations

from functools import lru_cache

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class CartSettings(BaseSettings):
    """From `SOUK_CART_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix="SOUK_CART_", extra="ignore")

    keep_days: float = Field(
        default=7, gt=0, description="days without a change after which a guest's cart ends"
    )
    note_seconds: int = Field(
        default=600,
        ge=0,
        description="how long a correction that was shown is shown again, unless the shopper changes something",
    )
    owners_may_shop: bool = Field(
        default=False, description="whether who keeps a shop may also buy with that account"
    )
    answer_days: float = Field(
        default=30, gt=0, description="days for which a checkout's key answers the same cart"
    )


@lru_cache(maxsize=1)
def settings() -> CartSettings:
    return CartSettings()
