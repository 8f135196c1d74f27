"""Facts as a person types them, by kind of field: a list in one line, ports with their numbers, cameras one a line."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

Parts = Sequence[tuple[str, str]]  # name and kind of each part of a record

_NUMBER = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d{1,6})?")


def written(kind: str, value: Any, parts: Parts = ()) -> str:
    """How a stored value stands in its field; empty for none."""
    if value is None:
        return ""
    if kind == "yes_no":
        return "yes" if value else ""
    if kind == "list":
        return ", ".join(str(one) for one in value)
    if kind == "counts":
        return ", ".join(f"{name}: {count}" for name, count in value.items())
    if kind == "records":
        return "\n".join(" | ".join(_plain(one.get(name)) for name, _ in parts) for one in value)
    if kind == "facts":
        return "\n".join(f"{name}: {_fact(fact)}" for name, fact in value.items())
    return _plain(value)


def read(kind: str, text: str, parts: Parts = ()) -> Any:
    """The value of what was typed; None for nothing. Raises ValueError with a sentence that says what to type."""
    if kind == "yes_no":
        return bool(text)
    text = text.strip()
    if not text:
        return None
    if kind == "number":
        return _whole(text)
    if kind == "decimal":
        return _decimal(text)
    if kind == "date":
        return _date(text)
    if kind == "list":
        return [one.strip() for one in re.split(r"[,\n]", text) if one.strip()]
    if kind == "counts":
        return {name: _whole(count) for name, count in _pairs(re.split(r"[,\n]", text))}
    if kind == "records":
        return [_record(line, parts) for line in text.splitlines() if line.strip()]
    if kind == "facts":
        return {name: _value(fact) for name, fact in _pairs(text.splitlines())}
    return text


def _whole(text: str) -> int:
    plain = text.strip().replace(",", "")
    if not re.fullmatch(r"-?\d{1,15}", plain):
        raise ValueError("Please write a whole number.")
    return int(plain)


def _decimal(text: str) -> float:
    try:
        number = float(text.strip().replace(",", "."))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ValueError("Please write a number, such as 13.3.")
    return number


def _date(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError("Please write the day as 2026-03-31.") from None


def _pairs(lines: list[str]) -> list[tuple[str, str]]:
    found = []
    for line in lines:
        name, colon, value = line.partition(":")
        if not line.strip():
            continue
        if not colon or not name.strip() or not value.strip():
            raise ValueError(f"“{line.strip()[:40]}” needs a name, a colon and a value.")
        found.append((name.strip(), value.strip()))
    return found


def _record(line: str, parts: Parts) -> dict[str, Any]:
    cells = [cell.strip() for cell in line.split("|")]
    if len(cells) > len(parts):
        raise ValueError(
            f"“{line.strip()[:40]}” has more parts than {' | '.join(name for name, _ in parts)}."
        )
    return {
        name: value
        for (name, kind), cell in zip(parts, cells, strict=False)
        if (value := read(kind, cell)) is not None
    }


def _value(text: str) -> Any:
    """A number or a yes or no where it is written like one; text that only looks like a number (`007`) stays text."""
    if text in ("yes", "no"):
        return text == "yes"
    if _NUMBER.fullmatch(text) and text != "-0":
        return float(text) if "." in text else int(text)
    return text


def _fact(value: Any) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else _plain(value)


def _plain(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:g}" if isinstance(value, float) and abs(value) < 10**6 else str(value)
