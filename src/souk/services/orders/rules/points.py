"""Points: how many can be spent on an order, and what they take off its goods."""

from __future__ import annotations

from souk.vocabulary.money import Money


def spendable(wanted: int, balance: int, value: Money | None, left: Money) -> int:
    """As many as are wanted, are there, and are worth no more than `left`: what the goods cost after every other discount."""
    if value is None or value.minor <= 0:
        return 0
    return max(0, min(wanted, balance, left.minor // value.minor))
