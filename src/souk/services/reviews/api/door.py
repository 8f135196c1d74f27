"""The one list of endpoints, and who is calling."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from souk.contracts.reviews.calls import MAX_ANSWER, FlagReason
from souk.kernel import identity
from souk.kernel.api import Api, Body

api = Api("reviews")

Stars = Literal[1, 2, 3, 4, 5]


class FlagIn(Body):
    """`note` is for who moderates."""

    reason: FlagReason
    note: str = Field(default="", max_length=300)


class AnswerIn(Body):
    text: str = Field(min_length=1, max_length=MAX_ANSWER)


def me() -> str:
    """The caller, where `may` let only signed-in ones in."""
    return identity.current().user_id or ""
