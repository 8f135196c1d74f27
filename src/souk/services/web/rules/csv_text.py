"""CSV for spreadsheets: a cell that a spreadsheet would take for a formula is told to be text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

#: What begins a formula in Excel, LibreOffice or Google Sheets, also behind blanks (OWASP, "CSV Injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
BOM = "\ufeff"  # without it Excel reads UTF-8 as something else


def safe_cell(text: str) -> str:
    """With an apostrophe before it where it would be a formula."""
    return f"'{text}" if text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA) else text


def lines(rows: Iterable[Iterable[str]]) -> str:
    """Rows as CSV text (RFC 4180)."""
    text = io.StringIO()
    csv.writer(text).writerows([safe_cell(cell) for cell in row] for row in rows)
    return text.getvalue()
