"""Slugs: a product's address. Unique on the street, though two shops may sell a thing of the same name."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 120


def slug_from(text: str) -> str:
    """Lower-case Latin letters and digits joined by hyphens; empty when the text has none."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")[:LONGEST].strip("-")


def free_slug(wanted: str, shop_slug: str, taken: set[str]) -> str:
    """`wanted` itself, or with the shop's slug after it, or with a number after that."""
    if wanted not in taken:
        return wanted
    with_shop = f"{wanted}-{shop_slug}"
    candidate, number = with_shop, 2
    while candidate in taken:
        candidate, number = f"{with_shop}-{number}", number + 1
    return candidate
