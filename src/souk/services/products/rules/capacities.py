"""Capacities: memory and storage in gigabytes, as shops write them on a choice."""

from __future__ import annotations

import re

_AMOUNT = re.compile(r"(\d+(?:[.,]\d+)?)\s*(tb|gb|mb)\b", re.IGNORECASE)
_MINUS = ("-", "−", "–")
_GIGABYTES = {"tb": 1024.0, "gb": 1.0, "mb": 1 / 1024}
#: What the option of a choice is called, in small letters.
_MEMORY, _STORAGE = {"memory", "ram"}, {"storage", "capacity", "ssd", "drive", "storage capacity"}
_BOTH = {"configuration", "model", "version", "specification", "variant"}


def gigabytes_in(text: str) -> list[float]:
    """`8 GB + 256 GB` → `[8, 256]`; `1 TB` → `[1024]`. Less than nothing is no capacity."""
    if text.lstrip()[:1] in _MINUS:
        return []
    return [
        float(number.replace(",", ".")) * _GIGABYTES[unit.lower()] for number, unit in _AMOUNT.findall(text)
    ]


def memory_and_storage(options: dict[str, str]) -> dict[str, float]:
    """`ram` and `storage` of a choice that says them. Of two amounts on one choice the smaller is the memory."""
    found: dict[str, float] = {}
    for name, value in options.items():
        plain, amounts = name.strip().lower(), sorted(gigabytes_in(value))
        if len(amounts) == 2 and plain in _BOTH | _STORAGE | _MEMORY:
            found["ram"], found["storage"] = amounts
        elif len(amounts) == 1 and plain in _MEMORY:
            found["ram"] = amounts[0]
        elif len(amounts) == 1 and plain in _STORAGE:
            found["storage"] = amounts[0]
    return found
