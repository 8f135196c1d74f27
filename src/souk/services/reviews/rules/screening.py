"""Screening: what makes a text wait for a person. It says why in codes; nothing is refused, and nobody is judged by a machine."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

#: Code → what moderators read.
HOLDS = {
    "link": "It has a link or an address in it",
    "words": "It has a word of the list in it",
    "account_burst": "Its author wrote very much in a short time",
    "subject_burst": "Very much was written about this in a short time",
    "flags": "Several people flagged it",
    "hidden_before": "An earlier form of it was hidden",
}

_LIST = Path(__file__).with_name("unwelcome_words.txt")
#: With a scheme, with www, a name under a well-known ending, or an email address. Endings that are words of a language (it, de, so)
#: are left out: a missing blank after a full stop is no address.
_LINK = re.compile(
    r"(?:https?|ftp)\s*:\s*/\s*/|\bwww\s*\.\s*\w"
    r"|\b[\w-]{2,}\s?(?:\.|\(dot\)|\[dot\])\s?(?:com|net|org)\b(?!\.\w)"
    r"|\b[\w-]{2,}\.(?-i:info|biz|io|shop|store|online|xyz|site|ru|cn|uk)\b(?!\.\w)"
    r"|\b[\w.+-]+@[\w-]+\.\w{2,}",
    re.IGNORECASE,
)
_DISGUISES = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"}
)
_WORD = re.compile(r"[^\W\d_]+")


def findings(*texts: str) -> list[str]:
    """Codes for what stands in the texts themselves."""
    together = "\n".join(texts)
    found = []
    if _LINK.search(together):
        found.append("link")
    if has_unwelcome_words(together):
        found.append("words")
    return found


def has_unwelcome_words(text: str) -> bool:
    """Whole words only, so that nobody from Scunthorpe waits; letters drawn as digits and stretched letters are seen through."""
    plain = _plain(text)
    words = {*_WORD.findall(plain), *_WORD.findall(plain.translate(_DISGUISES))}
    words |= {re.sub(r"(.)\1{2,}", r"\1", word) for word in words}
    return not words.isdisjoint(unwelcome_words())


@lru_cache(maxsize=1)
def unwelcome_words() -> frozenset[str]:
    """Every word of the list, whatever its language."""
    lines = (line.partition("#")[0] for line in _LIST.read_text().splitlines())
    return frozenset(_plain(word) for line in lines for word in line.partition(":")[2].split())


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
