"""What an index of words must offer, and which one this process has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class TextDocument:
    """The words of one product. `codes`: SKUs, ISBN, barcodes, in any spelling."""

    number: int
    title: str
    maker: str
    shop: str
    category: str
    facts: str
    description: str
    codes: list[str]


@dataclass(frozen=True)
class Hits:
    """Products found, best first, each once. `scores` are whole numbers, never growing; of the same score, the lower number first.

    `corrected`: the words searched for instead.
    """

    numbers: Sequence[int] = ()
    scores: Sequence[int] = ()
    corrected: str | None = None


@dataclass(frozen=True)
class ShopWords:
    """The words of one shop."""

    number: int
    name: str
    tagline: str
    city: str
    description: str


class ShopIndex(Protocol):
    """An index of shops in the memory of this process: they are few, and made again from their rows in no time."""

    @property
    def stamp(self) -> int:
        """The newest change it knows; -1 when it knows nothing."""
        ...

    def take_in(self, stamp: int, shown: Iterable[ShopWords], gone: Iterable[int]) -> None:
        """Replaces what is shown, removes what is gone; from then on it knows everything up to `stamp`."""
        ...

    def find(self, text: str, limit: int) -> list[int]:
        """Numbers of shops with every word (each may have a typing error), else with most of them, best first."""
        ...


class TextIndex(Protocol):
    """An index of words in several generations (`epoch`); one process at a time writes, every process reads."""

    def has(self, epoch: str) -> bool: ...

    def write(self, epoch: str, documents: Iterable[TextDocument], gone: Iterable[int]) -> None:
        """Replaces the documents with these numbers, removes those that are gone; durable when it returns.

        Raises Unavailable while another process writes.
        """
        ...

    def find(self, epoch: str, stamp: int, text: str) -> Hits:
        """Every match. `stamp`: read what was written up to there. Never raises for strange text."""
        ...

    def forget_others(self, epochs: set[str]) -> None:
        """Removes every generation but these."""
        ...


_text_index: TextIndex | None = None
_shop_index: ShopIndex | None = None


def use_text_index(index: TextIndex) -> None:
    """Chosen by the application's start or by a test."""
    global _text_index
    _text_index = index


def text_index() -> TextIndex:
    if _text_index is None:
        raise LookupError("search has no index of words in this process")
    return _text_index


def use_shop_index(index: ShopIndex) -> None:
    """Chosen by the application's start or by a test."""
    global _shop_index
    _shop_index = index


def shop_index() -> ShopIndex:
    if _shop_index is None:
        raise LookupError("search has no index of shops in this process")
    return _shop_index
