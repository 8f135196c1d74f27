"""Books: well-known works in the invented editions of our own presses."""

from __future__ import annotations

from typing import Any

from souk.demo.barcodes import isbn13, pick, slugged
from souk.demo.goods import Product, Variation
from souk.demo.shelves import days_ago, marked_down, paragraphs, plain_option, rows, stock_of

# shop → (its press, the press's number in our ISBNs)
PRESSES = {
    "lantern-and-quill": ("Lantern Press", 14),
    "harbour-street-books": ("Harbour Street Editions", 27),
    "the-paper-comet": ("Comet Press", 52),
}
_FEATURED = {
    "Moby-Dick",
    "Pride and Prejudice",
    "The Secret Garden",
    "The Travels of Marco Polo",
    "The Time Machine",
}
_DRAFTS = {"Ulysses", "The Interpretation of Dreams"}
# format → (letters in the SKU, dearer by cents, heavier by grams)
_FORMATS = {
    "Paperback": ("PB", 0, 0),
    "Hardcover": ("HC", 900, 190),
    "Clothbound": ("CB", 1600, 240),
}
_BINDINGS = {"Paperback": "paperback", "Hardcover": "hardcover", "Clothbound": "hardcover"}


def _formats(pages: int, slug: str) -> list[str]:
    if pages < 120:
        return ["Paperback"]
    if pages > 220 and pick(slug + "/cloth", 3) == 0:
        return ["Paperback", "Hardcover", "Clothbound"]
    return ["Paperback", "Hardcover"]


def _edition_notes(row: dict[str, str], press: str) -> str:
    """The small print under the blurb: what kind of object arrives."""
    year = int(row["year"])
    when = f"{-year} BC" if year < 0 else f"AD {year}" if year < 1000 else str(year)
    word = "Written about" if year < 1450 else "First published in"
    pages = row["pages"]
    notes = (
        f"{word} {when}. This edition: {press}, {pages} pages, sewn and printed on acid-free paper.",
        f"{press}, {pages} pages. {word} {when}.",
        f"{word} {when}; our edition has {pages} pages and lies open by itself.",
        f"{pages} pages from {press}, with a short note on the text. {word} {when}.",
    )
    return notes[pick(row["title"], len(notes))]


def _attributes(row: dict[str, str], press: str, isbn: str, first_format: str) -> dict[str, Any]:
    title = row["title"]
    edition = 2018 + pick(title + "/edition", 7)
    facts: dict[str, Any] = {
        "author": row["author"],
        "publisher": press,
        "published_date": f"{edition}-{1 + pick(title + '/month', 12):02d}-{1 + pick(title + '/day', 28):02d}",
        "isbn": isbn,
        "binding": _BINDINGS[first_format],
        "page_count": int(row["pages"]),
        "language": row["language"],
        "genre": row["genre"],
    }
    if int(row["year"]) > 0:
        facts["first_published"] = int(row["year"])
    return facts


def _book(number: int, row: dict[str, str]) -> Product:
    slug = slugged(row["title"])
    press, press_number = PRESSES[row["shop"]]
    formats = _formats(int(row["pages"]), slug)
    price, before = marked_down(slug, round(float(row["price"]) * 100))
    variations = []
    for place, name in enumerate(formats):
        letters, dearer, heavier = _FORMATS[name]
        sku = f"BK-{press_number}{number:03d}-{letters}"
        variations.append(
            Variation(
                sku=sku,
                options={"Format": name},
                price=price + dearer,
                compare_at=None if before is None else before + dearer,
                weight_grams=60 + int(row["pages"]) * 9 // 10 + heavier,
                barcode=isbn13(press_number, number * 10 + place),
                stock=stock_of(sku),
            )
        )
    return Product(
        product_type="book",
        title=row["title"],
        slug=slug,
        shop=row["shop"],
        category=row["category"],
        description=paragraphs(row["description"], _edition_notes(row, press)),
        attributes=_attributes(row, press, variations[0].barcode, formats[0]),
        options=(plain_option("Format", formats),),
        variations=tuple(variations),
        days_ago=days_ago(slug),
        look={"motif": row["motif"], "palette": row["palette"], "author": row["author"], "press": press},
        is_featured=row["title"] in _FEATURED,
        is_published=row["title"] not in _DRAFTS,
    )


def books() -> list[Product]:
    return [_book(number, row) for number, row in enumerate(rows("books"), start=1)]
