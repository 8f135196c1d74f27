"""What a post must offer: to deliver one email."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class Email:
    """Ready to go. `message_id` is the same at every try, so that a receiver can tell a repetition."""

    message_id: str
    to: str
    subject: str
    text: str
    html: str
    headers: dict[str, str] = field(default_factory=dict)


class DeliveryFailed(Exception):
    """It did not work this time; a later try may."""


class DeliveryRefused(Exception):
    """The receiver does not want it, ever: no such mailbox, or an address nobody can write to."""


class Post(Protocol):
    #: Whether delivering waits for another machine: then it happens in a thread of its own.
    waits: bool

    def deliver(self, email: Email) -> None:
        """Returns once somebody else is responsible for the email. Raises DeliveryFailed, DeliveryRefused."""
        ...


_post: Post | None = None


def post() -> Post:
    if _post is None:
        raise RuntimeError("no post was chosen; the application's ready() does that")
    return _post


def use_post(chosen: Post) -> None:
    """By the application when it starts, and by tests."""
    global _post
    _post = chosen
