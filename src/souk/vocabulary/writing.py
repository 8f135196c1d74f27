"""Writing: what of a text can be seen. Names that people give to themselves and to their things have nothing else in them."""

from __future__ import annotations

import re
import unicodedata

#: Controls, marks that turn the direction of what follows, lone surrogates, private characters, line and paragraph separators.
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
#: Letters and signs by their category, and blank by their looks: fillers of Hangul and Khmer, an empty cell of Braille.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_NON_JOINER, _JOINER = "\u200c", "\u200d"
#: Scripts whose letters are never told how to join.
_LOOSE = ("LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "GEORGIAN", "CJK", "HIRAGANA", "KATAKANA", "HANGUL")
#: A flag of England, Scotland or Wales: a black flag, small letters that nobody sees, and their end.
_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007e]{1,8}\U000e007f")


def seen(text: str) -> str:
    """One line without what cannot be seen: joiners stay where they join emoji, or letters of a script that has them."""
    text = " ".join(text.split())
    return " ".join("".join(_shown(text, place, letter) for place, letter in enumerate(text)).split())


def paragraphs_seen(text: str) -> str:
    """The same of a text of several lines, which stay as they are broken."""
    lines = text.replace("\t", " ").splitlines()
    return "\n".join(
        "".join(_shown(line, place, letter) for place, letter in enumerate(line)).rstrip() for line in lines
    )


def how_many_seen(text: str) -> int:
    """Letters, figures and signs, without blanks and without the marks that sit on a letter."""
    return sum(
        not letter.isspace() and unicodedata.category(letter) not in ("Mn", "Me", *_UNSEEN)
        for letter in seen(text)
    )


def is_shown(text: str, place: int) -> bool:
    """Whether the character at a place of a text is seen, or does something to its neighbours that is."""
    letter = text[place]
    if letter in (_JOINER, _NON_JOINER):
        return _joins(text[max(place - 2, 0) : place].rstrip("\ufe0f")[-1:], text[place + 1 : place + 2])
    if "\U000e0020" <= letter <= "\U000e007f":
        return any(flag.start() < place < flag.end() for flag in _FLAG.finditer(text))
    return letter not in _BLANK and unicodedata.category(letter) not in _UNSEEN


def _shown(text: str, place: int, letter: str) -> str:
    if letter < "\x7f" and letter >= " ":
        return letter
    if is_shown(text, place):
        return letter
    return " " if unicodedata.category(letter) in ("Zl", "Zp") else ""


def _joins(before: str, after: str) -> bool:
    if not before or not after or before in _BLANK or after in _BLANK:
        return False
    kinds = unicodedata.category(before)[0] + unicodedata.category(after)[0]
    if kinds == "SS":
        return True
    is_word = kinds[0] in "LM" and kinds[1] in "LM"
    return is_word and not any(unicodedata.name(each, "").startswith(_LOOSE) for each in (before, after))
