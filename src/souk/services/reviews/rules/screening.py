"""Screening: what makes a text wait for a person. It says why in codes; nothing is refused, and nobody is judged by a machine."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

from souk.services.reviews.rules.links import has_link

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
_DISGUISES = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"}
)
_WORD = re.compile(r"[^\W\d_]+")
#: Single letters with something between them, three and more: a word spelled out so that it is not found.
_SPELLED = re.compile(r"(?<![^\W_])[^\W_](?:[^\w\n]{1,3}[^\W_](?![^\W_])|_{1,3}[^\W_](?![^\W_])){2,}")


def findings(*texts: str) -> list[str]:
    """Codes for what stands in the texts themselves."""
    together = "\n".join(texts)
    found = []
    if has_link(together):
        found.append("link")
    if has_unwelcome_words(together):
        found.append("words")
    return found


def has_unwelcome_words(text: str) -> bool:
    """Whole words only, so that nobody from Scunthorpe waits; letters drawn as digits, stretched
    letters and words spelled out letter by letter are seen through."""
    plain = _plain(text)
    words = {*_WORD.findall(plain), *_WORD.findall(plain.translate(_DISGUISES))}
    for run in _SPELLED.findall(plain.translate(_DISGUISES)):
        words |= _within("".join(filter(str.isalnum, run)))
    words |= {re.sub(r"(.)\1{2,}", r"\1", word) for word in words}
    return not words.isdisjoint(unwelcome_words())


def _within(spelled: str) -> set[str]:
    """The run itself, and listed words of four letters and more in it: `f u c k y o u` is two words in one."""
    return {spelled, *(word for word in unwelcome_words() if len(word) > 3 and word in spelled)}


@lru_cache(maxsize=1)
def unwelcome_words() -> frozenset[str]:
    """Every word of the list, whatever its language."""
    lines = (line.partition("#")[0] for line in _LIST.read_text().splitlines())
    return frozenset(_plain(word) for line in lines for word in line.partition(":")[2].split())


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    unseen = ("Mn", "Me", "Cf")
    return "".join(letter for letter in decomposed if unicodedata.category(letter) not in unseen)
