"""A cache in memory that can go away, come back, and be emptied, as a server's can."""

from __future__ import annotations

from collections.abc import Iterable

from souk.kernel import clock
from souk.kernel.cache import Entry


class ForgetfulCache:
    is_lasting = False

    def __init__(self) -> None:
        self.is_away = False
        self.kept: dict[str, tuple[bytes, float]] = {}
        self.counts: dict[str, int] = {}

    def empty(self) -> None:
        self.kept.clear()
        self.counts.clear()

    def get(self, key: str) -> bytes | None:
        found = self.read(key)
        return None if found is None else found[0]

    def read(self, *keys: str) -> list[bytes | None] | None:
        now = clock.now().timestamp()
        living = {key: value for key, (value, until) in self.kept.items() if until > now}
        return None if self.is_away else [living.get(key) for key in keys]

    def put(self, key: str, value: bytes, seconds: float) -> bool:
        return self.put_all([(key, value, seconds)])

    def put_all(self, entries: Iterable[Entry]) -> bool:
        if not self.is_away:
            now = clock.now().timestamp()
            self.kept.update({key: (value, now + seconds) for key, value, seconds in entries})
        return not self.is_away

    def increment(self, key: str, seconds: float) -> int:
        self.counts[key] = self.counts.get(key, 0) + 1
        return self.counts[key]

    def forget(self, key: str) -> None:
        self.kept.pop(key, None)
        self.counts.pop(key, None)

    def sweep(self) -> None: ...
