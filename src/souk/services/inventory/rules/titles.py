"""Titles of products, as staff look for them."""

from __future__ import annotations

import re
import unicodedata

LONGEST_PART, MOST_PARTS = 60, 12
_WORD = re.compile(r"\w+")


def plain(text: str) -> str:
    """Without accents and capitals, with single blanks: as people type what they look for."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())


def title_parts(title: str) -> list[str]:
    """`Wool scarf` → `wool scarf`, `scarf`: the title from each of its words on, each once, the first twelve."""
    text = plain(title)
    begins = [0, *(match.start() for match in _WORD.finditer(text))] if text else []
    return list(dict.fromkeys(text[at : at + LONGEST_PART] for at in begins))[:MOST_PARTS]
