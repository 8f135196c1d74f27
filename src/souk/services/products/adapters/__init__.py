"""Other shops' files, each read by a module of its own."""

from __future__ import annotations


def introduce() -> None:
    """Makes the sources known to `ports`; at start."""
