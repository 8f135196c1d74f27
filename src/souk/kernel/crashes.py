"""Where a process may die: named points that do nothing, until a test makes one of them the last thing that happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Crash(BaseException):
    """The process is dead from here on: nothing may catch this but the test that caused it."""


_observer: Callable[[str], None] | None = None


def point(name: str) -> None:
    """Marks a place in the code where dying must be harmless."""
    if _observer is not None:
        _observer(name)


@contextmanager
def watched(observer: Callable[[str], None]) -> Iterator[None]:
    """Lets a test see every point that is passed, and raise `Crash` at one."""
    global _observer
    before, _observer = _observer, observer
    try:
        yield
    finally:
        _observer = before


@contextmanager
def crash_at(number: int) -> Iterator[list[str]]:
    """Dies at the `number`th point passed (from 0). Yields the names of the points passed."""
    passed: list[str] = []

    def observe(name: str) -> None:
        passed.append(name)
        if len(passed) == number + 1:
            raise Crash(name)

    with watched(observe):
        yield passed
