"""CSV for spreadsheets: a cell that a spreadsheet would take for a formula is told to be text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

#: What begins a formula in Excel, LibreOffice or Google Sheets, also behind blanks (OWASP, "CSV Injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_AMOUNT = re.compile(r"-(?:[$€£¥₹]|[A-Z]{3}\s)?[0-9][0-9,]*(?:\.[0-9]+)?(?:\s[A-Z]{3})?")
BOM = "\ufeff"  # without it Excel reads UTF-8 as something else


def safe_cell(text: str) -> str:
    """With an apostrophe before it where it would be a formula. A number or an amount is none: a ledger is there to be summed."""
    may_be_one = text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA)
    return f"'{text}" if may_be_one and not _AMOUNT.fullmatch(text) else text


def lines(rows: Iterable[Iterable[str]]) -> str:
    """Rows as CSV text (RFC 4180)."""
    text = io.StringIO()
    csv.writer(text).writerows([safe_cell(cell) for cell in row] for row in rows)
    return text.getvalue()
