"""Looking names up: as people type them, and from the beginning of any of their words."""

from __future__ import annotations

import re
import unicodedata

LONGEST_PART, MOST_PARTS = 60, 12
_WORD = re.compile(r"\w+")


def plain(text: str) -> str:
    """`São  Paulo` → `sao paulo`: without accents and capitals, with single blanks."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())


def parts(name: str) -> list[str]:
    """`Kiln & Wool` → `kiln & wool`, `wool`: the name from each of its words on, each once, the first twelve, 60 letters of each."""
    text = plain(name)
    begins = [0, *(match.start() for match in _WORD.finditer(text))] if text else []
    return list(dict.fromkeys(text[at : at + LONGEST_PART] for at in begins))[:MOST_PARTS]
