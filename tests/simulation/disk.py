"""The disk: every house's database in memory. It outlives processes; each run begins with a copy of one migrated market."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connections
from django.db.backends.sqlite3 import base

from souk.kernel.crashes import Crash
from souk.process import databases
from tests.simulation.stage import Stage

_SETTINGS: dict[str, Any] = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": ":memory:",
    "USER": "", "PASSWORD": "", "HOST": "", "PORT": "",
    "ATOMIC_REQUESTS": False, "AUTOCOMMIT": True, "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": False,
    "TIME_ZONE": None,
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA synchronous = OFF;",
    },
    "TEST": {"CHARSET": None, "COLLATION": None, "MIGRATE": True, "MIRROR": None, "NAME": None},
}  # fmt: skip


class Disk:
    """`stage`: who is told of every statement, while a simulation runs. `said` and `held`: houses worth looking into."""

    def __init__(self) -> None:
        self.stage: Stage | None = None
        self.said: set[str] = set()
        self.held: set[str] = set()
        self._wrappers = {house: _Connection(house, self) for house in databases()}

    @contextmanager
    def mounted(self) -> Iterator[Disk]:
        """Puts these databases in the place of the process's own."""
        before = {house: connections[house] for house in databases()}
        for house, wrapper in self._wrappers.items():
            connections[house] = wrapper
        try:
            yield self
        finally:
            for house, wrapper in before.items():
                connections[house] = wrapper

    def image(self) -> dict[str, bytes]:
        return {house: self.raw(house).serialize() for house in self._wrappers}

    def restore(self, image: dict[str, bytes]) -> None:
        for house, content in image.items():
            self.raw(house).deserialize(content)
        self.said.clear()
        self.held.clear()

    def raw(self, house: str) -> sqlite3.Connection:
        wrapper = self._wrappers[house]
        wrapper.ensure_connection()
        raw: sqlite3.Connection = wrapper.connection
        return raw

    def ask(self, house: str, question: str, *values: Any) -> list[tuple[Any, ...]]:
        """Past Django and past the stage, for those who watch."""
        return self.raw(house).execute(question, values).fetchall()

    def houses(self) -> list[str]:
        return list(self._wrappers)

    def is_changing(self) -> bool:
        return any(wrapper.in_atomic_block for wrapper in self._wrappers.values())


class _Connection(base.DatabaseWrapper):
    def __init__(self, house: str, disk: Disk) -> None:
        super().__init__({**_SETTINGS, "OPTIONS": dict(_SETTINGS["OPTIONS"])}, alias=house)
        self._disk = disk
        self.inc_thread_sharing()  # a forked process runs in what was another thread

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=_Cursor).of(self)

    def close(self) -> None:
        """The data lives in the connection: it is never closed."""

    def close_if_unusable_or_obsolete(self) -> None:
        """Nor looked at."""

    def _commit(self) -> None:
        stage = self._disk.stage
        if stage is None:
            return super()._commit()
        try:
            stage.reach(f"{self.alias}: before commit", quietly=True)
        except Crash:
            self.connection.rollback()
            raise
        super()._commit()
        if self._disk.said:
            stage.wake("relay", 0.3)
        stage.reach(f"{self.alias}: after commit", quietly=True)
        return None


class _Cursor(base.SQLiteCursorWrapper):
    """Tells the stage of every statement that stands by itself, or begins a transaction."""

    def of(self, wrapper: _Connection) -> _Cursor:
        self._wrapper = wrapper
        return self

    def execute(self, query: str, params: Any = None) -> Any:
        wrapper = self._wrapper
        stage = wrapper._disk.stage
        if query.startswith("INSERT"):
            if "kernel_outboxevent" in query:
                wrapper._disk.said.add(wrapper.alias)
            elif "kernel_helddelivery" in query:
                wrapper._disk.held.add(wrapper.alias)
        if stage is not None and stage.playing is not None and stage.playing.process is not None:
            if not wrapper.in_atomic_block:
                stage.reach(f"{wrapper.alias}: {query[:6].strip().lower()}")
            if not query.startswith(("ROLLBACK", "RELEASE")) and stage.fault(stage.temper.database_busy):
                stage.playing.disturbed = True
                stage.note(f"{wrapper.alias}: the database is busy")
                raise OperationalError("database is locked (simulated)")
        return super().execute(query, params)
