"""What people type: an order's number, a price, a number; and what a form brings back as one."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from souk.vocabulary.money import exponent

_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]*)?")
_ORDER = re.compile(r"(ORD-)?([0-9A-Z]{4,16})")


def order_number(typed: str) -> str:
    """An order's number from what somebody typed or pasted: in small letters, without `ORD-`. Empty for anything else."""
    found = _ORDER.fullmatch(typed.strip().upper())
    return f"ORD-{found.group(2)}" if found else ""


def minor_units(text: str, currency: str) -> int | None:
    """A typed price in minor units; None for anything that is not one, so a slip of the keyboard filters nothing."""
    try:
        amount = Decimal(text.strip().replace(",", ".").lstrip("$"))
    except InvalidOperation:
        return None
    if not amount.is_finite() or not 0 <= amount < 10**9:
        return None
    return int(amount.scaleb(exponent(currency)))


def whole(text: str, most: int = 999_999_999) -> int | None:
    """A whole number from 0 to `most`; None for anything else, and for nothing."""
    plain = text.strip()
    fits = plain.isascii() and plain.isdigit() and len(plain) <= len(str(most)) and int(plain) <= most
    return int(plain) if fits else None


def number(text: str) -> float | None:
    """A typed number that is not below zero; None for anything else."""
    plain = text.strip().replace(",", ".")
    return float(plain) if _NUMBER.fullmatch(plain) else None
