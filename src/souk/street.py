"""The street: one line per house. Who asks and hears whom is read from the imports, never typed twice."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

_SERVICES = Path(__file__).parent / "services"


@dataclass(frozen=True)
class House:
    """`stores`: parts of its data that may be given databases of their own."""

    name: str
    framework: Literal["django", "starlette"]
    has_database: bool
    port: int
    stores: tuple[str, ...] = ()
    kind: str = ""  # what its things say their kind with, where the house may be split into shares by it


STREET: tuple[House, ...] = (
    House("users", "django", True, 8101),
    House("shops", "django", True, 8102),
    House("products", "django", True, 8103, kind="product_type"),
    House("inventory", "django", True, 8104),
    House("search", "django", True, 8105),
    House("cart", "django", True, 8106),
    House("orders", "django", True, 8107),
    House("payments", "django", True, 8108),
    House("shipping", "django", True, 8109),
    House("marketing", "django", True, 8110),
    House("notifications", "django", True, 8111),
    House("wishlist", "django", True, 8115),
    House("reviews", "django", True, 8116),
    House("customers", "django", True, 8114, stores=("guests", "registered", "vips")),
    House("gateway", "starlette", False, 8112),
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
        homes = _imported_from_contracts(tree)
        for node in _calls(tree, "ask"):
            found |= {homes[each.id].split(".")[2] for each in _names(node.args[:1]) if each.id in homes}
    return sorted(found - {name})


def hears(name: str) -> list[tuple[str, str]]:
    """The events a house hears, as (module, class), read from the `@hears(…)` lines of its handlers."""
    source = _SERVICES / name / "handlers.py"
    if not source.exists():
        return []
    tree = ast.parse(source.read_text())
    homes = _imported_from_contracts(tree)
    heard = [
        each.id
        for word in ("hears", "hears_many")
        for node in _calls(tree, word)
        for each in _names(node.args)
    ]
    return sorted((homes[event], event) for event in heard)


def _imported_from_contracts(tree: ast.Module) -> dict[str, str]:
    """Name → module."""
    return {
        alias.asname or alias.name: node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("souk.contracts.")
        for alias in node.names
    }


def _calls(tree: ast.Module, word: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == word:
            yield node


def _names(arguments: list[ast.expr]) -> list[ast.Name]:
    return [each for each in arguments if isinstance(each, ast.Name)]
