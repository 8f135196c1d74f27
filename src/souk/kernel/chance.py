"""Randomness and the order of things, so that a run can be repeated from its seed.

Secrets come from the operating system unless a seed was planted.
"""

from __future__ import annotations

import base64
import random
import secrets
import threading
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

_seeded: random.Random | None = None
_shuffling = False
_last: tuple[int, int] = (-1, 0)
_one_at_a_time = threading.Lock()


def plant(seed: int | None, *, shuffle: bool = False) -> None:
    """From now on everything random follows from `seed` (None: the operating system again). `shuffle` also mixes deliveries."""
    global _seeded, _shuffling, _last
    _seeded = None if seed is None else random.Random(seed)
    _shuffling, _last = shuffle, (-1, 0)


def random_bytes(size: int) -> bytes:
    return _seeded.randbytes(size) if _seeded is not None else secrets.token_bytes(size)


def random_bytes_after(moment: int, size: int) -> bytes:
    """Random bytes that sort after those given out for the same `moment` before, by this process."""
    global _last
    with _one_at_a_time:
        same_moment, place = _last[0] == moment, _last[1] + 1
        if not same_moment or place > 0xFFFF:
            place = int.from_bytes(random_bytes(2)) >> 1
        _last = (moment, place)
    return place.to_bytes(2) + random_bytes(size - 2)


def token(size: int = 32) -> str:
    """An unguessable URL-safe secret of `size` random bytes."""
    return base64.urlsafe_b64encode(random_bytes(size)).decode().rstrip("=")


def fraction() -> float:
    """Between 0 and 1; for jitter and injected faults, never for secrets."""
    return _seeded.random() if _seeded is not None else random.random()


def number(bits: int) -> int:
    """A number that hardly anybody else draws; for telling things apart, never for secrets."""
    return (_seeded or random).getrandbits(bits)


def choose(options: Sequence[T]) -> T:
    return options[int(fraction() * len(options)) % len(options)]


def delivery_order(groups: list[T]) -> list[T]:
    """The order in which independent streams of events are delivered: as they came, or shuffled in a simulation."""
    if _shuffling and _seeded is not None:
        _seeded.shuffle(groups)
    return groups
