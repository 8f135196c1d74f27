"""How facts read: amounts, times and links."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import quote, urlencode

_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹"}


def amount(money: dict[str, str]) -> str:
    """`{"amount": "1299.00", "currency": "USD"}` → `$1,299.00`; other currencies keep their code."""
    number, sign = money["amount"], ""
    if number.startswith("-"):
        number, sign = number[1:], "−"
    whole, point, part = number.partition(".")
    text = f"{int(whole):,}{point}{part}"
    mark = _SIGNS.get(money["currency"])
    return f"{sign}{mark}{text}" if mark else f"{sign}{text} {money['currency']}"


def is_some(money: dict[str, str]) -> bool:
    return any(digit in "123456789" for digit in money["amount"])


def moment(text: str) -> str:
    """An ISO time as people say it: `21 November 2026, 08:32 UTC`."""
    at = dt.datetime.fromisoformat(text).astimezone(dt.UTC)
    return f"{at.day} {at:%B %Y, %H:%M} UTC"


def link(base_url: str, path: str, **parameters: str | None) -> str:
    """An address on the store; parameters of None are left out."""
    given = {name: value for name, value in parameters.items() if value}
    return base_url + quote(path) + (f"?{urlencode(given)}" if given else "")


def sentence(text: str) -> str:
    """`sold out` → `Sold out.`; nothing stays nothing."""
    tidy = one_line(text, 300)
    return tidy[:1].upper() + tidy[1:] + ("" if not tidy or tidy[-1] in ".!?…" else ".")


def one_line(text: Any, longest: int = 200) -> str:
    """Text that is safe in a header: one line, no controls, not endless."""
    tidy = " ".join("".join(letter if letter.isprintable() else " " for letter in str(text)).split())
    return tidy if len(tidy) <= longest else tidy[: longest - 1] + "…"
