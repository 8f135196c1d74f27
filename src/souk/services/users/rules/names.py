"""Text that people type about themselves."""

from __future__ import annotations

import unicodedata

from souk.vocabulary.problems import invalid
from souk.vocabulary.writing import how_many_seen, seen

LONGEST_NAME = 120


def read_name(text: str, pointer: str = "/name") -> str:
    """A person's name, tidied. Raises Invalid.

    Links are refused: a letter that greets by name would carry an advertisement to whoever's email was given.
    """
    tidy = " ".join(unicodedata.normalize("NFC", text).split())
    if not is_one_line(tidy):
        raise invalid(pointer, "A name has no control characters.", "characters")
    tidy = seen(tidy)
    if not how_many_seen(tidy) or len(tidy) > LONGEST_NAME:
        raise invalid(pointer, f"A name has 1 to {LONGEST_NAME} characters that can be seen.", "length")
    if "://" in tidy or "www." in tidy.casefold():
        raise invalid(pointer, "A name has no links.", "link")
    return tidy


def is_one_line(text: str) -> bool:
    """Whether text holds nothing invisible that would break a label or a letter: no controls, no lone surrogates."""
    return not any(unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") for letter in text)
