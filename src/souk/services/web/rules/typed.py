"""What people type: an order's number, a price, a number."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from souk.vocabulary.money import exponent

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


def number(text: str) -> float | None:
    """A typed number that is not below zero; None for anything else."""
    plain = text.strip().replace(",", ".")
    whole, _, places = plain.partition(".")
    fits = whole.isascii() and whole.isdigit() and len(whole) < 10 and (places == "" or places.isdigit())
    return float(f"{whole}.{places or 0}") if fits else None
