"""Sizes and names: a module is about one thing. There is no list of exceptions."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
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


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def test_a_module_has_at_most_400_lines() -> None:
    assert not [named(path) for path in (*SOURCES, *TESTS) if len(path.read_text().splitlines()) > 400]


def test_a_module_says_what_it_is_about() -> None:
    assert not [named(path) for path in SOURCES if not ast.get_docstring(parsed(path))], "without a docstring"
    assert not [named(path) for path in SOURCES if path.stem in BANNED], "names that say nothing"


def test_a_function_has_at_most_60_lines() -> None:
    long = [
        f"{named(path)}: {node.name} has {length} lines"
        for path in SOURCES
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > 60
    ]
    assert not long


@pytest.mark.parametrize("path", HOUSES, ids=named)
def test_a_house_has_at_most_15_rooms(path: Path) -> None:
    rooms = [entry.name for entry in path.iterdir() if entry.name != "__pycache__"]
    assert len(rooms) <= 15, rooms


@pytest.mark.parametrize("path", HOUSES, ids=named)
def test_every_house_has_a_sign_over_its_door(path: Path) -> None:
    sign = ast.get_docstring(parsed(path / "__init__.py")) or ""
    for word in ("Owns", "Says", "Hears", "Asks"):
        assert word in sign, f"the sign of {path.name} does not say what it {word.lower()}"


@pytest.mark.parametrize(
    "path", [house / "service.py" for house in HOUSES if (house / "service.py").exists()], ids=named
)
def test_the_door_for_neighbours_only_delegates(path: Path) -> None:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef):
            statements = [
                s for s in node.body if not isinstance(s, ast.Expr) or not isinstance(s.value, ast.Constant)
            ]
            assert len(statements) <= 2, f"{node.name} does more than delegate"


def test_what_only_the_kernel_may_touch() -> None:
    assert not [f"{named(path)}: {offence}" for path in SOURCES for offence in touched(path)]


def touched(path: Path) -> Iterator[str]:
    """What a module touches that it should have from the kernel."""
    reads_settings = path.name in ("settings.py", "process.py") or path.parent.name == "cli"
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            used = f"{node.value.id}.{node.attr}"
            if used in ("os.environ", "os.getenv") and not reads_settings:
                yield f"{used} outside settings (line {node.lineno})"
            if used in ("time.time", "uuid.uuid4"):
                yield f"{used}: use the kernel's clock and ids (line {node.lineno})"
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = (node.module if isinstance(node, ast.ImportFrom) else node.names[0].name) or ""
            if module.startswith(("requests", "django.dispatch", "django.db.models.signals")):
                yield module
    if path.name != "process.py" and "kernel" not in path.parts:
        text = path.read_text()
        for word in ("settings().host", "settings().calls", "SOUK_HOST", "SOUK_CALLS"):
            if word in text:
                yield f"only the composition root may ask {word}"


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("import os\nos.environ['X']", True),
        ("import time\ntime.time()", True),
        ("import requests", True),
        ("from django.db.models.signals import post_save", True),
        ("settings().host", True),
        ("from souk.kernel import clock\nclock.now()", False),
    ],
)
def test_what_is_touched_would_be_seen(tmp_path: Path, text: str, is_told: bool) -> None:
    path = tmp_path / "module.py"
    path.write_text(text)
    assert bool(list(touched(path))) == is_told


@pytest.mark.parametrize("house", [house.name for house in HOUSES])
def test_tests_of_a_house_know_no_other_house(house: str) -> None:
    for path in (ROOT / "tests" / "services" / house).rglob("*.py"):
        for node in ast.walk(parsed(path)):
            module = node.module if isinstance(node, ast.ImportFrom) else None
            if module and module.startswith("souk.services."):
                assert module.split(".")[2] == house, f"{named(path)} enters {module}"
