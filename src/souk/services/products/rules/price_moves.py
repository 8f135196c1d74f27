"""Moves of prices: what many prices become at once. All in minor units."""

from __future__ import annotations

from typing import Protocol


class Move(Protocol):
    """`percent` by hundredths of a per cent, `amount` by minor units, `set` to so many; `ending` is where the price shall end."""

    @property
    def kind(self) -> str: ...

    @property
    def value(self) -> int: ...

    @property
    def ending(self) -> int | None: ...


class Before(Protocol):
    @property
    def kind(self) -> str: ...

    @property
    def value(self) -> int: ...


def moved(price: int, move: Move, unit: int) -> int:
    """`unit`: minor units in a whole one. Half a minor unit is rounded up. May be zero or less: the caller refuses that."""
    if move.kind == "set":
        after = move.value
    elif move.kind == "amount":
        after = price + move.value
    else:
        after = (price * (10_000 + move.value) + 5_000) // 10_000
    if move.ending is None or move.ending >= unit or after <= 0:
        return after
    return ending_in(after, move.ending, unit)


def ending_in(price: int, ending: int, unit: int) -> int:
    """The nearest price above zero that ends so; of two as near, the higher."""
    below = (price - ending) // unit * unit + ending
    nearest = below if price - below < below + unit - price else below + unit
    return nearest if nearest > 0 else nearest + unit


def written_before(price: int, move: Before) -> int | None:
    """The price before: none, what it cost until now, or what is said."""
    return {"clear": None, "price_now": price, "set": move.value}[move.kind]
