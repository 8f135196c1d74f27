"""Auditing: what shops tells for comparison with what reviews counts."""

from __future__ import annotations

from typing import Any

from souk.services.shops.use_cases import ratings


def violations() -> list[str]:
    """What shops keeps is kept by constraints."""
    return []


def facts() -> dict[str, Any]:
    """`ratings`: shop → its histogram as it is shown."""
    return {"ratings": ratings.shown()}
