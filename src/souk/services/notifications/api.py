"""Notifications for programs: what was sent."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Query

from souk.contracts.notifications.calls import SentMessage
from souk.kernel.access import identity
from souk.kernel.access.identity import signed_in, staff_may
from souk.kernel.web.api import Api
from souk.services.notifications.use_cases import history
from souk.vocabulary.pages import Page

api = Api("notifications")


class MessagePage(Page[SentMessage]):
    """Messages, the newest first. Their text is not kept."""


@api.get("/notifications", may=staff_may("letters.read"))
def list_messages(
    request: HttpRequest,
    to: str = Query(..., min_length=3, max_length=254),
    cursor: str | None = Query(None, max_length=200),
    limit: int = Query(24, ge=1, le=100),
) -> MessagePage:
    """What was sent to an email address."""
    return MessagePage.model_construct(**dict(history.messages_to(to, cursor, limit)))


@api.get("/notifications/mine", may=signed_in)
def list_my_messages(
    request: HttpRequest,
    cursor: str | None = Query(None, max_length=200),
    limit: int = Query(24, ge=1, le=100),
) -> MessagePage:
    """What was sent to you."""
    return MessagePage.model_construct(
        **dict(history.messages_of(identity.current().user_id or "", cursor, limit))
    )
