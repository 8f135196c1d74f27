"""What notifications may be asked: nothing but what it has sent. Messages begin with events."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Protocol

from souk.vocabulary.calls import Message, query
from souk.vocabulary.pages import Page


class SentMessage(Message):
    message_id: str
    channel: Literal["email"]
    template: str
    to: str
    subject: str
    status: Literal["waiting", "sent", "failed"]
    created_at: datetime
    sent_at: datetime | None


class LetterRow(SentMessage):
    """`error`: why it could not be delivered, the last time; `attempts`: how often that was tried. `user_id`: whose account it was for."""

    user_id: str | None = None
    attempts: int = 0
    error: str = ""


class LetterFilter(Message):
    """Which letters; what is empty or null filters nothing. `to`: the beginning of an address; `kind`: a template; `status`: as letters have it;
    `since` (with) and `until` (without) are about when it was written."""

    to: str = ""
    kind: str = ""
    status: Literal["", "waiting", "sent", "failed"] = ""
    since: datetime | None = None
    until: datetime | None = None


class LetterDesk(Protocol):
    """Everybody's letters, for staff: whoever asks has to see to it that they are. Never their text, in which links open accounts."""

    @query()
    def search(self, *, wanted: LetterFilter, cursor: str | None = None, limit: int = 50) -> Page[LetterRow]:
        """The newest first. Raises BadCursor."""
        ...

    @query()
    def kinds(self) -> list[str]:
        """The templates that letters are written from, by name."""
        ...


class Notifications(Protocol):
    @query()
    def messages(self, *, to: str, cursor: str | None = None, limit: int = 24) -> Page[SentMessage]:
        """What was sent to an address, newest first."""
        ...
