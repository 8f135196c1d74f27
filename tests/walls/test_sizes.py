"""Sizes and names: a module is about one thing. There is no list of exceptions."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(path for path in (ROOT / "src" / "souk").rglob("*.py") if "migrations" not in path.parts)
TESTS = sorted((ROOT / "tests").rglob("*.py"))
HOUSES = sorted(
    path for path in (ROOT / "src" / "souk" / "services").iterdir() if (path / "__init__.py").exists()
)
BANNED = {"utils", "util", "helpers", "common", "misc", "manager", "base", "core"}


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", [*SOURCES, *TESTS], ids=named)
def test_a_module_has_at_most_400_lines(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 400


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_a_module_says_what_it_is_about(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text())), f"{named(path)} has no docstring"
    assert path.stem not in BANNED, f"{path.stem} says nothing"


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_a_function_has_at_most_60_lines(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            assert length <= 60, f"{node.name} has {length} lines"


@pytest.mark.parametrize("path", HOUSES, ids=named)
def test_a_house_has_at_most_15_rooms(path: Path) -> None:
    rooms = [entry.name for entry in path.iterdir() if entry.name != "__pycache__"]
    assert len(rooms) <= 15, rooms


@pytest.mark.parametrize("path", HOUSES, ids=named)
def test_every_house_has_a_sign_over_its_door(path: Path) -> None:
    sign = ast.get_docstring(ast.parse((path / "__init__.py").read_text())) or ""
    for word in ("Owns", "Says", "Hears", "Asks"):
        assert word in sign, f"the sign of {path.name} does not say what it {word.lower()}"


@pytest.mark.parametrize(
    "path", [house / "service.py" for house in HOUSES if (house / "service.py").exists()], ids=named
)
def test_the_door_for_neighbours_only_delegates(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef):
            statements = [
                s for s in node.body if not isinstance(s, ast.Expr) or not isinstance(s.value, ast.Constant)
            ]
            assert len(statements) <= 2, f"{node.name} does more than delegate"


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_what_only_the_kernel_may_touch(path: Path) -> None:
    text = path.read_text()
    tree = ast.parse(text)
    allowed = path.name in ("settings.py", "process.py") or path.parent.name == "cli"
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            used = f"{node.value.id}.{node.attr}"
            assert used not in ("os.environ", "os.getenv") or allowed, (
                f"{used} outside settings (line {node.lineno})"
            )
            assert used not in ("time.time", "uuid.uuid4"), (
                f"{used}: use the kernel's clock and ids (line {node.lineno})"
            )
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = node.module if isinstance(node, ast.ImportFrom) else node.names[0].name
            assert not (module or "").startswith(
                ("requests", "django.dispatch", "django.db.models.signals")
            ), module
    if path.name != "process.py":
        for word in ("settings().host", "settings().calls", "SOUK_HOST", "SOUK_CALLS"):
            assert word not in text or path.parent.name == "kernel", (
                f"only the composition root may ask {word}"
            )


@pytest.mark.parametrize("house", [house.name for house in HOUSES])
def test_tests_of_a_house_know_no_other_house(house: str) -> None:
    for path in (ROOT / "tests" / "services" / house).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            module = node.module if isinstance(node, ast.ImportFrom) else None
            if module and module.startswith("souk.services."):
                assert module.split(".")[2] == house, f"{named(path)} enters {module}"
