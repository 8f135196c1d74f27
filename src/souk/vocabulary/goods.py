"""Goods in a sentence: the title, what was chosen of it, and how many of how many."""

from __future__ import annotations

from collections.abc import Mapping


def named(title: str, options: Mapping[str, str] | None) -> str:
    """`Woven basket (Large, Red)`; what comes in one variation only is its title."""
    chosen = ", ".join(value for value in (options or {}).values() if value)
    return f"{title} ({chosen})" if chosen else title


def how_many(quantity: int, bought: int | None) -> str:
    """`3 of 5`, where the line had more than that; else `5`."""
    return str(quantity) if bought is None or quantity >= bought else f"{quantity} of {bought}"
