"""Merging: what becomes of two lists that turn out to be one person's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Joined:
    """Item ids of the guest's entries: those that move to the user's list, and those that are there already or find no room."""

    moved: tuple[str, ...]
    left: tuple[str, ...]


def join(mine: Sequence[str], theirs: Sequence[tuple[str, str]], most: int) -> Joined:
    """`mine`: targets on the user's list. `theirs`: (item id, target) of the guest's, the oldest first.

    Nothing of the user's is given up. Where there is not room for everything, the guest's newest stay, which they may still
    have in mind.
    """
    fresh = [item_id for item_id, target in theirs if target not in set(mine)]
    room = max(0, most - len(mine))
    moved = fresh[max(0, len(fresh) - room) :] if room else []
    taken = set(moved)
    return Joined(tuple(moved), tuple(item_id for item_id, _ in theirs if item_id not in taken))
