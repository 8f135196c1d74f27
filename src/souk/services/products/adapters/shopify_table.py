"""Our products as Shopify's product CSV, in the columns of its own export, and behind them a few of ours.

Shopify has room for three options and knows no types: what its columns cannot say stands in ours, so that `shopify_csv.py` reads
what was written here as the same offer. Text that a spreadsheet would take for a formula gets a quote before it.
"""

from __future__ import annotations

import csv
import io
from typing import Any

import orjson

from souk.services.products.adapters.shopify_columns import COLUMNS
from souk.services.products.adapters.tables import safe_cell
from souk.services.products.ports import FoundImage, FoundVariation, Offer

#: Column → our name for what stands there, or what it always says.
_COLUMNS: tuple[tuple[str, str], ...] = (
    ("Handle", "handle"),
    ("Title", "title"),
    ("Body (HTML)", "body"),
    ("Vendor", "vendor"),
    ("Type", "type"),
    ("Tags", "tags"),
    ("Published", "published"),
    *((f"Option{n} {what}", f"option{n} {what.lower()}") for n in (1, 2, 3) for what in ("Name", "Value")),
    ("Variant SKU", "sku"),
    ("Variant Grams", "grams"),
    ("Variant Inventory Qty", "quantity"),
    ("Variant Price", "price"),
    ("Variant Compare At Price", "compare at"),
    ("Variant Barcode", "barcode"),
    ("Image Src", "image"),
    ("Image Position", "image position"),
    ("Image Alt Text", "image alt"),
    ("Gift Card", "gift card"),
    ("Variant Image", "variant image"),
    ("Status", "status"),
    *(
        (names[0][:1].upper() + names[0][1:], ours)
        for ours, names in COLUMNS.items()
        if ours.startswith("our ")
    ),
)


class ShopifyTable:
    def header(self) -> str:
        return _text([[name for name, _ in _COLUMNS]])

    def lines(self, offer: Offer) -> str:
        """As many rows as the product has variants or pictures, whichever are more."""
        cells: list[dict[str, Any]] = [
            {"handle": offer.slug} for _ in range(max(len(offer.variations), len(offer.images)))
        ]
        cells[0] |= _of_product(offer)
        for row, variation in zip(cells, offer.variations, strict=False):
            row |= _of_variant(offer, variation)
        for place, (row, image) in enumerate(zip(cells, offer.images, strict=False), start=1):
            row |= {
                "image": image.url,
                "image position": place,
                "image alt": image.alt,
                "our image value": image.option_value,
            }
        for number, name in enumerate(_three(offer), start=1):
            cells[0][f"option{number} name"] = name
        return _text([[_cell(row.get(ours)) for _, ours in _COLUMNS] for row in cells])


def _of_product(offer: Offer) -> dict[str, Any]:
    named, facts = _facts(offer)
    options = [
        {
            "name": name,
            "values": [
                {"value": value} | ({"swatch": offer.swatches[value]} if value in offer.swatches else {})
                for value in offer.choices.get(name, [])
            ],
        }
        for name in offer.option_names
    ]
    return named | {
        "title": offer.title,
        "body": offer.description_html,
        "published": "TRUE" if offer.is_published else "FALSE",
        "status": "active" if offer.is_published else "draft",
        "gift card": "FALSE",
        "our type": offer.product_type,
        "our category": offer.category_slug,
        "our facts": orjson.dumps(facts).decode() if facts else "",
        "our options": orjson.dumps(options).decode() if options else "",
    }


def _facts(offer: Offer) -> tuple[dict[str, Any], dict[str, object]]:
    """What Shopify has a column for, and what stands in ours: all of a typed product, of others what the columns cannot say."""
    said = offer.attributes
    tags = said.get("tags")
    words = [str(tag) for tag in tags] if isinstance(tags, list) else []
    named = {
        "vendor": said.get("brand", ""),
        "type": said.get("kind", offer.product_type),
        "tags": ", ".join(words),
    }
    if offer.product_type != "general":
        return named, said
    named["type"] = said.get("kind", "")
    is_plain = all(word and word == word.strip()[:120] and "," not in word for word in words)
    in_columns = {"brand", "kind"} | ({"tags"} if is_plain else set())
    return named, {name: value for name, value in said.items() if name not in in_columns}


def _of_variant(offer: Offer, variation: FoundVariation) -> dict[str, Any]:
    """`our choice` only where Shopify's columns are too few, cut it short, or mean something else by it."""
    three = _three(offer)
    if offer.option_names:
        values = {f"option{n} value": variation.options[name] for n, name in enumerate(three, start=1)}
    else:
        values = {"option1 value": "Default Title"}
    is_exact = (
        len(offer.option_names) <= 3
        and all(
            len(name) < 38 and name == name.strip() and name.lower() != "title" for name in offer.option_names
        )
        and all(value == value.strip() for value in variation.options.values())
    )
    return values | {
        "sku": variation.sku,
        "grams": variation.weight_grams,
        "quantity": variation.stock,
        "price": variation.price,
        "compare at": variation.compare_at,
        "barcode": variation.barcode,
        "variant image": _picture(offer.images, variation),
        "our choice": "" if is_exact else orjson.dumps(variation.options).decode(),
    }


def _three(offer: Offer) -> list[str]:
    return offer.option_names[:3] or ["Title"]


def _picture(images: list[FoundImage], variation: FoundVariation) -> str:
    values = set(variation.options.values())
    return next((image.url for image in images if image.option_value in values), "")


def _cell(value: Any) -> str:
    return "" if value is None else safe_cell(str(value))


def _text(rows: list[list[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()
