"""Ports: what a reader of other shops' files offers, and the readers there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class FoundVariation:
    """`price` and `compare_at` are decimal text with a point, as many places as the file had."""

    sku: str
    options: dict[str, str]
    price: str
    compare_at: str = ""
    weight_grams: int = 0
    barcode: str = ""
    stock: int | None = None


@dataclass(frozen=True)
class FoundImage:
    """`line`: where the file says so; 0 where it has none."""

    url: str
    alt: str = ""
    option_value: str | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Offer:
    """A product as a file has it, from `line` on. `categories` are names from the root to its own; `notes` what was mended,
    each after its line: `line 9: …`."""

    line: int
    slug: str
    title: str
    variations: list[FoundVariation]
    description_html: str = ""
    product_type: str = "general"
    categories: list[str] = field(default_factory=list)
    attributes: dict[str, object] = field(default_factory=dict)
    option_names: list[str] = field(default_factory=list)
    swatches: dict[str, str] = field(default_factory=dict)
    images: list[FoundImage] = field(default_factory=list)
    is_published: bool = True
    created_at: datetime | None = None
    notes: list[str] = field(default_factory=list)
    #: What a file of ours says beyond others' columns: the category by its slug, and every choice in its order.
    category_slug: str = ""
    choices: dict[str, list[str]] = field(default_factory=dict)
    #: What the file has no columns for, by our names: a product that is there already keeps its own.
    silent: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Unreadable:
    """What of a file could not become an offer: where, what it is called there, and why."""

    line: int
    name: str
    reason: str


class ProductSource(Protocol):
    """A kind of file. Reading never raises: what cannot be read is said with its line."""

    name: str

    def recognises(self, file_name: str, content: bytes) -> bool: ...

    def read(self, content: bytes) -> Iterator[Offer | Unreadable]: ...


_sources: list[ProductSource] = []


def introduce_source(source: ProductSource) -> None:
    """At start; the one introduced first is asked first."""
    if all(type(known) is not type(source) for known in _sources):
        _sources.append(source)


def source_for(file_name: str, content: bytes) -> ProductSource | None:
    return next((source for source in _sources if source.recognises(file_name, content)), None)


class ProductTable(Protocol):
    """A kind of file that products are written to; what is written, its reader understands as the same offers."""

    def header(self) -> str: ...

    def lines(self, offer: Offer) -> str: ...


_tables: list[ProductTable] = []


def introduce_table(table: ProductTable) -> None:
    """At start; there is one."""
    _tables[:] = [table]


def table() -> ProductTable:
    return _tables[0]
