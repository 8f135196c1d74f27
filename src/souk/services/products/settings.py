"""Settings of products (`SOUK_PRODUCTS_*`)."""

from __future__ import annotations

from functools import lru_cache

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class ProductsSettings(BaseSettings):
    """Which product types there are, and which of them this process keeps."""

    model_config = SettingsConfigDict(env_prefix="SOUK_PRODUCTS_", extra="ignore")

    types: str = Field(
        default="",
        description="the product types this process keeps, joined by commas, as a service of their own (`souk serve products --types`); "
        "unset: all that nobody else keeps. Others reach them at `SOUK_PRODUCTS_<TYPE>_URL`",
    )
    type_modules: str = Field(
        default="",
        description="modules with further product types, joined by commas; to be said to every process of the market",
    )

    @property
    def modules(self) -> list[str]:
        return [name.strip() for name in self.type_modules.split(",") if name.strip()]


@lru_cache(maxsize=1)
def settings() -> ProductsSettings:
    return ProductsSettings()
