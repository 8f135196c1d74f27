"""Large sheets: a product of more variations than a table on a page holds.

The table has those that were looked for; what is typed there is changed, and all others stay as they are. Options and further variations
of such a product come by file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from souk.contracts.products.calls import Option, VariationDraft
from souk.contracts.products.calls.shelves import ShelfProduct, ShelfVariation, TypeForm
from souk.services.web.rules.choices_text import MOST_ROWS
from souk.services.web.use_cases.portal_sheets import Row, Sheet, choice_of

MOST_FOUND, MOST_SOUGHT = 50, 80  # rows, letters


def sheet_of(product: ShelfProduct, form: TypeForm, sought: str = "") -> Sheet:
    """As the product stands."""
    sought = sought[:MOST_SOUGHT]
    if len(product.variations) <= MOST_ROWS:
        return Sheet.of_product(product, form)
    found = _found(product, sought)
    sheet = Sheet.of_product(product.model_copy(update={"variations": found[:MOST_FOUND]}), form)
    return LargeSheet(**vars(sheet), product=product, sought=sought, fitting=len(found))


def sheet_sent(product: ShelfProduct, form: TypeForm, sent: Mapping[str, str]) -> Sheet:
    """As it was typed."""
    sheet = Sheet.of_form(form, sent, [each.sku for each in product.variations])
    if len(product.variations) <= MOST_ROWS:
        return sheet
    sought = sent.get("find", "")[:MOST_SOUGHT]
    return LargeSheet(**vars(sheet), product=product, sought=sought, fitting=len(_found(product, sought)))


def large_view(sheet: Sheet) -> dict[str, Any] | None:
    """What the page says of a large sheet; None for others."""
    if not isinstance(sheet, LargeSheet):
        return None
    return {
        "count": f"{len(sheet.product.variations):,}",
        "shown": len(sheet.rows),
        "fitting": f"{sheet.fitting:,}" if sheet.fitting > len(sheet.rows) else "",
        "sought": sheet.sought,
    }


@dataclass(kw_only=True)
class LargeSheet(Sheet):
    """`rows` are of those variations of `product` that fit the words `sought`, the first fifty of `fitting`."""

    product: ShelfProduct
    sought: str
    fitting: int

    def with_combinations(self) -> Sheet:
        """Without rows of variations that have gone meanwhile."""
        there = self._choices()
        return replace(self, rows=[row for row in self.rows if row.choice in there])

    def fits_its_table(self) -> bool:
        there = self._choices()
        return all(row.choice in there for row in self.rows)

    def drafted_options(self) -> list[Option]:
        return self.product.options

    def drafted_variations(self) -> list[tuple[int | None, VariationDraft | None]]:
        names = [option.name for option in self.product.options]
        typed = {row.choice: (number, row) for number, row in enumerate(self.rows)}
        drafted: list[tuple[int | None, VariationDraft | None]] = []
        for each in self.product.variations:
            number, row = typed.get(choice_of(self.product, each), (None, Row(())))
            if number is None:
                drafted.append((None, _as_it_is(each)))
            elif not row.is_dropped:
                drafted.append((number, self.drafted(number, row, names)))
        return drafted

    def _choices(self) -> set[tuple[str, ...]]:
        return {choice_of(self.product, each) for each in self.product.variations}


def _found(product: ShelfProduct, sought: str) -> list[ShelfVariation]:
    """Where each of the words begins the SKU, or a word in that or in one of the choices."""
    words = sought.casefold().split()
    return [each for each in product.variations if all(_has(each, word) for word in words)]


def _has(variation: ShelfVariation, word: str) -> bool:
    said = " ".join((variation.sku, *variation.options.values())).casefold()
    return any(begin.startswith(word) for begin in (*said.split(), *re.findall(r"\w+", said)))


def _as_it_is(variation: ShelfVariation) -> VariationDraft:
    return VariationDraft(
        sku=variation.sku,
        options=variation.options,
        price=variation.price,
        compare_at_price=variation.compare_at_price,
        weight_grams=variation.weight_grams,
        barcode=variation.barcode,
    )
