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


class Notifications(Protocol):
    @query()
    def messages(self, *, to: str, cursor: str | None = None, limit: int = 24) -> Page[SentMessage]:
        """What was sent to an address, newest first."""
        ...
