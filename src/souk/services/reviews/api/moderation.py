"""Moderation, for staff: what waits, and what is decided."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest
from ninja import Query
from pydantic import Field

from souk.contracts.reviews.calls import Received
from souk.kernel.web.api import Body
from souk.services.reviews.api.door import api, moderator
from souk.services.reviews.use_cases import flagging, moderating
from souk.vocabulary.calls import Message
from souk.vocabulary.pages import Page


class Rejection(Body):
    """`reason` is told to the author."""

    reason: str = Field(min_length=1, max_length=500)


class ReceivedPage(Page[Received]):
    """Reviews or comments."""


class Waiting(Message):
    """`count` goes no further than 2000."""

    count: int


class FlagReasons(Message):
    """What people said who flagged it, the newest first, up to 50."""

    items: list[str]
    next: None = None


@api.get("/reviews/moderation", may=moderator)
def moderation_queue(
    request: HttpRequest,
    what: Literal["review", "comment"] = "review",
    status: Literal["held", "hidden", "flagged"] = "held",
    cursor: str | None = None,
    limit: int = Query(24, ge=1, le=100),
) -> ReceivedPage:
    """What waits for a person, the longest first; what was hidden; or what is published and was flagged."""
    return ReceivedPage.model_construct(**dict(moderating.queue(what, status, cursor, limit)))


@api.get("/reviews/moderation/waiting", may=moderator)
def waiting(request: HttpRequest) -> Waiting:
    """How many reviews and comments wait."""
    return Waiting(count=moderating.waiting())


@api.get("/reviews/{review_id}/flags", may=moderator)
def list_flags(request: HttpRequest, review_id: str) -> FlagReasons:
    return FlagReasons(items=flagging.why(review_id))


@api.post("/reviews/{item_id}/approvals", may=moderator, status=204)
def approve(request: HttpRequest, item_id: str) -> None:
    """Publishes a review or a comment (`item_id` of either); its author is told."""
    moderating.decide(item_id, "published", "")


@api.post("/reviews/{item_id}/rejections", may=moderator, status=204)
def reject(request: HttpRequest, item_id: str, body: Rejection) -> None:
    """Hides a review or a comment; its author is told why."""
    moderating.decide(item_id, "hidden", body.reason)
