"""Ratings: what people gave, counted by stars. Nothing is rounded before it is shown."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

NO_STARS = (0, 0, 0, 0, 0)


class Rating(BaseModel):
    """`average` for people, with one decimal (`4.3`); `average_hundredths` from 100 to 500, for sums and orders. `histogram`: how many
    gave one star, two, … five. Nobody gave any: the average is empty and 0."""

    model_config = ConfigDict(frozen=True)

    average: str = ""
    average_hundredths: int = 0
    count: int = 0
    histogram: tuple[int, int, int, int, int] = NO_STARS


def rating_of(histogram: Sequence[int]) -> Rating:
    """The rating that these counts make."""
    one, two, three, four, five = histogram
    hundredths = average_hundredths(histogram)
    return Rating(
        average=average_text(hundredths),
        average_hundredths=hundredths,
        count=sum(histogram),
        histogram=(one, two, three, four, five),
    )


def average_hundredths(histogram: Sequence[int]) -> int:
    """The average in hundredths of a star, halves upward; 0 where nobody gave any."""
    count = sum(histogram)
    stars = sum(stars * given for stars, given in enumerate(histogram, start=1))
    return (200 * stars + count) // (2 * count) if count else 0


def average_text(hundredths: int) -> str:
    """`433` → `4.3`, halves upward; nothing stays nothing."""
    if not hundredths:
        return ""
    tenths = (hundredths + 5) // 10
    return f"{tenths // 10}.{tenths % 10}"
