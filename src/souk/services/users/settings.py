"""Settings of users (`SOUK_USERS_*`)."""

from __future__ import annotations

from functools import lru_cache

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

MINUTE, HOUR, DAY = 60, 3600, 86400


class UsersSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SOUK_USERS_", extra="ignore")

    wrong_passwords: int = Field(
        default=3, ge=1, description="wrong passwords until an account is locked for an address"
    )
    lock_seconds: int = Field(default=15 * MINUTE, ge=1, description="how long such a lock lasts")
    session_seconds: int = Field(
        default=30 * DAY, ge=HOUR, description="how long a session lives without being used"
    )
    verify_seconds: int = Field(
        default=2 * DAY, ge=MINUTE, description="how long a confirmation link is good"
    )
    reset_seconds: int = Field(
        default=HOUR, ge=MINUTE, description="how long a link for a new password is good"
    )
    unlock_seconds: int = Field(default=HOUR, ge=MINUTE, description="how long an unlock link is good")
    letters_per_hour: int = Field(default=5, ge=1, description="letters of one kind that an account is sent")
    sign_ins_per_minute: int = Field(default=120, ge=1, description="sign-ins tried from one address")
    signups_per_hour: int = Field(default=300, ge=1, description="accounts opened from one address")
    resets_per_hour: int = Field(default=60, ge=1, description="password letters asked for from one address")
    addresses_per_account: int = Field(default=50, ge=1, description="addresses one account may keep")


@lru_cache(maxsize=1)
def settings() -> UsersSettings:
    return UsersSettings()
