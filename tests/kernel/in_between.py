"""Two at once, in one order for certain: the second begins while the first has written and not yet committed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from souk.kernel.data.database import changes

T = TypeVar("T")


def while_uncommitted(house: str, first: Callable[[], object], second: Callable[[], T]) -> T | Exception:
    """What `second` answered or raised. It waits for `first` where that is right; where it does not wait it has seen too little."""
    from django.db import connections

    answers: list[T | Exception] = []

    def run() -> None:
        try:
            answers.append(second())
        except Exception as refusal:
            answers.append(refusal)
        finally:
            connections.close_all()

    other = threading.Thread(target=run)
    with changes(house):
        first()
        other.start()
        time.sleep(0.3)
    other.join(timeout=30)
    return answers[0]
