"""Settings of shipping (`SOUK_SHIPPING_*`)."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class ShippingSettings(BaseSettings):
    """Who carries, and how quickly the sandbox carrier pretends to."""

    model_config = SettingsConfigDict(env_prefix="SOUK_SHIPPING_", extra="ignore")

    carrier: Literal["sandbox"] = Field(default="sandbox", description="who carries the parcels")
    unless_chosen: Literal["shop", "carrier"] = Field(
        default="shop",
        description="who hands in the parcels of a shop that has not chosen: the shop itself, or the carrier collects them",
    )
    look_seconds: float = Field(
        default=5, gt=0, description="how often the carrier is asked about a parcel under way"
    )
    handed_over_after: float = Field(
        default=20, ge=0, description="sandbox: seconds until the parcel is handed over"
    )
    in_transit_after: float = Field(default=40, ge=0, description="sandbox: … until it is under way")
    out_for_delivery_after: float = Field(default=60, ge=0, description="sandbox: … until it is on the van")
    delivered_after: float = Field(default=80, ge=0, description="sandbox: … until it is delivered")

    @model_validator(mode="after")
    def _stages_follow_each_other(self) -> ShippingSettings:
        stages = [
            self.handed_over_after,
            self.in_transit_after,
            self.out_for_delivery_after,
            self.delivered_after,
        ]
        if stages != sorted(stages):
            raise ValueError("the stages of the sandbox carrier must follow each other")
        return self


@lru_cache(maxsize=1)
def settings() -> ShippingSettings:
    return ShippingSettings()
