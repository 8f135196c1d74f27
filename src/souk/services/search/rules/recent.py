"""What was made lately and may be asked for again: a bounded memory that forgets what was used longest ago."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Recent(Generic[T]):
    """Thread-safe. `limit` is in the unit of the weights given to `put`."""

    def __init__(self, limit: int) -> None:
        self._limit, self._weight = limit, 0
        self._kept: OrderedDict[Hashable, tuple[T, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> T | None:
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                return None
            self._kept.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, value: T, weight: int = 1) -> T:
        with self._lock:
            before = self._kept.pop(key, None)
            self._weight += weight - (before[1] if before else 0)
            self._kept[key] = value, weight
            while self._weight > self._limit and self._kept:
                self._weight -= self._kept.popitem(last=False)[1][1]
        return value
