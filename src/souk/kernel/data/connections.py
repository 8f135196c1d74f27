"""Connections: each thread keeps its own, and what a caller is told when one fails.

A look at every database before and after each request would cost more than a product page, so Django's is replaced: whether a
server has said goodbye is seen by one question to the operating system. What failed on the way is nobody's fault: the caller
is told that nobody knows (`Unavailable`), and everything here may be tried again.
"""

from __future__ import annotations

import select
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connections, reset_queries
from django.db.utils import DEFAULT_DB_ALIAS, DataError, InterfaceError, OperationalError

from souk.kernel.telemetry import metrics
from souk.kernel.telemetry.logs import log
from souk.vocabulary.problems import BadRequest, Problem, Unavailable

_log = log(__name__)

#: Of a database that is away, a lock that was waited for too long, a deadlock: the transaction is undone, and may come again.
Failed = (OperationalError, InterfaceError)

#: PostgreSQL: deadlock_detected, serialization_failure. MariaDB and MySQL: ER_LOCK_DEADLOCK.
_DEADLOCK_STATES, _MYSQL_DEADLOCK = ("40P01", "40001"), 1213

_on_servers: list[str] = []
_pooled: list[str] = []


def keep_connections() -> None:
    """From now on each thread keeps its connections between requests; only pooled ones are given back."""
    request_started.disconnect(reset_queries)
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    aliases = [alias for alias in connections if alias != DEFAULT_DB_ALIAS]
    _on_servers[:] = [alias for alias in aliases if connections[alias].vendor != "sqlite"]
    _pooled[:] = [alias for alias in _on_servers if connections[alias].settings_dict["OPTIONS"].get("pool")]
    if _pooled:
        request_finished.connect(_give_back)


def let_go_of_broken() -> None:
    """Closes this thread's connections that failed, or whose server has said goodbye meanwhile; new ones are made when needed."""
    if not _on_servers:
        return
    opened = {}
    looking = select.poll()
    for alias in _on_servers:
        connection = connections[alias]
        if connection.connection is None:
            continue
        if connection.errors_occurred:
            connection.close_if_unusable_or_obsolete()
        elif (descriptor := _descriptor(connection)) is None:
            connection.close()
        else:
            opened[descriptor] = connection
            looking.register(descriptor, select.POLLIN)
    # Nobody has asked anything: whatever there is to read is a goodbye.
    for descriptor, _ in looking.poll(0) if opened else ():
        opened[descriptor].close()


@contextmanager
def told_when_it_fails() -> Iterator[None]:
    """Raises Unavailable where a database has failed."""
    try:
        yield
    except Failed as failure:
        raise problem_of(failure) from failure


def problem_of(failure: BaseException) -> Problem:
    """What the caller is told of an error of a database. Its own words go to the log: they may quote a letter."""
    if isinstance(failure, DataError):
        _log.warning("value_does_not_fit", error=type(failure.__cause__ or failure).__name__)
        return BadRequest("Something in it is too long, too large, or no text at all.")
    metrics.did_not_answer("database")
    _log.warning("database_failed", error=repr(failure))
    return Unavailable("Something we need is busy or resting. Try again in a moment.", retry_after=1)


def was_deadlock(away: Unavailable) -> bool:
    """Whether the database undid the transaction because it and another one waited for each other: it may begin again at once."""
    told = away.__cause__.__cause__ if away.__cause__ else None  # Django's error, and below it the driver's
    return getattr(told, "sqlstate", None) in _DEADLOCK_STATES or (
        told is not None and told.args[:1] == (_MYSQL_DEADLOCK,)
    )


def _descriptor(connection: Any) -> int | None:
    """Of the socket; None when it is closed."""
    raw = connection.connection
    if connection.vendor == "postgresql":
        return None if raw.closed else raw.fileno()
    try:
        descriptor = raw.fileno()
    except Exception:
        return None
    return descriptor if descriptor >= 0 else None


def _give_back(**_: Any) -> None:
    for alias in _pooled:
        connections[alias].close_if_unusable_or_obsolete()
