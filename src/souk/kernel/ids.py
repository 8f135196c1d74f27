"""New identifiers, from the kernel's clock and chance."""

from __future__ import annotations

from souk.kernel import chance, clock
from souk.vocabulary.ids import format_id

_NUMBER_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_id(prefix: str) -> str:
    """A new sortable id: `new_id("ord")` → `ord_01jd…`."""
    return format_id(prefix, clock.milliseconds(), chance.random_bytes(10))


def new_number(prefix: str) -> str:
    """A number for people to read aloud: `ORD-7K2M9QXD`; no letters that look alike."""
    return f"{prefix}-{''.join(_NUMBER_ALPHABET[byte % 30] for byte in chance.random_bytes(8))}"
