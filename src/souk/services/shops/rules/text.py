"""Text that people write about their shop."""

from __future__ import annotations

import re
import unicodedata

from souk.vocabulary.problems import invalid

SHORTEST_NAME = 3
LONGEST_PART, MOST_PARTS = 60, 12
_WORD = re.compile(r"\w+")


def sort_name(name: str) -> str:
    """The name as lists order it: without regard to capitals."""
    return name.lower()[:120]


def city_key(city: str) -> str:
    """`São Paulo` → `sao paulo`: how people type a city, without accents and capitals."""
    return plain(city)[:120]


def plain(text: str) -> str:
    """Without accents and capitals, with single blanks: as people type what they look for."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())


def name_parts(name: str) -> list[str]:
    """`Kiln & Wool` → `kiln & wool`, `wool`: the name from each of its words on, each once, the first twelve."""
    text = plain(name)
    begins = [0, *(match.start() for match in _WORD.finditer(text))]
    return list(dict.fromkeys(text[at : at + LONGEST_PART] for at in begins))[:MOST_PARTS]


def checked_name(name: str) -> str:
    """Raises Invalid for a name with fewer than three characters that can be seen."""
    if sum(not letter.isspace() for letter in name) < SHORTEST_NAME:
        raise invalid("/name", f"A shop's name has at least {SHORTEST_NAME} characters.", "too_short")
    return name.strip()
