"""Identifiers: a short prefix that says what it is, and 26 sortable characters (UUIDv7 in Crockford's base 32)."""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

UserId: TypeAlias = str  # usr_…
ShopId: TypeAlias = str  # shp_…
ProductId: TypeAlias = str  # prd_…
VariationId: TypeAlias = str  # var_…
CategoryId: TypeAlias = str  # cat_…
CartId: TypeAlias = str  # crt_…
OrderId: TypeAlias = str  # ord_…
PaymentId: TypeAlias = str  # pay_…
ShipmentId: TypeAlias = str  # shm_…
Key: TypeAlias = str  # an idempotency key: the same key means the same deed
Sku: TypeAlias = str

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]


def format_id(prefix: str, milliseconds: int, randomness: bytes) -> str:
    """An id from its time (Unix milliseconds) and 10 random bytes; ids made later sort later."""
    number = (milliseconds << 80) | int.from_bytes(randomness[:10], "big")
    return f"{prefix}_{''.join([_PAIRS[number >> place & 1023] for place in range(120, -1, -10)])}"


def first_id(prefix: str, moment: datetime) -> str:
    """Before every id of that kind that was made at this moment or later."""
    return format_id(prefix, int(moment.timestamp() * 1000), bytes(10))


def looks_like(prefix: str, value: str) -> bool:
    """Whether text has the form of an id of that kind; it need not exist."""
    head, _, tail = value.partition("_")
    return head == prefix and len(tail) == 26 and all(letter in _ALPHABET for letter in tail)
