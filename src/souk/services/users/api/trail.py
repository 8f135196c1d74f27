"""The audit trail of the whole street."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Query

from souk.kernel.access.identity import staff_may
from souk.kernel.data.trail import TrailEntry, TrailFilter
from souk.kernel.operations import health
from souk.kernel.web.api import Moment
from souk.services.users.api.door import api
from souk.vocabulary.calls import Message


class TrailPage(Message):
    """`away`: houses that do not answer just now, whose rows are missing."""

    items: list[TrailEntry]
    next: str | None
    away: list[str]


@api.get("/audit-trail", may=staff_may("audit.read"))
def show_trail(
    request: HttpRequest,
    actor: str = Query("", max_length=40, description="Who did it"),
    on_behalf_of: str = Query("", max_length=40),
    subject: str = Query("", max_length=120),
    deed: str = Query("", max_length=120, description="Its beginning"),
    since: Moment | None = Query(None, alias="from"),
    until: Moment | None = Query(None, alias="to"),
    cursor: str | None = Query(None, max_length=200),
    limit: int = Query(50, ge=1, le=200),
) -> TrailPage:
    """What staff did, and what was done by somebody for somebody else; the newest first."""
    wanted = TrailFilter(actor, on_behalf_of, subject, deed, since, until)
    page, away = health.trail(wanted, cursor, limit)
    return TrailPage(items=page.items, next=page.next, away=away)
