"""Doing for somebody: whatever a house writes while somebody acts for somebody else leaves a `done` row in its trail.

A use case that knows what its change means notes it (`change.note`), with what was before and after. Where none did, the row has
the kinds of things that were written, so that no deed for others goes without one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connections

from souk.kernel.access import identity
from souk.kernel.data import trail
from souk.kernel.data.rows import insert

_WRITTEN = re.compile(
    r"""\s*(?:INSERT(?: OR IGNORE| IGNORE)? INTO|UPDATE|DELETE FROM)\s+["`]?(\w+)""", re.IGNORECASE
)


class Done:
    """What one transaction wrote, the inner ones that joined it too."""

    def __init__(self, house: str) -> None:
        self.house = house
        self._written: dict[str, None] = {}
        self.is_noted = False

    def see(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """As Django's wrappers of statements are."""
        found = _WRITTEN.match(sql)
        if found and (name := found.group(1).lower()).startswith(f"{self.house}_"):
            self._written[name.removeprefix(f"{self.house}_")] = None
        return execute(sql, params, many, context)

    def write(self) -> None:
        if self._written and not self.is_noted:
            told = {"changed": sorted(self._written)}
            subject = identity.current().user_id or ""
            insert(trail.row("done", f"{self.house}.change", subject, None, told), house=self.house)


_open: ContextVar[dict[str, Done] | None] = ContextVar("done", default=None)


@contextmanager
def watched(house: str) -> Iterator[Done]:
    """Around a transaction. No statement is looked at while everybody acts for themselves."""
    outer = (_open.get() or {}).get(house)
    if outer is not None:
        yield outer
        return
    done = Done(house)
    if not identity.current().actor_id:
        yield done
        return
    mark = _open.set({**(_open.get() or {}), house: done})
    try:
        with connections[house].execute_wrapper(done.see):
            yield done
        done.write()
    finally:
        _open.reset(mark)
