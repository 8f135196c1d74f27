"""Tiers: which one a year's goods are worth, and how a review goes. Ranks count from 1; 0 is no tier."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """A tier as the rules see it; `spend_from` in minor units."""

    rank: int
    spend_from: int


def rank_for(spend: int, ladder: Iterable[Step]) -> int:
    """The highest rank that goods of `spend` reach."""
    return max((step.rank for step in ladder if spend >= step.spend_from), default=0)


def next_step(rank: int, ladder: Iterable[Step]) -> Step | None:
    """The one above `rank`."""
    return min((step for step in ladder if step.rank > rank), key=lambda step: step.rank, default=None)


def reviewed(rank: int, spend: int, ladder: Iterable[Step]) -> int:
    """The rank after a yearly review: kept or raised where the goods are worth it, else one step down and no further."""
    steps = list(ladder)
    worth = rank_for(spend, steps)
    if worth >= rank:
        return worth
    return max((step.rank for step in steps if step.rank < rank), default=0)


def percent_of_way(spend: int, below: int, above: int) -> int:
    """How far `spend` is from the tier at `below` to the one at `above`, in whole percent."""
    if above <= below:
        return 100
    return max(0, min(100, (spend - below) * 100 // (above - below)))
