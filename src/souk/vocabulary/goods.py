"""Goods in a sentence: the title, and what was chosen of it."""

from __future__ import annotations

from collections.abc import Mapping


def named(title: str, options: Mapping[str, str] | None) -> str:
    """`Woven basket (Large, Red)`; what comes in one variation only is its title."""
    chosen = ", ".join(value for value in (options or {}).values() if value)
    return f"{title} ({chosen})" if chosen else title
