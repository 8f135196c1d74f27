"""Hours: when a branch is open, as a week's table."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from souk.vocabulary.problems import invalid

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def check_hours(stretches: Sequence[tuple[str, str, str]]) -> None:
    """(day, opens, closes) each, as `09:30`. Raises Invalid at `/opening_hours/<n>/closes` or `…/opens`."""
    by_day: dict[str, list[tuple[str, str, int]]] = {}
    for place, (day, opens, closes) in enumerate(stretches):
        if closes <= opens:
            pointer = f"/opening_hours/{place}/closes"
            raise invalid(
                pointer, "A branch closes after it opens; a night is told as two days.", "too_early"
            )
        by_day.setdefault(day, []).append((opens, closes, place))
    for times in by_day.values():
        times.sort()
        for (_, closes, _), (opens, _, place) in pairwise(times):
            if opens < closes:
                detail = "These hours overlap with others of the same day."
                raise invalid(f"/opening_hours/{place}/opens", detail, "overlaps")
