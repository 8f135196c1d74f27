"""Colours: sellers write Navy, Sky and Indigo, and shoppers ask for blue. Each name belongs to a family, or to two."""

from __future__ import annotations

import colorsys
import re
from functools import lru_cache

#: Family → the names that belong to it beside its own.
_SHADES = {
    "black": "jet onyx ebony ink obsidian raven noir",
    "white": "snow chalk ivory pearl alabaster bone milk blanc",
    "grey": "gray charcoal graphite slate silver ash smoke anthracite steel gunmetal pewter stone cement marl heather fog concrete",
    "red": "scarlet crimson burgundy maroon ruby cherry cardinal wine bordeaux brick vermilion carmine garnet oxblood",
    "pink": "rose blush fuchsia magenta salmon flamingo raspberry bubblegum peony",
    "orange": "coral rust apricot tangerine peach terracotta amber pumpkin copper",
    "yellow": "mustard ochre gold golden lemon saffron canary honey sunflower butter",
    "green": "olive sage forest mint emerald lime khaki moss jade pine teal turquoise pistachio fern bottle hunter avocado",
    "blue": "navy sky indigo teal turquoise midnight cobalt azure cyan aqua royal denim sapphire cerulean petrol marine ultramarine",
    "purple": "plum lilac violet lavender mauve aubergine eggplant amethyst grape orchid",
    "brown": "chocolate chestnut walnut coffee mocha camel tan cognac bronze espresso hazel cinnamon caramel tobacco mahogany",
    "beige": "sand ecru champagne cream oatmeal taupe nude natural linen biscuit khaki fawn",
}  # fmt: skip
FAMILIES = frozenset(_SHADES)
_SPELLINGS = {"gray": "grey"}
_FAMILIES_OF: dict[str, frozenset[str]] = {
    shade: frozenset(family for family, names in _SHADES.items() if shade in names.split())
    for names in _SHADES.values()
    for shade in names.split()
}
_PARTS = re.compile(r"[/,&+|]|\band\b|\bwith\b")
_WORD = re.compile(r"[a-z]+")
_HEX = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)


def family_called(key: str) -> str:
    """The family that a query means; empty for a name that is one colour only."""
    key = _SPELLINGS.get(key, key)
    return key if key in FAMILIES else ""


@lru_cache(maxsize=8192)
def families_of(key: str, swatch: str | None = None) -> frozenset[str]:
    """Of a seller's name, folded: `sky blue` → blue, `navy/white` → blue and white. A name nobody knows goes by its swatch."""
    found: set[str] = set()
    for part in _PARTS.split(key):
        words = [_SPELLINGS.get(word, word) for word in _WORD.findall(part)]
        plain = FAMILIES & set(words)  # `royal purple` is purple
        found |= plain or {family for word in words for family in _FAMILIES_OF.get(word, ())}
    if not found and swatch and _HEX.fullmatch(swatch):
        return frozenset({_by_hue(swatch)})
    return frozenset(found)


def _by_hue(swatch: str) -> str:
    red, green, blue = (int(swatch[at : at + 2], 16) / 255 for at in (1, 3, 5))
    hue, light, strength = colorsys.rgb_to_hls(red, green, blue)
    degrees = hue * 360
    if light < 0.1:
        return "black"
    if light > 0.93:
        return "white"
    if strength < 0.12:
        return "grey"
    if degrees < 15 or degrees >= 345:
        return "pink" if light > 0.7 else "red"
    if degrees < 70:
        return _warm(degrees, light, strength)
    return "green" if degrees < 165 else "blue" if degrees < 255 else "purple" if degrees < 290 else "pink"


def _warm(degrees: float, light: float, strength: float) -> str:
    """Between red and green lie, dull or dark, brown and beige."""
    if strength < 0.6 and light > 0.65:
        return "beige"
    if degrees < 45:
        return "orange" if strength >= 0.6 and light >= 0.4 else "brown"
    return "yellow" if light >= 0.35 else "green"
