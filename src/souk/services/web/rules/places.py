"""Places: what somebody typed who wants to know what is near, and distances and hours as people read them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from souk.services.web.rules.wording import country_choices
from souk.vocabulary.countries import COUNTRIES

DAYS = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}
RADII = (2, 5, 10, 25, 50, 100, 500)

_NUMBER = r"([+-]?[0-9]{1,3}(?:\.[0-9]{1,15})?)"
_PLACE = re.compile(rf"\s*{_NUMBER}\s*°?\s*[,;\s]\s*{_NUMBER}\s*°?\s*")
_COMMA_NUMBER = (
    r"([+-]?[0-9]{1,3},[0-9]{1,15})"  # as most of the world writes it: then two of them stand apart
)
_COMMA_PLACE = re.compile(rf"\s*{_COMMA_NUMBER}\s*°?\s*[,;\s]\s*{_COMMA_NUMBER}\s*°?\s*")
_STRETCH = re.compile(
    r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])\s*(?:–|-|to)\s*(24[:.]00|(?:[01]?[0-9]|2[0-3])[:.][0-5][0-9])"
)


def read_place(typed: str) -> tuple[float, float] | None:
    """`60.39, 5.32` or `60,39; 5,32` → latitude and longitude; None for words."""
    found = _PLACE.fullmatch(typed) or _COMMA_PLACE.fullmatch(typed)
    if found is None:
        return None
    latitude, longitude = (float(number.replace(",", ".")) for number in found.groups())
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def distance(metres: int) -> str:
    """`850 m`, `1.2 km`, `34 km`"""
    if metres < 1000:
        return f"{max(10, round(metres, -1))} m"
    return f"{metres / 1000:.1f} km" if metres < 9950 else f"{round(metres / 1000):,} km"


def read_hours(typed: str) -> list[tuple[str, str]] | None:
    """`9:00–12:30, 13:00–18:00` → opens and closes of each stretch; None for what is no such list."""
    stretches = []
    for part in (part.strip() for part in re.split(r"[,;]", typed)):
        found = _STRETCH.fullmatch(part)
        if found is None:
            return None
        closes = found[3].replace(".", ":")
        stretches.append((f"{int(found[1]):02}:{found[2]}", closes if len(closes) == 5 else f"0{closes}"))
    return stretches


def written_hours(stretches: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"{opens}–{closes}" for opens, closes in stretches)


@lru_cache(maxsize=1)
def countries() -> list[tuple[str, str]]:
    """Every country with its name, by name."""
    return country_choices(COUNTRIES)
