"""The door for neighbours."""

from __future__ import annotations

from souk.contracts.notifications.calls import SentMessage
from souk.services.notifications.use_cases import history
from souk.vocabulary.pages import Page


class NotificationsService:
    def messages(self, *, to: str, cursor: str | None = None, limit: int = 24) -> Page[SentMessage]:
        return history.messages_to(to, cursor, limit)
