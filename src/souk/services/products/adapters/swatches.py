"""Swatches: hex values for the colour names that sellers use most."""

from __future__ import annotations

_HEX = {
    "black": "#1d1d1f", "white": "#fafafa", "grey": "#8d9096", "gray": "#8d9096", "silver": "#c3c7cc", "blue": "#2f5fb3",
    "navy": "#1f2b4d", "red": "#b8322c", "green": "#3d7a4b", "olive": "#6b6b3a", "yellow": "#e3bf3b", "orange": "#d97b2e",
    "purple": "#6d4a91", "violet": "#7a5bb0", "pink": "#e2a2b4", "brown": "#6f4e37", "beige": "#d9c9ae", "cream": "#f1e8d4",
    "ivory": "#f5f0e1", "tan": "#c4a077", "gold": "#c9a24b", "rose gold": "#c98f80", "bronze": "#9c6b3c", "copper": "#b4693f",
    "turquoise": "#3fa8a5", "teal": "#2f7f82", "khaki": "#a39a6b", "charcoal": "#3a3d42", "burgundy": "#6a2135",
    "maroon": "#6b2226", "mint": "#a9d4bf", "coral": "#e5786a", "lavender": "#b9a9d9", "mustard": "#c79a2b", "sand": "#d7c3a0",
}  # fmt: skip


def swatch_of(name: str) -> str | None:
    """`Navy` → `#1f2b4d`; for `Dark Blue` or `Blue / White`, that of the last word or first half; None when nobody knows."""
    plain = name.split("/")[0].strip().lower()
    return _HEX.get(plain) or _HEX.get(plain.split(" ")[-1])
