"""Text that people write about their shop."""

from __future__ import annotations


def sort_name(name: str) -> str:
    """The name as lists order it: without regard to capitals."""
    return name.lower()[:120]
