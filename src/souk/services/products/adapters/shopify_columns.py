"""Shopify's column names, those of its older export and of its newer one, and how its cells are read."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

#: our name → the names files have for it, in small letters; the first that is there counts
COLUMNS: dict[str, tuple[str, ...]] = {
    "handle": ("handle", "url handle"),
    "title": ("title",),
    "body": ("body (html)", "body html", "body", "description"),
    "vendor": ("vendor",),
    "category": ("product category", "standard product type", "google shopping / google product category"),
    "type": ("type", "product type", "custom product type"),
    "tags": ("tags",),
    "published": ("published", "published on online store"),
    "status": ("status",),
    "option1 name": ("option1 name",),
    "option1 value": ("option1 value",),
    "option2 name": ("option2 name",),
    "option2 value": ("option2 value",),
    "option3 name": ("option3 name",),
    "option3 value": ("option3 value",),
    "sku": ("variant sku", "sku"),
    "grams": ("variant grams", "weight value (grams)", "weight (grams)"),
    "quantity": ("variant inventory qty", "inventory quantity", "variant inventory quantity"),
    "price": ("variant price", "price"),
    "compare at": ("variant compare at price", "compare-at price", "compare at price"),
    "barcode": ("variant barcode", "barcode"),
    "image": ("image src", "product image url", "image url"),
    "image position": ("image position",),
    "image alt": ("image alt text",),
    "variant image": ("variant image", "variant image url"),
    "gift card": ("gift card",),
    # Ours, in Shopify's own form for a store's further fields; Shopify leaves alone what it does not know.
    "our type": ("type of product (product.metafields.souk.type)",),
    "our facts": ("facts (product.metafields.souk.facts)",),
    "our category": ("category (product.metafields.souk.category)",),
    "our options": ("options (product.metafields.souk.options)",),
    "our choice": ("choice (variant.metafields.souk.choice)",),
    "our image value": ("picture of (image.metafields.souk.option_value)",),
}
NEEDED = ("title", "price")

_PRICE = re.compile(
    r"(?:\D*[^\W\d]\.?)?[^\d.,-]*(-?[.,]?\d[\d.,]*)\D*"
)  # a currency before, a number, one behind
_KNOWN = {name for names in COLUMNS.values() for name in names}
_METAFIELD = re.compile(r"(?P<label>.*?)\s*\(product\.metafields\.[\w-]+\.(?P<key>[\w-]+)\)")
_GAPS = re.compile(r"[\s'’]")
_YES = {"true", "yes", "1", "y", "wahr", "vrai", "active"}
_NO = {"false", "no", "0", "n", "falsch", "faux"}


def column_map(header: list[str]) -> dict[str, str]:
    """Our name → the file's name, for the columns that are there."""
    there = set(header)
    found = {ours: next((name for name in names if name in there), None) for ours, names in COLUMNS.items()}
    return {ours: name for ours, name in found.items() if name is not None}


def further_facts(fields: dict[str, str]) -> dict[str, str]:
    """What a row says beyond Shopify's own columns, by name: `Fabric (product.metafields.shopify.fabric)`, Google's columns, or
    any column somebody added. Lists come joined by semicolons."""
    found: dict[str, str] = {}
    for column, cell in fields.items():
        if not cell or column in _KNOWN:
            continue
        metafield = _METAFIELD.fullmatch(column)
        names = (metafield["label"], metafield["key"]) if metafield else (column.rpartition(" / ")[2],)
        for name in names:
            plain = " ".join(re.sub(r"[_-]", " ", name).split())
            if plain:
                found.setdefault(plain, ", ".join(part.strip() for part in cell.split(";"))[:500])
    return found


def price_of(cell: str) -> str:
    """Decimal text: `1,234.50`, `1.234,50`, `$9.9` and `9,90` become `1234.50`, `1234.50`, `9.9`, `9.90`. Raises ValueError."""
    match = _PRICE.fullmatch(_GAPS.sub("", cell))
    bare = match.group(1).rstrip(".,") if match else ""
    comma, point = bare.rfind(","), bare.rfind(".")
    if comma > point:
        is_thousands = bare.count(",") > 1 or (
            point < 0 and len(bare) - comma == 4 and not bare.startswith("0")
        )
        bare = (
            bare.replace(",", "") if is_thousands and point < 0 else bare.replace(".", "").replace(",", ".")
        )
    else:
        bare = bare.replace(",", "")
    try:
        number = Decimal(bare)
    except InvalidOperation:
        raise ValueError(f"{cell[:40]!r} is not a price") from None
    if not number.is_finite():
        raise ValueError(f"{cell[:40]!r} is not a price")
    return f"{number:f}".rstrip("0").rstrip(".") if "." in f"{number:f}" else f"{number:f}"


def whole_number(cell: str) -> int | None:
    """`12`, `12.0` and `1,200` are numbers; anything else is None."""
    try:
        number = Decimal(cell.replace(",", "").strip())
    except InvalidOperation:
        return None
    return int(number.to_integral_value()) if number.is_finite() and abs(number) < 10**9 else None


def is_no(cell: str) -> bool:
    return cell.strip().lower() in _NO


def is_yes(cell: str) -> bool:
    return cell.strip().lower() in _YES
