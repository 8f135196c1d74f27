"""The door for neighbours."""

from __future__ import annotations

from souk.contracts.notifications.calls import LetterFilter, LetterRow, SentMessage
from souk.services.notifications.rules.letters import SUBJECTS
from souk.services.notifications.use_cases import history
from souk.vocabulary.pages import Page


class NotificationsService:
    def messages(self, *, to: str, cursor: str | None = None, limit: int = 24) -> Page[SentMessage]:
        return history.messages_to(to, cursor, limit)


class LetterDeskService:
    def search(self, *, wanted: LetterFilter, cursor: str | None = None, limit: int = 50) -> Page[LetterRow]:
        return history.search(wanted, cursor, limit)

    def kinds(self) -> list[str]:
        return sorted(SUBJECTS)
