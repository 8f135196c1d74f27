"""Stock moves: how many are on hand after one, and why one cannot be."""

from __future__ import annotations

from typing import Protocol

MOST_ON_HAND = 1_000_000


class Move(Protocol):
    """`set` to so many, or `add` so many: less than none are taken away."""

    @property
    def kind(self) -> str: ...

    @property
    def value(self) -> int: ...


def after(on_hand: int, move: Move) -> int:
    return move.value if move.kind == "set" else on_hand + move.value


def impossible(on_hand: int, move: Move) -> str:
    """The sentence why not; empty where it can be done. Nothing is taken away in part."""
    there = f"Only {on_hand:,} {'is' if on_hand == 1 else 'are'} on hand" if on_hand else "None are on hand"
    if after(on_hand, move) < 0:
        return f"{there}, so {-move.value:,} cannot be taken away."
    if after(on_hand, move) > MOST_ON_HAND:
        return f"No more than {MOST_ON_HAND:,} can be on hand."
    return ""
