"""Names of facts: how an option or attribute is called in an address, what people read, and in which order values stand."""

from __future__ import annotations

import re
import unicodedata

#: Query parameters with a meaning of their own; no fact of a product can have these names.
OWN = frozenset(
    {
        "search", "type", "category", "shop", "min_price", "max_price", "price_min", "price_max", "currency", "in_stock",
        "featured", "sort", "cursor", "limit", "facets", "q", "part", "rating_min",
    }
)  # fmt: skip

#: Facts that may be asked for even while no product has them, so that a request does not fail on an empty market.
WELL_KNOWN = (
    "author", "binding", "brand", "colour", "format", "gender", "genre", "kind", "language", "material", "memory",
    "operating_system", "ram", "shelf", "size", "storage", "storage_capacity",
)  # fmt: skip

#: Facts that tell one product from all others: to be asked for, never to choose among.
CODES = frozenset({"isbn", "gtin", "ean", "barcode"})

#: Spellings of one name.
SPELLINGS = {"color": "colour", "farbe": "colour", "couleur": "colour"}

_SIZES = {
    size: place
    for place, size in enumerate(
        ["xxxs", "xxs", "xs", "s", "s/m", "m", "m/l", "l", "l/xl", "xl", "xxl", "2xl", "xxxl", "3xl", "4xl", "xxxxl", "5xl", "6xl", "7xl", "8xl", "one-size"]
    )
} | {"one size": 99, "small": 3, "medium": 5, "large": 7, "extra small": 2, "extra large": 9}  # fmt: skip
_UNIT_SCALE = {"mb": 1, "gb": 1024, "tb": 1024 * 1024, "g": 1, "kg": 1000, "mm": 1, "cm": 10, "m": 1000}
_NUMBER = re.compile(r"(\d+(?:[.,]\d+)?)\s*([a-z]*)")


def parameter(name: str) -> str:
    """The query parameter of an option or attribute: `Shoe size` → `shoe_size`; empty where none can be made."""
    plain = _plain(name)
    plain = SPELLINGS.get(plain, plain)
    return "" if plain in OWN else plain


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", folded(name)).strip("_")[:40]


def folded(text: str) -> str:
    """Lower case without accents: what is compared and sorted by."""
    if text.isascii():
        return text.lower().strip()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).strip()


def label(name: str) -> str:
    """An option's name for people, in the spelling all of them share."""
    said = parameter(name) if _plain(name) in SPELLINGS else name.strip().replace("_", " ")
    return said[:1].upper() + said[1:]


def is_ordered(name: str, keys: list[str]) -> bool:
    """Whether the values stand in an order of their own (sizes, capacities), rather than the most frequent first."""
    return name.endswith("size") or sum(key in _SIZES or key[:1].isdigit() for key in keys) * 2 > len(keys)


def order_of(key: str) -> tuple[int, float, str]:
    """Where a size, a capacity or a measure stands: XS < S < M, then numbers with their units, then words."""
    if key in _SIZES:
        return 0, _SIZES[key], key
    numbers = _NUMBER.findall(key)
    if numbers and key[:1].isdigit():
        amount, unit = numbers[0]
        return 1, float(amount.replace(",", ".")) * _UNIT_SCALE.get(unit, 1), _padded(key)
    return 2, 0.0, _padded(key)


def _padded(key: str) -> str:
    """Numbers within text compare as numbers."""
    return re.sub(r"\d+", lambda digits: digits.group().zfill(9), key)
