"""Addresses that settings give: what one lacks that nobody can be asked at, in a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit


def lacking(url: str) -> str:
    """What is wrong with an address of HTTP, several joined by commas; empty where nothing is."""
    for one in (part.strip() for part in url.split(",")):
        try:
            parts = urlsplit(one)
            is_whole = parts.scheme in ("http", "https") and bool(parts.hostname)
        except ValueError:  # brackets of an address that is none
            is_whole = False
        if not is_whole:
            better = f"http://{one.rpartition('://')[2].lstrip('/') or 'host:port'}"
            return f"is {one or 'empty'}, and an address begins with http:// or https://, as {better}"
    return ""


def unfit(settings: Iterable[tuple[str, str]]) -> list[str]:
    """Settings that say where something lives, by name, each with what is wrong with it."""
    return [f"{name} {wrong}" for name, url in settings if (wrong := lacking(url))]
