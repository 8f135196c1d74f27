"""What changed, as the audit trail keeps it (JSON of before and after), in lines for people."""

from __future__ import annotations

import json
from typing import Any


def changes(before: str, after: str) -> list[str]:
    """`name: Vera Vip → Vera Changed`, a line for each thing; what stayed as it was is left out. What is no JSON is shown as it is."""
    try:
        was, now = (json.loads(text) if text else None for text in (before, after))
    except ValueError:
        return [text for text in (before, after) if text]
    if not isinstance(was, dict | None) or not isinstance(now, dict | None):
        return [_move(was, now)]
    was, now = was or {}, now or {}
    return [_line(name, was, now) for name in {**was, **now} if was.get(name) != now.get(name)]


def _line(name: str, was: dict[str, Any], now: dict[str, Any]) -> str:
    title = name.replace("_", " ")
    if name not in now:
        return f"{title} before: {_text(was[name])}"
    return f"{title}: {_move(was[name], now[name]) if name in was else _text(now[name])}"


def _move(was: Any, now: Any) -> str:
    return f"{_text(was)} → {_text(now)}"


def _text(value: Any) -> str:
    if value is None or value in ("", []):
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_text(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{name} {_text(one)}" for name, one in value.items())
    return str(value)
