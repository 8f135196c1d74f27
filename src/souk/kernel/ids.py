"""New identifiers, from the kernel's clock and chance."""

from __future__ import annotations

from souk.kernel import chance, clock
from souk.vocabulary.ids import format_id

_NUMBER_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_id(prefix: str) -> str:
    """A new id that sorts after this process's earlier ones: `new_id("ord")` → `ord_01jd…`."""
    now = clock.milliseconds()
    return format_id(prefix, now, chance.random_bytes_after(now, 10))


def new_request_id() -> str:
    """The id of a request: `req_` and 32 hexadecimal digits. Every request has one, so it costs next to nothing; nobody sorts by it."""
    return f"req_{chance.number(128):032x}"


def new_number(prefix: str) -> str:
    """A number for people to read aloud: `ORD-7K2M9QXD`; no letters that look alike."""
    return f"{prefix}-{''.join(_NUMBER_ALPHABET[byte % 30] for byte in chance.random_bytes(8))}"
