"""A variant's figures as a table has them, and what is said of those that were changed to be taken."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from souk.services.products.adapters.shopify_columns import price_of, whole_number
from souk.services.products.adapters.shopify_lines import Line
from souk.services.products.ports import FoundVariation

HEAVIEST, MOST_STOCK, LONGEST_BARCODE = 1_000_000, 1_000_000, 40


def variation_of(line: Line, options: dict[str, str], sku: str, notes: list[str]) -> FoundVariation:
    """Its price has been read before. `notes` learns what the file says otherwise than the variation."""
    price, said = price_of(line["price"]), _Said(line, notes)
    return FoundVariation(
        sku=sku,
        options=options,
        price=price,
        compare_at=said.price_before(price),
        weight_grams=said.whole("grams", "weight in grams", HEAVIEST) or 0,
        barcode=said.barcode(),
        stock=said.whole("quantity", "quantity", MOST_STOCK),
    )


class _Said:
    """One row, and the notes it gives rise to."""

    def __init__(self, line: Line, notes: list[str]) -> None:
        self._line, self._notes = line, notes

    def whole(self, column: str, what: str, most: int) -> int | None:
        """None where the cell says no number."""
        cell = self._line[column]
        number = whole_number(cell)
        taken = None if number is None else min(max(number, 0), most)
        if cell and not _is_exactly(cell, taken or 0):
            self._note(
                f"the {what} {cell[:40]} counts as {taken or 0:,}: it is a whole number from 0 to {most:,}"
            )
        return taken

    def price_before(self, price: str) -> str:
        """Empty where there is none, or where it is no higher than the price now."""
        cell = self._line["compare at"]
        if not cell:
            return ""
        try:
            before = price_of(cell)
        except ValueError as wrong:
            self._note(f"{wrong}, so the price before was left out")
            return ""
        if Decimal(before) > Decimal(price):
            return before
        if Decimal(before) not in (0, Decimal(price)):  # which is how some write that there is none
            self._note(f"the price before, {cell[:40]}, is not higher than the price and was left out")
        return ""

    def barcode(self) -> str:
        code = self._line["barcode"].lstrip("'")
        if len(code) <= LONGEST_BARCODE:
            return code
        self._note(f"the barcode is longer than {LONGEST_BARCODE} characters and was left out")
        return ""

    def _note(self, text: str) -> None:
        self._notes.append(f"line {self._line.number}: {text}")


def _is_exactly(cell: str, taken: int) -> bool:
    try:
        return Decimal(cell.replace(",", "").strip()) == taken
    except InvalidOperation:
        return False
