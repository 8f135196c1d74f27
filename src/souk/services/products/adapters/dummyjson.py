"""DummyJSON's products: a JSON list, or the `{"products": […]}` its API answers, or one product.

Its price is taken as the price it is sold at; its discount is a percentage off nothing it names, and is left out.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from souk.services.products.adapters.tables import decoded
from souk.services.products.ports import FoundImage, FoundVariation, Offer, Unreadable
from souk.services.products.rules.adopting import adopt
from souk.services.products.rules.found import Found
from souk.services.products.rules.slugs import slug_from

_FACTS = {"warrantyInformation": "warranty", "returnPolicy": "returns", "shippingInformation": "shipping"}


#: Of the product as such, not of its type.
_OWN = {
    "id",
    "title",
    "description",
    "category",
    "price",
    "sku",
    "stock",
    "brand",
    "rating",
    "weight",
    "tags",
    "thumbnail",
}


class DummyJson:
    name = "DummyJSON products"

    def recognises(self, file_name: str, content: bytes) -> bool:
        """By its first character: a table cannot begin with a bracket of JSON."""
        return decoded(content[:400]).lstrip()[:1] in ("[", "{")

    def read(self, content: bytes) -> Iterator[Offer | Unreadable]:
        text = decoded(content)
        try:
            document = json.loads(text, parse_float=Decimal)
        except (ValueError, RecursionError) as wrong:
            yield Unreadable(getattr(wrong, "lineno", 1), "", f"the file is not JSON: {str(wrong)[:120]}")
            return
        rows = document.get("products", [document]) if isinstance(document, dict) else document
        if not isinstance(rows, list):
            yield Unreadable(1, "", "the file has no list of products")
            return
        slugs: set[str] = set()
        for number, row in enumerate(rows, start=1):
            yield self._offer(number, row, slugs)

    def _offer(self, number: int, row: Any, slugs: set[str]) -> Offer | Unreadable:
        """`line` counts products here: a JSON file has no lines that mean something."""
        if not isinstance(row, dict):
            return Unreadable(number, "", "the entry is not a product")
        title = _text(row.get("title"))
        if not title:
            return Unreadable(number, _text(row.get("id")), "the product has no title")
        price = row.get("price")
        if isinstance(price, bool) or not isinstance(price, (int, Decimal)):
            return Unreadable(number, title, "the product has no price")
        slug = slug_from(title) or f"product-{slug_from(_text(row.get('id'))) or number}"
        notes = []
        if slug in slugs:
            slug = f"{slug[:100]}-{slug_from(_text(row.get('id'))) or number}"
            notes.append(f"product {number}: another one is called {title!r}; saved as {slug}")
        slugs.add(slug)
        variation = FoundVariation(
            sku=_text(row.get("sku"))[:80] or slug[:80],
            options={},
            price=f"{Decimal(price):f}".rstrip("0").rstrip(".") if "." in str(price) else str(price),
            weight_grams=_whole(row.get("weight")) or 0,
            barcode=_text(_of(row, "meta").get("barcode"))[:40],
            stock=_whole(row.get("stock")),
        )
        adopted = adopt(_found(row, variation))
        notes += [f"product {number}: {note}" for note in adopted.notes]
        return Offer(
            line=number,
            slug=slug,
            title=title,
            product_type=adopted.product_type,
            variations=[variation],
            description_html=f"<p>{html.escape(_text(row.get('description')))}</p>",
            categories=[_text(row.get("category")).replace("-", " ").capitalize()]
            if _text(row.get("category"))
            else [],
            attributes=_attributes(row) if adopted.attributes is None else adopted.attributes,
            images=_images(row),
            created_at=_time(_of(row, "meta").get("createdAt")),
            notes=notes,
        )


def _found(row: dict[str, Any], variation: FoundVariation) -> Found:
    """Most of its laptops and phones do not say enough to be one of ours; they stay what they are without a word."""
    tags = row.get("tags")
    facts = {name.lower(): _text(value) for name, value in row.items() if isinstance(name, str)}
    return Found(
        title=_text(row.get("title")),
        vendor=_text(row.get("brand"))[:120],
        kind=_text(row.get("category")).replace("-", " "),
        tags=[_text(tag)[:120] for tag in tags if _text(tag)][:250] if isinstance(tags, list) else [],
        barcodes=[variation.barcode] if variation.barcode else [],
        facts={name: text for name, text in facts.items() if text and name not in _OWN},
    )


def _attributes(row: dict[str, Any]) -> dict[str, object]:
    tags = row.get("tags")
    facts: dict[str, object] = {
        "brand": _text(row.get("brand"))[:120],
        "kind": _text(row.get("category")).replace("-", " ").capitalize()[:120],
        "tags": [_text(tag)[:120] for tag in tags if _text(tag)][:250] if isinstance(tags, list) else [],
    }
    facts |= {ours: _text(row.get(theirs))[:500] for theirs, ours in _FACTS.items()}
    size = _of(row, "dimensions")
    sides = [_text(size.get(side)) for side in ("width", "height", "depth")]
    if all(sides):
        facts["dimensions"] = " × ".join(sides)
    return {name: value for name, value in facts.items() if value}


def _images(row: dict[str, Any]) -> list[FoundImage]:
    images = row.get("images")
    urls = [url for url in images if isinstance(url, str)] if isinstance(images, list) else []
    if not urls and isinstance(row.get("thumbnail"), str):
        urls = [row["thumbnail"]]
    return [FoundImage(url) for url in dict.fromkeys(urls)][:50]


def _of(row: dict[str, Any], name: str) -> dict[str, Any]:
    part = row.get(name)
    return part if isinstance(part, dict) else {}


def _text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
        return ""
    return str(value).replace("\0", "").encode("utf-8", "ignore").decode().strip()


def _whole(value: Any) -> int | None:
    """Numbers below zero count as none."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)) or not abs(value) < 1_000_000:
        return None
    return max(0, int(value))


def _time(value: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found if found.tzinfo is not None else None
