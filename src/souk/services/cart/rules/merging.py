"""Merging: what becomes of two carts that turn out to be one shopper's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from souk.services.cart.rules.lines import MAX_LINES, MAX_QUANTITY, Line


@dataclass(frozen=True)
class Joined:
    """What happens to one line of the guest's. `added`: the line of the user's that takes it, with its `quantity` after."""

    line: Line
    fate: Literal["moved", "added", "left_out"]
    into: Line | None = None
    quantity: int = 0


def join(mine: list[Line], theirs: list[Line]) -> list[Joined]:
    """Quantities of the same variation add up, at most to MAX_QUANTITY; other lines move as long as there is room."""
    by_variation = {line.variation_id: line for line in mine}
    room = MAX_LINES - len(mine)
    joined = []
    for line in theirs:
        own = by_variation.get(line.variation_id)
        if own is not None:
            joined.append(
                Joined(line, "added", into=own, quantity=min(own.quantity + line.quantity, MAX_QUANTITY))
            )
        elif room > 0:
            room -= 1
            joined.append(Joined(line, "moved", quantity=line.quantity))
        else:
            joined.append(Joined(line, "left_out"))
    return joined
