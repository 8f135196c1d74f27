"""Choices as their owner types them: one value a line, a colour with its tone behind it (`Navy #1f2b4d`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice, product

MOST_ROWS = 250

_TONED = re.compile(r"(.+?)\s+(#[0-9a-fA-F]{6})")


def read_values(text: str) -> list[tuple[str, str | None]]:
    """Values with their tone, each once, in order. Commas part values as well as lines do."""
    found: dict[str, str | None] = {}
    for part in re.split(r"[\n,]", text):
        part = part.strip()
        toned = _TONED.fullmatch(part)
        if part:
            value, tone = (toned.group(1).strip(), toned.group(2).lower()) if toned else (part, None)
            found.setdefault(value, tone)
    return list(found.items())


def written_values(values: Iterable[tuple[str, str | None]]) -> str:
    return "\n".join(f"{value} {tone}" if tone else value for value, tone in values)


def combinations(options: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """Every choice there is, the last option turning fastest; one empty choice where there are no options."""
    return list(islice(product(*options), MOST_ROWS))


def suggested_sku(stem: str, choice: Iterable[str], taken: set[str]) -> str:
    """`TEE-NAVY-M`, with a number when it is taken."""
    begin = re.sub(r"[^A-Z0-9-]+", "", stem.upper())[:24].strip("-")
    words = [begin, *(re.sub(r"[^A-Z0-9]+", "", word.upper())[:8] for word in choice)]
    made = "-".join(word for word in words if word)[:60] or "SKU"
    candidate, number = made, 2
    while candidate in taken:
        candidate, number = f"{made}-{number}", number + 1
    return candidate
