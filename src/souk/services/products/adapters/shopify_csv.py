"""Shopify's product CSV: one row for each variant and each further picture, held together by the handle.

The first row of a handle says the product; the rows below add variants (they have option values or a price) and pictures. We
read whatever can be understood, mend what can be mended with a note, and say of everything else why it was left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace

from souk.services.products.adapters.shopify_columns import (
    COLUMNS,
    NEEDED,
    column_map,
    is_no,
    is_yes,
    price_of,
    whole_number,
)
from souk.services.products.adapters.shopify_lines import Line
from souk.services.products.adapters.shopify_own import as_we_wrote, choice_of
from souk.services.products.adapters.swatches import swatch_of
from souk.services.products.adapters.tables import decoded, header_of, rows_of
from souk.services.products.ports import FoundImage, FoundVariation, Offer, Unreadable
from souk.services.products.rules.adopting import Adopted, adopt
from souk.services.products.rules.found import Found
from souk.services.products.rules.slugs import slug_from

MOST_IMAGES = 50
_HEAVIEST, _MOST_STOCK = 1_000_000, 1_000_000
_COLOURS = {"color", "colour", "couleur", "farbe", "kleur", "cor"}


class ShopifyCsv:
    name = "Shopify product CSV"

    def recognises(self, file_name: str, content: bytes) -> bool:
        """Any table with Shopify's columns, whatever the file is called."""
        columns = column_map(header_of(decoded(content[:200_000]))[0])
        return all(name in columns for name in NEEDED)

    def read(self, content: bytes) -> Iterator[Offer | Unreadable]:
        text = decoded(content)
        columns = column_map(header_of(text)[0])
        blocks: dict[str, _Block] = {}
        for row in rows_of(text):
            cells = {ours: row.fields.get(theirs, "") for ours, theirs in columns.items()}
            problem = _file_row(blocks, Line(row, cells))
            if problem is not None:
                yield problem
        silent = frozenset(COLUMNS) - frozenset(columns)
        for block in blocks.values():
            for found in block.offers():
                if isinstance(found, Offer):
                    found = replace(found, silent=silent)
                    found = as_we_wrote(found, block.first, block.lines) if block.is_ours else found
                yield found


def _file_row(blocks: dict[str, _Block], line: Line) -> Unreadable | None:
    """Puts a row to the product it belongs to."""
    handle = line["handle"] or line["title"]
    if not handle:
        return Unreadable(line.number, "", "the row has neither a handle nor a title")
    if line.fault:
        return Unreadable(line.number, handle[:80], line.fault)
    key = slug_from(handle) or handle  # two handles of the same address are the same product
    block = blocks.get(key)
    if block is None:
        blocks[key] = _Block(handle, line)
    elif line["title"] and block.first["title"] and line["title"] != block.first["title"]:
        return Unreadable(
            line.number, handle[:80], f"the handle belongs to another product on line {block.first.number}"
        )
    else:
        block.add(line)
    return None


class _Block:
    """The rows of one handle."""

    def __init__(self, handle: str, first: Line) -> None:
        self.handle, self.first, self.lines = handle, first, [first]
        self.problems: list[Unreadable] = []
        self.notes: list[str] = []

    @property
    def is_ours(self) -> bool:
        """Whether we wrote it: then it says everything exactly."""
        return bool(self.first["our type"])

    def add(self, line: Line) -> None:
        """The first row with a title says the product, even when a variant's row stands above it."""
        self.lines.append(line)
        if line["title"] and not self.first["title"]:
            self.first = line

    def offers(self) -> Iterator[Offer | Unreadable]:
        first, title = self.first, self.first["title"]
        if not title:
            yield Unreadable(first.number, self.handle, "the product has no title")
            return
        if is_yes(first["gift card"]):
            yield Unreadable(first.number, title, "gift cards are not sold here")
            return
        choices = self._choices()
        variations = self._variations(choices)
        yield from self.problems
        if not variations:
            if not self.problems:
                yield Unreadable(first.number, title, "the product has no variant with a price")
            return
        adopted = Adopted() if self.is_ours else adopt(_found(first, variations, list(choices.values())))
        if adopted.note:
            self.notes.append(f"line {first.number}: {title[:80]!r} is kept as general: {adopted.note}")
        self.notes += [f"line {first.number}: {note}" for note in adopted.notes]
        yield Offer(
            line=first.number,
            slug=_slug(self.handle, title),
            title=title,
            variations=variations,
            description_html=first["body"],
            product_type=adopted.product_type,
            categories=_categories(first),
            attributes=_attributes(first) | adopted.facts
            if adopted.attributes is None
            else adopted.attributes,
            option_names=list(choices.values()),
            swatches={
                v: s
                for each in variations
                for n, v in each.options.items()
                if _is_colour(n) and (s := swatch_of(v))
            },
            images=self._images(choices),
            is_published=not is_no(first["published"])
            and first["status"].lower() not in ("draft", "archived", "unlisted"),
            notes=self.notes,
        )

    def _choices(self) -> dict[int, str]:
        """Column → name of each option; `Title` with `Default Title` means that there is no choice."""
        choices: dict[int, str] = {}
        for number in (1, 2, 3):
            name = next(
                (line[f"option{number} name"] for line in self.lines if line[f"option{number} name"]), ""
            )
            values = {line[f"option{number} value"] for line in self.lines if line[f"option{number} value"]}
            if not values or (name.lower() in ("title", "") and values == {"Default Title"}):
                continue
            name = name[:38] or f"Option {number}"
            is_taken = name.lower() in {known.lower() for known in choices.values()}
            choices[number] = f"{name} {number}" if is_taken else name
        return choices

    def _variations(self, choices: dict[int, str]) -> list[FoundVariation]:
        found: list[FoundVariation] = []
        lines_of: dict[tuple[str, ...], int] = {}
        skus: set[str] = set()
        for line in self.lines:
            if not line.is_variant:
                continue
            options = choice_of(line) or {
                name: line[f"option{number} value"] for number, name in choices.items()
            }
            choice = tuple(options.values())
            reason = _why_not(line, options, lines_of.get(choice))
            if reason:
                self.problems.append(Unreadable(line.number, self.first["title"], reason))
                continue
            lines_of[choice] = line.number
            sku = self._sku(line, choice, skus)
            skus.add(sku)
            found.append(_variation(line, options, sku))
        return found

    def _sku(self, line: Line, choice: tuple[str, ...], taken: set[str]) -> str:
        """The file's, or one made of handle and choice: where there is none, or two variants share it."""
        given = line["sku"] if self.is_ours else " ".join(line["sku"].lstrip("'").split())
        if given and given not in taken and len(given) <= 80:
            return given
        made = slug_from(f"{self.handle} {' '.join(choice)}")[:70] or "sku"
        if made in taken or (choice and not slug_from(" ".join(choice))):
            made = f"{made[:60]}-{hashlib.sha256(' '.join(choice).encode()).hexdigest()[:8]}"
        if given:
            self.notes.append(
                f"line {line.number}: the SKU {given[:80]} is taken or too long; saved as {made}"
            )
        return made

    def _images(self, choices: dict[int, str]) -> list[FoundImage]:
        """In the order of their positions; a variant's own picture is tied to its colour, or to its first choice."""
        column = next((n for n, name in choices.items() if _is_colour(name)), next(iter(choices), 0))
        tied: dict[str, str] = {}
        for line in self.lines:
            if line["variant image"]:
                tied.setdefault(line["variant image"], line[f"option{column} value"])
        placed = [
            (whole_number(line["image position"]) or 999, line["image"], line["image alt"])
            for line in self.lines
        ]
        ordered = [(url, alt) for _, url, alt in sorted(placed, key=lambda each: each[0]) if url]
        alts: dict[str, str] = {}
        for url, alt in [*ordered, *((url, "") for url in tied)]:
            alts.setdefault(url, alt)
        if len(alts) > MOST_IMAGES:
            self.notes.append(f"line {self.first.number}: only the first {MOST_IMAGES} pictures were taken")
        return [
            FoundImage(url, alt[:300], tied.get(url) or None) for url, alt in list(alts.items())[:MOST_IMAGES]
        ]


def _why_not(line: Line, options: dict[str, str], before: int | None) -> str:
    """Why a variant cannot be taken; empty when it can."""
    missing = [name for name, value in options.items() if not value]
    if missing:
        return f"the variant has no value for {', '.join(missing)}"
    long = [value for value in options.values() if len(value) > 80]
    if long:
        return f"the option value {long[0][:40]!r}… is longer than 80 characters"
    if before is not None:
        return (
            f"the same choice is on line {before} already"
            if options
            else f"a second variant without options (the first is on line {before})"
        )
    if not line["price"]:
        return "the variant has no price"
    try:
        price = price_of(line["price"])
    except ValueError as wrong:
        return str(wrong)
    return "the price must be more than zero" if price.startswith("-") or not price.strip("0.") else ""


def _variation(line: Line, options: dict[str, str], sku: str) -> FoundVariation:
    stock = whole_number(line["quantity"])
    grams = whole_number(line["grams"]) or 0
    barcode = line["barcode"].lstrip("'")
    try:
        before = price_of(line["compare at"]) if line["compare at"] else ""
    except ValueError:
        before = ""
    return FoundVariation(
        sku=sku,
        options=options,
        price=price_of(line["price"]),
        compare_at=before,
        weight_grams=min(max(grams, 0), _HEAVIEST),
        barcode=barcode if len(barcode) <= 40 else "",
        stock=None if stock is None else min(max(stock, 0), _MOST_STOCK),
    )


def _slug(handle: str, title: str) -> str:
    made = slug_from(handle) or slug_from(title)
    return made or f"product-{hashlib.sha256(handle.encode()).hexdigest()[:10]}"


def _categories(first: Line) -> list[str]:
    if first["type"]:
        return [first["type"][:120]]
    names = [name.strip() for name in first["category"].split(">")]
    return [names[-1][:120]] if names[-1] and not names[-1].isdigit() else []


def _attributes(first: Line) -> dict[str, object]:
    facts: dict[str, object] = {
        "brand": first["vendor"][:120],
        "kind": first["type"][:120],
        "tags": _tags(first),
    }
    return {name: value for name, value in facts.items() if value}


def _found(first: Line, variations: list[FoundVariation], names: list[str]) -> Found:
    """What a type may recognise itself in: the shop's own word, its category, and everything under a metafield's name."""
    return Found(
        title=first["title"],
        vendor=first["vendor"][:120],
        kind=first["type"],
        categories=[name.strip() for name in first["category"].split(">") if name.strip()],
        tags=_tags(first),
        options={name: list(dict.fromkeys(each.options[name] for each in variations)) for name in names},
        barcodes=[each.barcode for each in variations if each.barcode],
        facts=first.facts,
    )


def _tags(first: Line) -> list[str]:
    return [tag.strip()[:120] for tag in first["tags"].split(",") if tag.strip()][:250]


def _is_colour(name: str) -> bool:
    return name.strip().lower() in _COLOURS
