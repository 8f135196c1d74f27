"""Hearing: each event takes effect once in each house, whatever arrives twice, late or out of order.

`handlers.py` of a house is a list of `@hears(OrderCancelled)` functions, or `@hears_many(...)` where events come in crowds.
A handler runs in its house's transaction together with the inbox rows. What came together is tried together; only when that
fails is each tried by itself. One that fails is tried again with growing pauses, and later events of the same subject wait
behind it; after `GIVE_UP_AFTER` tries it is parked (`souk deadletters`), and what waited goes on.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from itertools import groupby
from typing import Any, TypeVar

import orjson
from django.db import connections, transaction
from django.db.models import Min

from souk.kernel import chance, clock
from souk.kernel.data.rows import insert
from souk.kernel.models import HeldDelivery, InboxEvent
from souk.kernel.telemetry import metrics, tracing
from souk.kernel.telemetry.logs import log, set_request_id
from souk.vocabulary.events import Event

_log = log(__name__)

E = TypeVar("E", bound=Event)
Handler = Callable[[Any], None]  # of an event, or of a list of them

GIVE_UP_AFTER = 8

_handlers: dict[str, dict[str, Handler]] = {}  # house → event type → handler
_of_many: set[Handler] = set()  # those that take a list


class Envelope:
    """A CloudEvents envelope as it travelled."""

    def __init__(self, text: str) -> None:
        body = orjson.loads(text)
        self.text = text
        self.event_id: str = body["id"]
        self.type: str = body["type"]
        self.source: str = body["source"].rsplit("/", 1)[-1]
        self.subject: str = body["subject"]
        self.request_id: str = body.get("requestid", "")
        self.traceparent: str = body.get(tracing.HEADER, "")
        self.time: Any = body.get("time")
        self.data: dict[str, Any] = body["data"]

    @classmethod
    def read(cls, body: bytes) -> Envelope | None:
        """What a broker brought; None when it is no envelope, or one that no table has room for."""
        try:
            envelope = cls(body.decode())
        except (ValueError, KeyError, TypeError, AttributeError):
            return None
        rooms = ((envelope.event_id, 40), (envelope.type, 80), (envelope.source, 40), (envelope.subject, 120))
        fits = all(isinstance(word, str) and 0 < len(word) <= room for word, room in rooms)
        words = isinstance(envelope.request_id, str) and isinstance(envelope.traceparent, str)
        return envelope if fits and words and isinstance(envelope.data, dict) else None

    @property
    def said_at(self) -> datetime | None:
        try:
            moment = datetime.fromisoformat(self.time)
        except (ValueError, TypeError):
            return None
        return moment if moment.tzinfo is not None else None

    @cached_property
    def event(self) -> Event:
        """Read once, however many houses hear it; nobody changes it."""
        return Event.known[self.type].model_validate(self.data)


def hears(*kinds: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Marks a function of `souk.services.<house>.handlers` as what the house does when it hears of `kinds`."""

    def decorate(handler: Callable[[E], None]) -> Callable[[E], None]:
        _listen(handler, kinds)
        return handler

    return decorate


def hears_many(*kinds: type[E]) -> Callable[[Callable[[list[E]], None]], Callable[[list[E]], None]]:
    """As `hears`, for a handler of a list: what came together, the oldest first; one alone comes as a list of one."""

    def decorate(handler: Callable[[list[E]], None]) -> Callable[[list[E]], None]:
        _of_many.add(handler)
        _listen(handler, kinds)
        return handler

    return decorate


def _listen(handler: Handler, kinds: Iterable[type[Event]]) -> None:
    house = handler.__module__.split(".")[2]
    for kind in kinds:
        table = _handlers.setdefault(house, {})
        if table.setdefault(kind.wire_type(), handler) is not handler:
            raise TypeError(f"{house} has two handlers for {kind.wire_type()}")


def listeners(event_type: str) -> list[str]:
    """The houses of this process that hear an event type."""
    return [house for house, table in _handlers.items() if event_type in table]


def heard_by() -> dict[str, list[str]]:
    """House → the event types it hears."""
    return {house: sorted(table) for house, table in _handlers.items()}


def receive(house: str, envelopes: list[Envelope]) -> None:
    """Lets a house hear events, in order. When this returns each has taken effect, is held for another try, or is parked."""
    try:
        if _all_together(house, envelopes):
            return
    except Exception as failure:
        _log.info("events_go_one_by_one", house=house, count=len(envelopes), error=repr(failure))
    _one_by_one(house, envelopes)


def _all_together(house: str, envelopes: list[Envelope]) -> bool:
    """As if nothing could fail. False when some must wait; raises, and has changed nothing, when a handler does."""
    with transaction.atomic(using=house):
        fresh = _not_heard_yet(house, envelopes)
        if not fresh:
            return True
        if _subjects_held(house, fresh):
            return False
        for handler, theirs in groupby(fresh, key=lambda envelope: _handlers[house].get(envelope.type)):
            _run(house, handler, list(theirs))
        _remember(house, fresh)
    _count(house, fresh)
    return True


def _one_by_one(house: str, envelopes: list[Envelope]) -> None:
    with transaction.atomic(using=house):
        fresh = _not_heard_yet(house, envelopes)
        held = _subjects_held(house, fresh)
        done: list[Envelope] = []
        for envelope in fresh:
            if (envelope.source, envelope.subject) in held:
                _hold(house, envelope, "waits behind an earlier event of its subject")
            elif (error := _handle(house, envelope)) is None:
                done.append(envelope)
            else:
                held.add((envelope.source, envelope.subject))
                _hold(house, envelope, error, attempts=1)
        _remember(house, done)
    _count(house, done)


def _count(house: str, heard: list[Envelope]) -> None:
    metrics.took_effect(house, (envelope.said_at for envelope in heard if envelope.said_at is not None))


def _not_heard_yet(house: str, envelopes: list[Envelope]) -> list[Envelope]:
    """In order, and each once. What is parked was heard: it waits for a person, however often it comes."""
    by_id = {envelope.event_id: envelope for envelope in envelopes}
    ids = list(by_id)
    heard = InboxEvent.objects.using(house).filter(event_id__in=ids).values_list("event_id", flat=True)
    parked = HeldDelivery.objects.using(house).filter(event_id__in=ids).exclude(dead_at=None)
    for event_id in heard.union(parked.values_list("event_id", flat=True)):
        del by_id[event_id]
    return list(by_id.values())


def try_held(house: str, limit: int = 50) -> int:
    """Tries again what is due, the oldest of each subject first; returns how many took effect."""
    if not _is_anything_held(house):
        return 0
    rows = HeldDelivery.objects.using(house).filter(dead_at=None)
    first_of_subject = rows.values("source", "subject").annotate(first=Min("id")).values("first")
    due = list(rows.filter(id__in=first_of_subject, due_at__lte=clock.now()).order_by("id")[:limit])
    return sum(_try_once(house, row) for row in due)


def park_unreadable(house: str, channel: str, body: bytes) -> None:
    """Keeps what came by a channel and is no envelope, for a person to see; once, however often it comes."""
    name = f"unreadable_{sha256(body).hexdigest()[:24]}"
    row = HeldDelivery(
        event_id=name,
        type="unreadable",
        source=channel[:40],
        subject=name,
        envelope=body.decode(errors="backslashreplace").replace("\0", "\\x00"),
        attempts=GIVE_UP_AFTER,
        due_at=clock.now(),
        dead_at=clock.now(),
        error=f"{len(body)} bytes that are no CloudEvents envelope",
    )
    HeldDelivery.objects.using(house).bulk_create([row], ignore_conflicts=True)
    _log.error("event_parked", house=house, event_id=name, type=row.type)


def dead_letters(house: str) -> list[HeldDelivery]:
    return list(HeldDelivery.objects.using(house).exclude(dead_at=None).order_by("id"))


def replay_dead_letter(house: str, event_id: str) -> bool:
    """Gives a parked event its tries back; False when no such event is parked (any more)."""
    rows = HeldDelivery.objects.using(house).filter(event_id=event_id).exclude(dead_at=None)
    return rows.update(dead_at=None, attempts=0, due_at=clock.now()) > 0


def _try_once(house: str, row: HeldDelivery) -> int:
    envelope = Envelope.read(row.envelope.encode())
    with transaction.atomic(using=house):
        error: str | None = row.error
        if envelope is not None:
            if not _not_heard_yet(house, [envelope]):
                row.delete(using=house)
                return 1
            error = _handle(house, envelope)
            if error is None:
                row.delete(using=house)
                _remember(house, [envelope])
                _count(house, [envelope])
                return 1
        row.attempts, row.error = row.attempts + 1, error or ""
        row.due_at = clock.in_seconds(min(600, 2**row.attempts) * (0.75 + chance.fraction() / 2))
        if row.attempts >= GIVE_UP_AFTER:
            row.dead_at = clock.now()
            metrics.handler_failed(house, row.type, is_parked=True)
            _log.error("event_parked", house=house, event_id=row.event_id, type=row.type)
        row.save(using=house)
        return 0


def _handle(house: str, envelope: Envelope) -> str | None:
    """Runs the handler; its effects are undone if it fails, and the error is returned."""
    try:
        with transaction.atomic(using=house):
            _run(house, _handlers[house].get(envelope.type), [envelope])
        return None
    except Exception as failure:
        metrics.handler_failed(house, envelope.type)
        metrics.stumbled_over(failure)
        _log.warning(
            "handler_failed", house=house, event_id=envelope.event_id, type=envelope.type, error=repr(failure)
        )
        return "".join(traceback.format_exception(failure))[-4000:]


def _run(house: str, handler: Handler | None, envelopes: list[Envelope]) -> None:
    """Lets one handler hear its events; a house without one (any more) lets them pass."""
    if handler is None:
        return
    try:
        if handler in _of_many:
            asked = {envelope.request_id for envelope in envelopes}
            set_request_id(asked.pop() if len(asked) == 1 else "")
            with _hearing(house, envelopes):
                handler([envelope.event for envelope in envelopes])
        else:
            for envelope in envelopes:
                set_request_id(envelope.request_id)
                with _hearing(house, [envelope]):
                    handler(envelope.event)
    finally:
        set_request_id("")


def _hearing(house: str, envelopes: list[Envelope]) -> AbstractContextManager[None]:
    """The span of a handler: within the trace of what said its events; where they are of several, linked to each."""
    name = f"hear {Event.known[envelopes[0].type].name}"
    whence = [envelope.traceparent for envelope in envelopes if envelope.traceparent]
    if len({parent[:35] for parent in whence}) == 1:
        return tracing.span(name, house=house, kind="consumer", parent=whence[0], links=whence[1:])
    return tracing.span(name, house=house, kind="consumer", links=whence)


def _hold(house: str, envelope: Envelope, error: str, attempts: int = 0) -> None:
    HeldDelivery.objects.using(house).bulk_create(
        [
            HeldDelivery(
                event_id=envelope.event_id,
                type=envelope.type,
                source=envelope.source,
                subject=envelope.subject,
                envelope=envelope.text,
                attempts=attempts,
                due_at=clock.in_seconds(1 if attempts else 0),
                error=error,
            )
        ],
        ignore_conflicts=True,
    )


def _subjects_held(house: str, envelopes: list[Envelope]) -> set[tuple[str, str]]:
    if not _is_anything_held(house):
        return set()
    rows = HeldDelivery.objects.using(house).filter(dead_at=None, subject__in={e.subject for e in envelopes})
    return set(rows.values_list("source", "subject"))


def _is_anything_held(house: str) -> bool:
    """Asked at every turn, and almost always no."""
    with connections[house].cursor() as cursor:
        cursor.execute("SELECT 1 FROM kernel_helddelivery WHERE dead_at IS NULL LIMIT 1")
        return cursor.fetchone() is not None


def _remember(house: str, envelopes: list[Envelope]) -> None:
    """Fails, and with it the transaction, when another process has heard one of them meanwhile."""
    now = clock.now()
    insert(
        *(InboxEvent(event_id=each.event_id, type=each.type, handled_at=now) for each in envelopes),
        house=house,
    )
