"""The street: one line per house. Who asks and hears whom is read from the imports, never typed twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class House:
    name: str
    framework: Literal["django"]
    has_database: bool
    port: int


STREET: tuple[House, ...] = (
    House("users", "django", True, 8101),
    House("shops", "django", True, 8102),
    House("products", "django", True, 8103),
    House("inventory", "django", True, 8104),
    House("search", "django", True, 8105),
    House("cart", "django", True, 8106),
    House("orders", "django", True, 8107),
    House("payments", "django", True, 8108),
    House("shipping", "django", True, 8109),
    House("marketing", "django", True, 8110),
    House("notifications", "django", True, 8111),
    House("gateway", "django", False, 8112),
    House("web", "django", False, 8113),
)


def house(name: str) -> House:
    """Raises LookupError with the names there are."""
    for candidate in STREET:
        if candidate.name == name:
            return candidate
    raise LookupError(
        f"there is no house {name!r} on the street; there are {', '.join(h.name for h in STREET)}"
    )
