"""Prices: when one has fallen, and by how much."""

from __future__ import annotations

from collections.abc import Iterable


def percent_less(before: int, now: int) -> int:
    """Rounded down, so that it never promises too much; 0 where the price did not fall."""
    return (before - now) * 100 // before if 0 <= now < before else 0


def is_worth_telling(told: int, now: int, percent: int) -> bool:
    """Whether a price fell by at least so many per cent of what its reader last knew."""
    return told > 0 and now * 100 <= told * (100 - percent)


def span(prices: Iterable[int]) -> tuple[int, int]:
    """The lowest and the highest; zeros where there are none."""
    known = list(prices)
    return (min(known), max(known)) if known else (0, 0)
