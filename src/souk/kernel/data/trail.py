"""The audit trail: what staff did, and what was done by somebody for somebody else. Rows are added and never changed.

Each house keeps its own. There are three kinds of rows. `asked`: the door of an endpoint wrote it before anything was done, so
that what is committed cannot be missing here. `done`: a use case wrote it in the transaction of its change, with what was
before and after (`change.note`). `refused`: what was asked for was not done, and why. The request's id ties them together. No row has a body, a password or a token in it.
"""

from __future__ import annotations

from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.db.models import QuerySet

from souk.kernel import clock
from souk.kernel.access import identity
from souk.kernel.data.connections import told_when_it_fails
from souk.kernel.data.rows import insert
from souk.kernel.ids import new_id
from souk.kernel.models import TrailRow
from souk.kernel.telemetry.logs import request_id
from souk.vocabulary.ids import first_id
from souk.vocabulary.problems import Unavailable

#: What a row tells of before and after, in characters of JSON.
MOST_TOLD = 2000
_SECRET = ("password", "token", "secret", "authorization")

_address: ContextVar[str] = ContextVar("address", default="")


@dataclass(frozen=True)
class TrailEntry:
    """`actor_id` did `deed` to `subject`, for `as_id` where that is somebody else. `before` and `after`: JSON, or empty."""

    entry_id: str
    house: str
    at: datetime
    kind: str
    actor_id: str
    as_id: str
    deed: str
    subject: str
    before: str
    after: str
    request_id: str
    address: str


@dataclass(frozen=True)
class TrailFilter:
    """What is asked of the trail; empty is everything. `deed`: its beginning."""

    actor_id: str = ""
    as_id: str = ""
    subject: str = ""
    deed: str = ""
    since: datetime | None = None
    until: datetime | None = None


def is_noted(who: identity.Identity) -> bool:
    """Whether what this caller changes belongs in the trail."""
    return bool(who.actor_id) or who.is_staff


def comes_from(address: str) -> None:
    """The address of the caller at hand, for what is written until the next."""
    _address.set(address)


def row(kind: str, deed: str, subject: str, before: Any = None, after: Any = None) -> TrailRow:
    """A row about the caller at hand."""
    who = identity.current()
    return TrailRow(
        entry_id=new_id("trl"),
        at=clock.now(),
        kind=kind,
        actor_id=who.actor_id or who.user_id or "",
        as_id=(who.user_id or "") if who.actor_id else "",
        deed=deed[:120],
        subject=subject[:120],
        before=_told(before),
        after=_told(after),
        request_id=request_id(),
        address=_address.get()[:45],
    )


def ask_for(house: str, deed: str, subject: str) -> None:
    """Writes that somebody is about to do something, at once. Raises Unavailable: what cannot be noted is not done."""
    with told_when_it_fails():
        insert(row("asked", deed, subject), house=house)


def refuse(house: str, deed: str, subject: str, why: str) -> None:
    """Writes that what was asked for was refused. It may be lost: that nothing is said to be done stays true without it."""
    with suppress(Unavailable), told_when_it_fails():
        insert(row("refused", deed, subject, after={"why": why[:200]}), house=house)


def entries(house: str, wanted: TrailFilter, before_id: str, limit: int) -> list[TrailEntry]:
    """The newest first, before `before_id` where it is given, and one more than `limit` where there are more."""
    found = _filtered(house, wanted, before_id).order_by("-entry_id")[: limit + 1]
    return [
        TrailEntry(
            entry_id=one.entry_id,
            house=house,
            at=one.at,
            kind=one.kind,
            actor_id=one.actor_id,
            as_id=one.as_id,
            deed=one.deed,
            subject=one.subject,
            before=one.before,
            after=one.after,
            request_id=one.request_id,
            address=one.address,
        )
        for one in found
    ]


def _filtered(house: str, wanted: TrailFilter, before_id: str) -> QuerySet[TrailRow]:
    rows = TrailRow.objects.using(house)
    for name in ("actor_id", "as_id", "subject"):
        if value := getattr(wanted, name):
            rows = rows.filter(**{name: value})
    if wanted.deed:
        rows = rows.filter(deed__startswith=wanted.deed)
    # Ids grow with time: the range of moments is a range of ids, which the index has.
    if wanted.since is not None:
        rows = rows.filter(entry_id__gte=first_id("trl", wanted.since))
    if wanted.until is not None:
        rows = rows.filter(entry_id__lt=first_id("trl", wanted.until))
    return rows.filter(entry_id__lt=before_id) if before_id else rows


def _told(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):
        value = {
            key: "…" if any(word in key.lower() for word in _SECRET) else one for key, one in value.items()
        }
    return orjson.dumps(value, default=str).decode()[:MOST_TOLD]
