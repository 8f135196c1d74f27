"""Lines: what stands in a cart, and what it costs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

MAX_QUANTITY = 99
MAX_LINES = 100


@dataclass(frozen=True)
class Line:
    """`unit_price` in minor units, as the shopper last saw it. `facts` is the JSON of what else is shown."""

    item_id: str
    variation_id: str
    quantity: int
    unit_price: int
    currency: str
    facts: str
    title: str

    @property
    def total(self) -> int:
        return self.unit_price * self.quantity


@dataclass(frozen=True)
class Offer:
    """A variation as it is sold today."""

    variation_id: str
    unit_price: int
    currency: str
    facts: str
    title: str
    is_sellable: bool


def subtotal(lines: Iterable[Line]) -> int:
    return sum(line.total for line in lines)


def named(titles: Iterable[str], most: int = 3) -> str:
    """`A, B and C`; of more than `most` how many more there are."""
    names = list(dict.fromkeys(titles))
    if names[most:]:
        names[most:] = [f"{len(names) - most} more"]
    return " and ".join([*([", ".join(names[:-1])] if names[1:] else []), *names[-1:]])


def pieces(lines: Iterable[Line]) -> int:
    return sum(line.quantity for line in lines)
