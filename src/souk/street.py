"""The street: one line per house. Who asks and hears whom is read from the imports, never typed twice."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

_SERVICES = Path(__file__).parent / "services"


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


def asks(name: str) -> list[str]:
    """The houses whose contracts a house asks, read from its `ask(…)` lines."""
    found: set[str] = set()
    for source in (_SERVICES / name).rglob("*.py"):
        tree = ast.parse(source.read_text())
        homes = {
            alias.asname or alias.name: node.module.split(".")[2]
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("souk.contracts.")
            for alias in node.names
        }
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "ask"
                and node.args
            ):
                asked = node.args[0]
                if isinstance(asked, ast.Name) and asked.id in homes:
                    found.add(homes[asked.id])
    return sorted(found - {name})
