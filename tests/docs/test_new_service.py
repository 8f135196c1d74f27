"""`make new-service` builds a house that stands: its tests pass, and so do style and walls."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for folder in ("src", "scripts"):
        shutil.copytree(
            ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "static")
        )
    for name in ("tests/conftest.py", "pyproject.toml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def run(where: Path, *command: str) -> str:
    own = {name: value for name, value in os.environ.items() if not name.startswith(("SOUK_", "PYTEST_"))}
    environment = own | {"PYTHONPATH": str(where / "src"), "SOUK_DATA": str(where / "var")}
    done = subprocess.run(
        [sys.executable, *(command if command[0] == "-c" else ("-m", *command))],
        cwd=where,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, f"{' '.join(command)}:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def test_a_new_house_stands(copy: Path) -> None:
    made = subprocess.run(
        [sys.executable, "scripts/new_service.py", "lookbook"],
        cwd=copy,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "makemigrations lookbook" in made.stdout
    run(copy, "souk.cli", "makemigrations", "lookbook")
    run(copy, "pytest", "-p", "no:cacheprovider", "tests/services/lookbook")
    new = [
        "src/souk/services/lookbook",
        "src/souk/contracts/lookbook",
        "tests/services/lookbook",
        "tests/fakes",
    ]
    run(copy, "ruff", "check", "--no-cache", *new)
    run(copy, "ruff", "format", "--no-cache", "--check", *new, "src/souk/street.py")
    walls = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    assert "0 broken" in run(copy, "-c", walls)


@pytest.mark.parametrize("name", ["", "Gifts", "class", "orders", "../gifts"])
def test_a_name_that_cannot_be_a_house_changes_nothing(copy: Path, name: str) -> None:
    before = (copy / "src/souk/street.py").read_text()
    done = subprocess.run(
        [sys.executable, "scripts/new_service.py", name],
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert (copy / "src/souk/street.py").read_text() == before
