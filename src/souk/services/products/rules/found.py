"""Found: what a file of another shop says of one of its products, whatever the file is, for a type to recognise itself in."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Found:
    """`facts`: what the file says under names of its own (metafields, further columns), by the name in small letters.

    `kind` is the shop's own word for what it is, `categories` the path in a tree of categories, `options` the choices there are.
    """

    title: str
    vendor: str = ""
    kind: str = ""
    categories: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    options: dict[str, list[str]] = field(default_factory=dict)
    barcodes: list[str] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
