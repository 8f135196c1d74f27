"""Tables as text files: whatever their encoding, delimiter, line ends and quoting, read as rows with the line each begins on."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS = ",;\t|"
LARGEST_FIELD = 16 * 1024 * 1024


MOST_REPAIRS = 200

TOO_MANY = "the row has more fields than the header; a quote or a comma is out of place"
UNCLOSED = "a quote is opened and never closed"


@dataclass(frozen=True)
class Row:
    """`fault`: why its fields cannot be trusted; empty when they can."""

    line: int
    fields: dict[str, str]
    fault: str = ""


def decoded(content: bytes) -> str:
    """Never fails: a byte-order mark is believed, then UTF-8 is tried, then Windows-1252."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace").replace("\0", "")
    if content[:200].count(0) > len(content[:200]) // 4:
        return content.decode(
            "utf-16-le" if content[1:2] == b"\0" else "utf-16-be", errors="replace"
        ).replace("\0", "")
    try:
        return content.decode("utf-8").replace("\0", "")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace").replace("\0", "")


def header_of(text: str) -> tuple[list[str], str]:
    """The names of the columns, in small letters with single spaces, and the delimiter between them."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    if first.lower().startswith("sep=") and len(first) == 5:  # a hint that Excel writes
        first = next((line for line in text.splitlines()[1:] if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    names = next(csv.reader([first], delimiter=delimiter), [])
    return [" ".join(name.strip().strip("\ufeff").lower().split()) for name in names], delimiter


def rows_of(text: str) -> Iterator[Row]:
    """Every row after the header that is not empty.

    A stray quote makes a row swallow those below it; then only its own line is at fault, and reading goes on below.
    """
    names, delimiter = header_of(text)
    csv.field_size_limit(LARGEST_FIELD)
    lines = list(io.StringIO(text, newline=""))
    start, repairs, is_header = 0, 0, True
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        line = start + reader.line_num + 1
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error:
            continue
        is_hint = len(fields) == 1 and fields[0].lower().startswith("sep=")
        if is_hint or not any(field.strip() for field in fields):
            continue
        if is_header:
            is_header = False
            continue
        height = start + reader.line_num + 1 - line
        fault = _fault(fields, len(names), reaches_end=height > 1 and line + height > len(lines))
        values: dict[str, str] = {}
        for name, value in zip(names, fields, strict=False):
            values.setdefault(name, plain_cell(value.strip()))
        yield Row(line, values, fault)
        if fault and height > 1 and repairs < MOST_REPAIRS:
            start, repairs = line, repairs + 1
            reader = csv.reader(islice(lines, start, None), delimiter=delimiter)


#: What a spreadsheet would take for a formula, with any quotes put before it already.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def safe_cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula: one that begins like one gets a quote before it (OWASP, CSV injection)."""
    return f"'{text}" if _FORMULA.match(text) else text


def plain_cell(cell: str) -> str:
    """What `safe_cell` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _fault(fields: list[str], wanted: int, *, reaches_end: bool) -> str:
    if any(field.strip() for field in fields[wanted:]):
        return TOO_MANY
    return UNCLOSED if reaches_end and len(fields) < wanted else ""
