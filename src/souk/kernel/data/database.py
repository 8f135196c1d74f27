"""Changes: a house's transaction, and the only way to say an event.

    with changes("orders") as change:
        order.save(using="orders")
        change.say(OrderCancelled(...))

The rows and the event are committed together or not at all. A house's database alias is its name.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson
from django.apps import apps
from django.db import connections, transaction

from souk.kernel import clock
from souk.kernel.access import identity
from souk.kernel.data import doing, trail
from souk.kernel.data.connections import told_when_it_fails
from souk.kernel.data.rows import insert
from souk.kernel.ids import new_id
from souk.kernel.models import OutboxEvent, TrailRow
from souk.kernel.settings import settings
from souk.kernel.telemetry import tracing
from souk.kernel.telemetry.logs import request_id
from souk.vocabulary.events import Event

#: Set whenever something was said, so that the relay need not sleep its interval out.
something_said = threading.Event()
SAID = "said"


def announce() -> None:
    """Something was said: wakes the relay of this process and, by touching a file, that of another one on this machine."""
    something_said.set()
    try:
        os.utime(settings().data / SAID)
    except FileNotFoundError:
        (settings().data / SAID).touch()


def last_said() -> int:
    """When something was last said on this machine, in nanoseconds; far cheaper than looking into every outbox."""
    try:
        return (settings().data / SAID).stat().st_mtime_ns
    except FileNotFoundError:
        return 0


class AskedInsideTransaction(RuntimeError):
    """A neighbour was asked while a transaction was open: its answer could outlive our rollback, or our lock its patience."""


class Change:
    """One open transaction of a house."""

    def __init__(self, house: str) -> None:
        self.house = house
        self._said: list[OutboxEvent] = []
        self._noted: list[TrailRow] = []

    def say(self, event: Event) -> str:
        """Tells the street, once this transaction is committed. Returns the event's id."""
        row = _outbox_row(self.house, event)
        self._said.append(row)
        return row.event_id

    def note(self, deed: str, subject: str, *, before: Any = None, after: Any = None) -> None:
        """Into the audit trail, if staff or somebody for somebody else does it: `change.note("shop.approve", shop_id, …)`."""
        if trail.is_noted(identity.current()):
            self._noted.append(trail.row("done", deed, subject, before, after))

    def note_for_others(self, deed: str, subject: str, *, before: Any = None, after: Any = None) -> None:
        """The same of what people do with their own: noted when somebody else does it for them, and else their own business."""
        if identity.current().actor_id:
            self.note(deed, subject, before=before, after=after)

    @property
    def is_noted(self) -> bool:
        return bool(self._noted)

    def flush(self) -> None:
        if self._noted:
            insert(*self._noted, house=self.house)
            self._noted = []
        if self._said:
            insert(*self._said, house=self.house)
            self._said = []
            transaction.on_commit(announce, using=self.house)


@contextmanager
def changes(house: str) -> Iterator[Change]:
    """A transaction on the house's database; nested ones join the outer one. Raises Unavailable when the database fails."""
    with (
        told_when_it_fails(),
        transaction.atomic(using=house, savepoint=not _really_open(connections[house])),
    ):
        change = Change(house)
        with doing.watched(house) as done:
            yield change
            done.is_noted = done.is_noted or change.is_noted
            change.flush()


def is_changing() -> bool:
    """Whether this thread has a transaction open (those a test case wraps around itself do not count)."""
    return any(_really_open(connection) for connection in connections.all(initialized_only=True))


def _really_open(connection: Any) -> bool:
    blocks = connection.atomic_blocks
    return bool(blocks) and any(not getattr(block, "_from_testcase", False) for block in blocks)


def forbid_open_transaction(what: str) -> None:
    if is_changing():
        raise AskedInsideTransaction(f"{what} was asked inside an open transaction; ask first, then change")


def _outbox_row(house: str, event: Event) -> OutboxEvent:
    event_id, now = new_id("evt"), clock.now()
    envelope: dict[str, Any] = {
        "specversion": "1.0",
        "id": event_id,
        "source": f"/souk/{house}",
        "type": event.wire_type(),
        "subject": event.subject,
        "time": now.isoformat(),
        "datacontenttype": "application/json",
        "data": event.model_dump(mode="json"),
    }
    if asked := request_id():
        envelope["requestid"] = asked
    with tracing.span(f"say {event.name}", house=house, kind="producer"):
        if traced := tracing.traceparent():
            envelope[tracing.HEADER] = traced  # as CloudEvents' distributed tracing extension has it
    return OutboxEvent(
        event_id=event_id,
        type=envelope["type"],
        subject=event.subject,
        envelope=orjson.dumps(envelope).decode(),
        said_at=now,
    )


_kept_in: dict[tuple[str, str], str] = {}  # (house, store) → alias, for stores with a database of their own
kept_beside: dict[str, str] = {}  # alias → house, for a second database of a house (`beside.py`)


def keep_stores(aliases: dict[tuple[str, str], str]) -> None:
    """Says which stores of houses have databases of their own; by who configures Django."""
    _kept_in.clear()
    _kept_in.update(aliases)


def alias_of(house: str, store: str) -> str:
    """The alias of the database that keeps a store of a house: its own, or the house's."""
    return _kept_in.get((house, store), house)


def labels_of(database: str) -> tuple[str, ...]:
    """Whose tables are in a database: the house's and the kernel's; or those of a house's models that have a store."""
    database = kept_beside.get(database, database)
    house = next((house for (house, _), alias in _kept_in.items() if alias == database), None)
    return (database, "kernel") if house is None else (house,)


class HouseRouter:
    """Keeps each house's tables in its own database, and the kernel's tables in every one.

    A model with a `store` is kept where that store of its house is kept; its table is in all databases of the house, so that
    stores may share one.
    """

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return _database_of(model, hints)

    def db_for_write(self, model: Any, **hints: Any) -> str | None:
        return _database_of(model, hints)

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return bool(one._meta.app_label == other._meta.app_label)

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool:
        if app_label not in (labels := labels_of(db)):
            return False
        return "kernel" in labels or (model_name is not None and _has_store(app_label, model_name))


def _has_store(app_label: str, model_name: str) -> bool:
    try:
        return hasattr(apps.get_model(app_label, model_name), "store")
    except LookupError:  # a model that was there once
        return False


def _database_of(model: Any, hints: dict[str, Any]) -> str | None:
    app_label: str = model._meta.app_label
    store = getattr(model, "store", None)
    if isinstance(store, str):
        return alias_of(app_label, store)
    if app_label == "kernel":
        instance = hints.get("instance")
        if instance is None or instance._state.db is None:
            raise RuntimeError("a kernel table is in every house: say which with .using(house)")
        return str(instance._state.db)
    return app_label
