"""The one list of endpoints, and who is calling."""

from __future__ import annotations

from pydantic import Field

from souk.contracts.reviews.calls import MAX_ANSWER, FlagReason
from souk.kernel.access import identity
from souk.kernel.access.identity import staff_may
from souk.kernel.web.api import Api, Body

api = Api("reviews")

moderator = staff_may("reviews.moderate")


class FlagIn(Body):
    """`note` is for who moderates."""

    reason: FlagReason
    note: str = Field(default="", max_length=300)


class AnswerIn(Body):
    text: str = Field(min_length=1, max_length=MAX_ANSWER)


def may_moderate() -> bool:
    """Whether the caller sees what waits and what is hidden."""
    return moderator.allows(identity.current())


def me() -> str:
    """The caller, where `may` let only signed-in ones in."""
    return identity.current().user_id or ""
