"""Leading: of all processes that could carry a house's events one does, by a lock in the house's own database.

The database frees the lock when its holder dies or cannot be reached. Leading spares double work; it is not what keeps
events in order or effects single: two who believe they lead send the same twice, in the same order, and inboxes count.
"""

from __future__ import annotations

import fcntl
import os
from abc import ABC, abstractmethod
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from souk.kernel import clock
from souk.kernel.telemetry.logs import log

_log = log(__name__)

LOOK_SECONDS = 0.5  # between two looks at the lock


class Leadership:
    """Asked for with `is_mine` by one thread, each time before it works; `work` names what is led."""

    def __init__(self, house: str, work: str = "relay") -> None:
        self._name = f"souk:{house}:{work}"
        self._house = house
        self._lock: Lock | None = None
        self._is_mine = False
        self._look_at = 0.0

    def is_mine(self) -> bool:
        """Whether this process leads, as of less than a second ago. Never waits for another; without a database nobody leads."""
        if clock.stopwatch() < self._look_at:
            return self._is_mine
        try:
            if self._lock is None:
                self._lock = _lock_in(connections[self._house], self._name)
            self._is_mine = self._lock.is_held()
        except Exception as failure:
            _log.info("leadership_lost", lock=self._name, error=repr(failure))
            self.release()
        self._look_at = clock.stopwatch() + LOOK_SECONDS
        return self._is_mine

    def release(self) -> None:
        """Lets another lead at once."""
        lock, self._lock, self._is_mine = self._lock, None, False
        if lock is not None:
            try:
                lock.release()
            except Exception as failure:
                _log.info("leadership_lost", lock=self._name, error=repr(failure))


class Lock(ABC):
    """Held by this process, or by another. Each of the methods may raise when its holder lost it."""

    @abstractmethod
    def is_held(self) -> bool:
        """Takes it if it is free."""

    @abstractmethod
    def release(self) -> None: ...


class FileLock(Lock):
    """Beside the database's file; the system frees it when its holder is killed."""

    def __init__(self, path: Path) -> None:
        self._file: IO[str] = path.open("a")
        self._is_held = False

    def is_held(self) -> bool:
        if not self._is_held:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            self._is_held = True
            self._file.truncate(0)
            self._file.write(str(os.getpid()))
            self._file.flush()
        return True

    def release(self) -> None:
        self._file.close()


class SessionLock(Lock):
    """Of a database session of its own: not of a pool's, which would outlive its borrower. Whoever loses it loses the lock."""

    def __init__(self, database: BaseDatabaseWrapper, take: str, name: object) -> None:
        parameters: dict[str, Any] = dict(database.get_connection_params())
        self._session = database.Database.connect(**parameters)  # type: ignore[attr-defined]
        if database.vendor == "postgresql":
            self._session.autocommit = True
        else:
            self._session.autocommit(True)
        self._take, self._name = take, name
        self._is_held = False

    def is_held(self) -> bool:
        statement, given = ("SELECT 1", []) if self._is_held else (self._take, [self._name])
        with self._session.cursor() as cursor:
            cursor.execute(statement, given)
            (answer,) = cursor.fetchone()
        self._is_held = bool(answer)
        return self._is_held

    def release(self) -> None:
        self._session.close()


def _lock_in(database: Any, name: str) -> Lock:
    if database.vendor == "sqlite":
        path = Path(database.settings_dict["NAME"])
        return FileLock(path.with_name(f"{path.name}.{name.rpartition(':')[2]}.lock"))
    if database.vendor == "postgresql":
        number = int.from_bytes(sha256(name.encode()).digest()[:8], signed=True)
        return SessionLock(database, "SELECT pg_try_advisory_lock(%s)", number)
    # One name space for the whole server: the database is part of the name, which has room for 64 characters.
    digest = sha256(f"{database.settings_dict['NAME']}:{name}".encode()).hexdigest()
    return SessionLock(database, "SELECT GET_LOCK(%s, 0)", f"souk:{digest[:48]}")
