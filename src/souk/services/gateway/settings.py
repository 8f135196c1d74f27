"""Settings of the front door (`SOUK_GATEWAY_*`)."""

from __future__ import annotations

from functools import lru_cache

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class GatewaySettings(BaseSettings):
    """How long the gateway waits, how much it lets through, and when it leaves a house in peace."""

    model_config = SettingsConfigDict(env_prefix="SOUK_GATEWAY_", extra="ignore")

    connect_seconds: float = Field(default=1.0, gt=0, description="to reach a house")
    answer_seconds: float = Field(
        default=30.0, gt=0, description="from the end of a request to the beginning of its answer"
    )
    idle_seconds: float = Field(
        default=30.0, gt=0, description="between two pieces of a body, either way; event streams may be quiet"
    )
    upload_seconds: float = Field(default=120.0, gt=0, description="for all of a request's body")
    in_flight: int = Field(
        default=256, ge=1, description="requests that may wait for one house at a time, in each worker"
    )
    failures: int = Field(
        default=5, ge=1, description="failures in a row after which a house is left in peace"
    )
    rest_seconds: float = Field(
        default=2.0,
        gt=0,
        description="how long at first; twice as long each time it is still down, at most 30",
    )
    requests_per_minute: int = Field(
        default=3000, ge=0, description="of one address, or of one account; 0: as many as they like"
    )


@lru_cache(maxsize=1)
def settings() -> GatewaySettings:
    return GatewaySettings()
