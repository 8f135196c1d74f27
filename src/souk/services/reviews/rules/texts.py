"""Texts: what people typed, tidied; and their names as others read them."""

from __future__ import annotations

import re
import unicodedata

NOBODY, FORMER = "A customer", "A former customer"


def tidy(text: str) -> str:
    """Without controls and lone surrogates, with plain line breaks, and no more than one empty line in a row."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "ignore").decode()
    kept = "".join(letter for letter in text if letter == "\n" or _is_shown(letter))
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


def _is_shown(letter: str) -> bool:
    """Neither a control nor one of the marks that turn the direction of what follows; joiners within emoji stay."""
    return letter in "\t\u200d\u200c" or unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Cn")
