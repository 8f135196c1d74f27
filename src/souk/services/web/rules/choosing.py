"""Choosing: which variation a shopper means, and what each swatch and chip leads to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeVar


class Choosable(Protocol):
    """What a variation must tell to be chosen."""

    @property
    def variation_id(self) -> str: ...
    @property
    def options(self) -> dict[str, str]: ...
    @property
    def availability(self) -> str: ...


V = TypeVar("V", bound=Choosable)


def is_out(variation: Choosable) -> bool:
    return variation.availability == "out_of_stock"


def choose(variations: Sequence[V], wanted_id: str = "", colour: str = "") -> V:
    """The variation asked for; else the first one in stock, of that colour if a listing led here by colour."""
    for variation in variations:
        if variation.variation_id == wanted_id:
            return variation
    fitting = [v for v in variations if colour and colour.lower() in (o.lower() for o in v.options.values())]
    pool = fitting or list(variations)
    return next((v for v in pool if not is_out(v)), pool[0])


def closest(variations: Sequence[V], chosen: Mapping[str, str], option: str) -> dict[str, V]:
    """Where a click on each value of the option leads: it keeps as many of the other choices as exist, and prefers what is in stock."""
    others = [(name, value) for name, value in chosen.items() if name != option]
    best: dict[str, tuple[tuple[int, bool], V]] = {}
    for variation in variations:
        options = variation.options
        kept = (sum(options.get(name) == value for name, value in others), not is_out(variation))
        value = options.get(option, "")
        if value not in best or kept > best[value][0]:
            best[value] = (kept, variation)
    return {value: variation for value, (_, variation) in best.items()}
