"""How a sheet stands on its page: every field with its name, what was typed, and what is wrong with it."""

from __future__ import annotations

from typing import Any

from souk.contracts.products.calls.shelves import ShelfProduct, TypeField
from souk.kernel.ids import new_id
from souk.services.web.use_cases import portal_products
from souk.services.web.use_cases.portal_large_sheets import large_view
from souk.services.web.use_cases.portal_sheets import FEWEST_OPTIONS, MOST_OPTIONS, Row, Sheet

_CELLS = (("sku", "SKU", ""), ("price", "Price", "decimal"), ("before", "Price before", "decimal"), ("weight", "Grams", "numeric"), ("barcode", "Barcode", ""))  # fmt: skip
_STOCK = ("stock", "Stock", "numeric")


def page_view(sheet: Sheet, product: ShelfProduct | None, revision: int | None) -> dict[str, Any]:
    """What the page of a product is told, in the portal and in the back office. `revision`: the one that was seen, where it is not the
    product's."""
    seen = product.revision if product is not None else 0
    return {
        "sheet": sheet_view(sheet),
        "type": {"name": sheet.form.name, "label": portal_products.type_name(sheet.form.name)},
        "categories": portal_products.category_choices(),
        "product": product,
        "large": large_view(sheet),
        "values": [value.value for option in product.options for value in option.values] if product else [],
        "revision": seen if revision is None else revision,
        "token": new_id("key"),
    }


def sheet_view(sheet: Sheet) -> dict[str, Any]:
    return {
        "title": _typed(sheet, "title", sheet.title),
        "category": _typed(sheet, "category", sheet.category),
        "description": _typed(sheet, "description", sheet.description),
        "status": sheet.status,
        "facts": field_views(sheet),
        "options": _options(sheet),
        "rows": [_row(sheet, number, row) for number, row in enumerate(sheet.rows)],
        "faults": _faults(sheet),
    }


def _faults(sheet: Sheet) -> list[dict[str, str]]:
    """In the order of the page, each with the name of its field, as other forms have it."""
    labels = {"": "", "title": "Title", "category": "Category", "description": "Description"}
    labels |= {f"a-{each.name}": each.label for each in sheet.form.fields}
    for n in range(MOST_OPTIONS):
        labels |= {f"o-{n}-name": f"Option {n + 1}", f"o-{n}-values": f"Values of option {n + 1}"}
    for n, row in enumerate(sheet.rows):
        choice = f", {' / '.join(row.choice)}" if row.choice else ""
        labels |= {f"v-{n}-{part}": f"{label}{choice}" for part, label, _ in (*_CELLS, _STOCK)}
    order = {name: place for place, name in enumerate(labels)}
    return [
        {"field": name, "text": f"{labels[name]}: {text}" if labels.get(name) else text}
        for name, text in sorted(sheet.faults.items(), key=lambda fault: order.get(fault[0], len(order)))
    ]


def _options(sheet: Sheet) -> list[dict[str, Any]]:
    """Those there are, and empty ones up to three."""
    said = [pair for pair in sheet.options if any(pair)]
    shown = min(max(len(said), FEWEST_OPTIONS), MOST_OPTIONS)
    return [
        {
            "number": number + 1,
            "name": _typed(
                sheet, f"o-{number}-name", sheet.options[number][0] if number < len(sheet.options) else ""
            ),
            "values": _typed(
                sheet, f"o-{number}-values", sheet.options[number][1] if number < len(sheet.options) else ""
            ),
        }
        for number in range(shown)
    ]


def _row(sheet: Sheet, number: int, row: Row) -> dict[str, Any]:
    what = " / ".join(row.choice) or "The product"
    cells = [
        _typed(sheet, f"v-{number}-{part}", getattr(row, part))
        | {"label": f"{label}, {what}", "mode": mode, "part": part}
        for part, label, mode in _CELLS
    ]
    stock = _typed(sheet, f"v-{number}-stock", row.stock)
    return {
        "what": what,
        "choice": [
            {"name": f"v-{number}-o-{place}", "value": value} for place, value in enumerate(row.choice)
        ],
        "cells": cells,
        "stock": stock | {"label": f"Stock, {what}", "mode": "numeric", "part": "stock"},
        "is_known": row.is_known,
        "drop": {"name": f"v-{number}-drop", "is_on": row.is_dropped},
    }


def _typed(sheet: Sheet, name: str, value: str) -> dict[str, Any]:
    return {"name": name, "value": value, "fault": sheet.faults.get(name, "")}


def field_views(sheet: Sheet) -> list[dict[str, Any]]:
    """The fields of the type, as the template shows them."""
    return [_field_view(each, sheet) for each in sheet.form.fields]


def _field_view(each: TypeField, sheet: Sheet) -> dict[str, Any]:
    hints = {
        "list": "Several, with commas between them",
        "counts": "Name: number, with commas between them",
        "records": f"One a line: {' | '.join(name for name, _ in each.parts)}",
        "facts": "One a line: name: value",
    }
    name, value = f"a-{each.name}", sheet.facts.get(each.name, "")
    return {
        "name": name,
        "label": each.label + (f" ({each.unit})" if each.unit else ""),
        "kind": {"choice": "select", "yes_no": "tick", "records": "lines", "facts": "lines"}.get(
            each.kind, "text"
        ),
        "is_numeric": each.kind in ("number", "decimal"),
        "is_date": each.kind == "date",
        "value": value,
        "choices": each.choices,
        "is_required": each.is_required,
        "hint": hints.get(each.kind, ""),
        "fault": sheet.faults.get(name, ""),
    }
