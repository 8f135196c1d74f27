"""Settings of the pages (`SOUK_WEB_*`)."""

from __future__ import annotations

from functools import lru_cache

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class WebSettings(BaseSettings):
    """What a founder changes without touching a template."""

    model_config = SettingsConfigDict(env_prefix="SOUK_WEB_", extra="ignore")

    promo_text: str = Field(
        default="Many shops, one street, one till", description="the line on top of every page"
    )
    operator_name: str = Field(
        default="Souk demonstration market", description="who runs the market, for the imprint"
    )
    operator_address: str = Field(
        default="1 Market Street|Springfield", description="lines of the imprint, joined by |"
    )
    support_email: str = Field(default="support@souk.example", description="where people write to")
    is_demo: bool = Field(default=True, description="the imprint says that nothing here is real")
    remember_days: int = Field(default=30, ge=1, le=400, description="how long “remember me” lasts")
    cart_days: int = Field(default=30, ge=1, le=400, description="how long a guest's cart is remembered")
    wishlist_days: int = Field(
        default=60, ge=1, le=400, description="how long a guest's wishlist is remembered"
    )
    payment_origins: str = Field(
        default="", description="origins of hosted payment pages, joined by spaces, for the security policy"
    )


@lru_cache(maxsize=1)
def settings() -> WebSettings:
    return WebSettings()
