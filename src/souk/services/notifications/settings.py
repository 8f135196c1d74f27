"""Settings of notifications (`SOUK_NOTIFICATIONS_*`)."""

from __future__ import annotations

from functools import lru_cache

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class NotificationsSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SOUK_NOTIFICATIONS_", extra="ignore")

    email_url: SecretStr = Field(
        default=SecretStr("mailbox:"),
        description="where emails go: `mailbox:` (shown at /dev/mailbox), `smtp://user:password@host:587` or `smtps://…`",
    )
    sender: str = Field(default="Souk <hello@souk.example>", description="From of every email")
    deadline_seconds: float = Field(default=10, gt=0, description="patience with the mail server, per email")
    tries: int = Field(default=8, ge=1, description="deliveries tried until an email has failed")
    kept_days: int = Field(default=90, ge=1, description="how long it is remembered what was sent")
    mailbox_size: int = Field(default=500, ge=1, description="emails that the development mailbox keeps")

    def unfit(self) -> list[str]:
        """What does not suit production."""
        if not self.is_mailbox:
            return []
        return [
            "SOUK_NOTIFICATIONS_EMAIL_URL is mailbox:, and no letter would reach anybody; set it to smtp://user:password@host:587."
        ]

    @property
    def is_mailbox(self) -> bool:
        return self.email_url.get_secret_value().startswith("mailbox:")


@lru_cache(maxsize=1)
def settings() -> NotificationsSettings:
    return NotificationsSettings()
