"""Membership: which ways of shipping cost a member nothing, and how the saving is called."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from souk.vocabulary.money import Money


@dataclass(frozen=True)
class Free:
    """Free on goods of more than `over`, to `countries`; none named means everywhere."""

    method: str
    over: Money
    countries: tuple[str, ...]


def is_free(ways: Iterable[Free], method: str, country: str, goods: Money) -> bool:
    """`goods`: what the lines cost before any discount, as other free shipping counts it too."""
    return any(
        way.method == method
        and (not way.countries or country in way.countries)
        and (not way.over or goods > way.over)
        for way in ways
    )


def label(name: str, percent: int) -> str:
    return f"{name} {percent} %" if percent else name
