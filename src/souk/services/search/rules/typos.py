"""Typing errors: the words that one slip of a finger away from a word could have been meant."""

from __future__ import annotations

from collections.abc import Iterator

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
SHORTEST = 4
_LONGEST = 24


def one_error_away(word: str) -> set[str]:
    """One letter too many, missing, wrong, or two in the wrong order. Nothing for short words and for numbers."""
    if not SHORTEST <= len(word) <= _LONGEST or not word.isascii() or not word.isalpha():
        return set()
    return set(_edits(word)) - {word}


def _edits(word: str) -> Iterator[str]:
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in _LETTERS:
            yield head + letter + tail
            if tail:
                yield head + letter + tail[1:]
