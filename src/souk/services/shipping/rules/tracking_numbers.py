"""Tracking numbers: two letters, fifteen digits and a check digit, so that a slip of the pen is noticed."""

from __future__ import annotations

import re

PREFIX = "SK"

_FORM = re.compile(rf"{PREFIX}[0-9]{{16}}", re.ASCII)


def tracking_number(serial: int) -> str:
    """Of a serial number below 10¹⁵."""
    digits = f"{serial:015d}"
    return f"{PREFIX}{digits}{_check_digit(digits)}"


def is_tracking_number(text: str) -> bool:
    """Whether it has the form and its check digit is right; the parcel need not exist."""
    return _FORM.fullmatch(text) is not None and text[-1] == _check_digit(text[len(PREFIX) : -1])


def tidy(text: str) -> str:
    """As people type it: with spaces, in small letters."""
    return text.replace(" ", "").upper()


def _check_digit(digits: str) -> str:
    """Luhn (ISO/IEC 7812-1): finds every single wrong digit and nearly every swap of neighbours."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)
