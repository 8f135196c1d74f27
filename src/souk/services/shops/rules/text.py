"""Text that people write about their shop."""

from __future__ import annotations

from souk.vocabulary.lookup import plain
from souk.vocabulary.problems import invalid

SHORTEST_NAME = 3


def sort_name(name: str) -> str:
    """The name as lists order it: without regard to capitals."""
    return name.lower()[:120]


def city_key(city: str) -> str:
    """`São Paulo` → `sao paulo`: how people type a city, without accents and capitals."""
    return plain(city)[:120]


def checked_name(name: str) -> str:
    """Raises Invalid for a name with fewer than three characters that can be seen."""
    if sum(not letter.isspace() for letter in name) < SHORTEST_NAME:
        raise invalid("/name", f"A shop's name has at least {SHORTEST_NAME} characters.", "too_short")
    return name.strip()
