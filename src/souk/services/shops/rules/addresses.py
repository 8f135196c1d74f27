"""Addresses of shops: the last part of `/shops/<slug>`, made from the name where nobody chose one."""

from __future__ import annotations

import re
import unicodedata

#: Words that are pages of their own below `/shops/`.
RESERVED = frozenset({"all", "mine", "new"})


def slug_from(name: str) -> str:
    """`Kiln & Wool` → `kiln-wool`; empty when the name has no letter that Latin script knows."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")[:80].strip("-")
