"""Texts: what people typed, tidied; and their names as others read them."""

from __future__ import annotations

import re

from souk.vocabulary.writing import is_shown

NOBODY, FORMER = "A customer", "A former customer"


def tidy(text: str) -> str:
    """Without what cannot be seen, with plain line breaks, and no more than one empty line in a row."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "ignore").decode()
    kept = "".join(letter for place, letter in enumerate(text) if letter in "\n\t" or is_shown(text, place))
    lines = [" ".join(line.split()) for line in kept.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def tidy_line(text: str) -> str:
    return " ".join(tidy(text).split())


def short_name(name: str) -> str:
    """`Ryan Miller` → `Ryan M`: enough to be somebody, too little to be found by."""
    words = tidy_line(name).split()
    if not words:
        return NOBODY
    last = next((letter for letter in words[-1] if letter.isalpha()), "") if len(words) > 1 else ""
    return f"{words[0][:40]} {last.upper()}".strip()
