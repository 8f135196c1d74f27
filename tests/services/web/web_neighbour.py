"""What every fake neighbour of web has: a memory of what it was asked, and a switch to make it vanish."""

from __future__ import annotations

import datetime as dt
from typing import Any

from souk.vocabulary.money import Money
from souk.vocabulary.problems import Unavailable

LONG_AGO = dt.datetime(2026, 1, 5, 12, 30, tzinfo=dt.UTC)
ADA = "usr_00000000000000000000000ada"


def usd(minor: int) -> Money:
    return Money.of(minor, "USD")


class Neighbour:
    """Answers while it is there. `calls` remembers what was asked."""

    def __init__(self) -> None:
        self.is_away = False
        self.calls: list[tuple[str, dict[str, Any]]] = []

    def __getattribute__(self, name: str) -> Any:
        found = object.__getattribute__(self, name)
        if name.startswith("_") or not callable(found):
            return found

        def asked(**arguments: Any) -> Any:
            if object.__getattribute__(self, "is_away"):
                raise Unavailable("it rests")
            object.__getattribute__(self, "calls").append((name, arguments))
            return found(**arguments)

        return asked
