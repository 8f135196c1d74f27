"""How long to wait before the next try."""

from __future__ import annotations

FIRST_SECONDS, LONGEST_SECONDS = 30, 6 * 3600


def pause_seconds(attempts: int, jitter: float) -> float:
    """After `attempts` failed tries: 30 s, 1, 2, 4 minutes … up to 6 hours, give or take a quarter (`jitter` from 0 to 1)."""
    return float(min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** (attempts - 1))) * (0.75 + jitter / 2)
