"""Text that people write about their shop."""

from __future__ import annotations

from typing import Any

from souk.vocabulary.countries import COUNTRIES, no_country
from souk.vocabulary.lookup import plain
from souk.vocabulary.problems import invalid
from souk.vocabulary.writing import how_many_seen, paragraphs_seen, seen

SHORTEST_NAME = 3
#: What is said of a shop beside its name, and how it is read: a mark in it that turns the direction would turn what stands around it, too.
_READ = {"tagline": seen, "city": seen, "description": paragraphs_seen}


def sort_name(name: str) -> str:
    """The name as lists order it: without regard to capitals."""
    return name.lower()[:120]


def city_key(city: str) -> str:
    """`São Paulo` → `sao paulo`: how people type a city, without accents and capitals."""
    return plain(city)[:120]


def checked_words(words: dict[str, Any]) -> dict[str, Any]:
    """What somebody says of a shop, without what cannot be seen. Raises Invalid for a name or a country that is none."""
    found = {name: _READ[name](value) if name in _READ else value for name, value in words.items()}
    if "name" in found:
        found["name"] = checked_name(found["name"])
    if "country" in found:
        check_country(found["country"])
    return found


def checked_name(name: str) -> str:
    """The name without what cannot be seen. Raises Invalid for a name with fewer than three characters that can be seen."""
    name = seen(name)
    if how_many_seen(name) < SHORTEST_NAME:
        detail = f"A shop's name has at least {SHORTEST_NAME} characters that can be seen."
        raise invalid("/name", detail, "too_short")
    return name


def check_country(code: str) -> None:
    """Raises Invalid."""
    if code not in COUNTRIES:
        raise invalid("/country", f"{no_country(code)} Two letters, as in US or DE.", "country")


def same_name(name: str) -> str:
    """`Kiln & Wool` → `kiln&wool`: two shops of which this is the same are called the same."""
    return "".join(plain(seen(name)).split())[:120] or name
