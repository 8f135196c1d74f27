"""What our own export says beyond Shopify's columns, so that a file of ours comes back as it went: see `shopify_table.py`.

Where one of our cells says a thing it says it exactly, and Shopify's columns are for people and for Shopify. A cell that somebody
broke is not believed, with a note.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson

from souk.services.products.adapters.shopify_columns import whole_number
from souk.services.products.adapters.shopify_lines import Line
from souk.services.products.ports import FoundImage, Offer


def as_we_wrote(offer: Offer, first: Line, lines: list[Line]) -> Offer:
    """The offer that Shopify's columns made, completed by ours."""
    facts, options = _read(first["our facts"], dict), _read(first["our options"], list)
    broken = [
        f"line {first.number}: the cell of {what} cannot be read and was left out"
        for what, found in (("facts", facts), ("options", options))
        if found is None
    ]
    is_general = first["our type"] == "general"
    completed = replace(
        offer,
        product_type=first["our type"],
        category_slug=first["our category"],
        categories=[],
        attributes=(offer.attributes if is_general else {}) | (facts or {}),
        images=_images(lines),
        notes=[*offer.notes, *broken],
    )
    return _with_options(completed, options or [])


def choice_of(line: Line) -> dict[str, str]:
    """The variant's choice where Shopify's three columns have no room for it; else empty."""
    found = _read(line["our choice"], dict) or {}
    return {str(name): str(value) for name, value in found.items()}


def _with_options(offer: Offer, options: list[Any]) -> Offer:
    """Every choice in its order with its colour; only where they are those of the variants, which somebody may have renamed."""
    if not _are_options(options):
        return offer
    names = [option["name"] for option in options]
    if any(set(each.options) != set(names) for each in offer.variations):
        return offer
    values = {option["name"]: [value["value"] for value in option["values"]] for option in options}
    swatches = {
        value["value"]: value["swatch"]
        for option in options
        for value in option["values"]
        if value.get("swatch")
    }
    added = {v for each in offer.variations for n, v in each.options.items() if v not in values[n]}
    return replace(
        offer,
        option_names=names,
        choices=values,
        swatches=swatches | {value: offer.swatches[value] for value in added if value in offer.swatches},
    )


def _images(lines: list[Line]) -> list[FoundImage]:
    """One for each row that has one: the same picture may be shown for two colours."""
    placed = sorted(
        (line for line in lines if line["image"]),
        key=lambda line: whole_number(line["image position"]) or 999,
    )
    return [
        FoundImage(line["image"], line["image alt"], line["our image value"] or None, line.number)
        for line in placed
    ]


def _read(cell: str, kind: type) -> Any:
    """None for what is not of the kind; an empty one where nothing is said."""
    if not cell:
        return kind()
    try:
        found = orjson.loads(cell)
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, kind) else None


def _are_options(options: list[Any]) -> bool:
    return bool(options) and all(
        isinstance(option, dict)
        and isinstance(option.get("name"), str)
        and isinstance(option.get("values"), list)
        and all(isinstance(value, dict) and isinstance(value.get("value"), str) for value in option["values"])
        for option in options
    )
