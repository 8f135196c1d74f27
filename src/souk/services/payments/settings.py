"""Settings of payments (`SOUK_PAYMENTS_*`)."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class PaymentsSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SOUK_PAYMENTS_", extra="ignore")

    provider: Literal["sandbox"] = Field(default="sandbox", description="who takes the money")
    deadline_seconds: float = Field(
        default=6, gt=0, description="how long a provider may think about one call"
    )
    ask_again_seconds: float = Field(
        default=10,
        gt=0,
        description="pause before a provider is asked how an open attempt stands; it doubles each time",
    )
    give_up_seconds: float = Field(
        default=120,
        gt=0,
        description="after this an attempt that the provider never heard of counts as failed",
    )
    webhook_tolerance_seconds: int = Field(default=300, ge=1, description="how old a webhook may be")
    return_path: str = Field(
        default="/checkout/confirmation?order={number}",
        description="where a payment page leads back to when the buyer named no place",
    )
    sandbox_late_seconds: float = Field(
        default=3, ge=0, description="how long the sandbox takes over a card that answers late"
    )
    sandbox_session_seconds: float = Field(
        default=3600, gt=0, description="how long a sandbox payment page is open"
    )
    sandbox_webhook_url: str = Field(
        default="",
        description="origin to which the sandbox posts its webhooks over HTTP; empty: handed over within the process",
    )


@lru_cache(maxsize=1)
def settings() -> PaymentsSettings:
    return PaymentsSettings()
