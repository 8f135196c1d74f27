"""Numbers under the bars: EAN-13 and ISBN-13 with their check digits.

Article numbers begin with 2, the range the standard leaves to shops for their own use; ISBNs begin with 979-9, which is given
to nobody. So nothing here can be mistaken for somebody else's goods.
"""

from __future__ import annotations

import re
import unicodedata
from zlib import crc32


def check_digit(twelve: str) -> str:
    """The thirteenth digit: weights 1 and 3 in turn must sum to a multiple of ten."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(twelve))
    return str(-total % 10)


def is_ean13(number: str) -> bool:
    return len(number) == 13 and number.isdigit() and check_digit(number[:12]) == number[12]


def ean13(shelf: int, number: int) -> str:
    """An in-store article number: `shelf` (0–99) keeps subjects apart."""
    twelve = f"2{shelf:02d}{number:09d}"
    return twelve + check_digit(twelve)


def isbn13(press: int, number: int) -> str:
    """An ISBN of one of our own presses: `press` below 100, `number` below 1,000,000."""
    twelve = f"9799{press:02d}{number:06d}"
    return twelve + check_digit(twelve)


def pick(name: str, below: int) -> int:
    """A number that looks arbitrary and is the same every time for the same name."""
    return crc32(name.encode()) % below


def slugged(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")
