"""The walls stand, and each is proved by breaking it in a copy of the house."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

#: wall → a file of the copy, and a line that breaks the wall when it is added there.
BREACHES = {
    "1 floors": [
        ("vocabulary/money.py", "import souk.kernel.clock"),
        ("kernel/clock.py", "import souk.services.orders.models"),
        ("contracts/orders/calls.py", "import souk.kernel.clock"),
        ("services/orders/service.py", "import souk.process"),
        ("helpers.py", "import souk.vocabulary.money"),
    ],
    "2 houses are strangers": [
        ("services/orders/use_cases/reading.py", "import souk.services.inventory.models")
    ],
    "3 rooms of a house": [
        ("services/orders/models.py", "import souk.services.orders.use_cases.reading"),
        ("services/orders/use_cases/reading.py", "import souk.services.orders.stories.checkout"),
        ("services/orders/utils.py", "import souk.vocabulary.money"),
        ("services/gateway/settings.py", "import souk.services.gateway.asgi.front"),
    ],
    "4 no framework in words, promises and rules": [
        ("vocabulary/ids.py", "import django.db"),
        ("contracts/cart/calls.py", "import ninja"),
        ("services/orders/rules/totals.py", "import django.utils.timezone"),
    ],
    "5 promises are strangers": [("contracts/orders/events.py", "import souk.contracts.cart.events")],
    "6 no cycles": [("services/orders/rules/states.py", "import souk.services.orders.rules.totals")],
    "7 who hears does not ask": [("services/orders/handlers.py", "import souk.contracts.inventory.calls")],
    "8 rooms of the kernel": [("kernel/telemetry/metrics.py", "import souk.kernel.events.relay")],
}
#: A cycle needs its other half.
ALSO = [("services/orders/rules/totals.py", "import souk.services.orders.rules.states")]


def lint(folder: Path) -> str:
    lint_imports = Path(sys.executable).with_name("lint-imports")
    command = [lint_imports, "--no-cache", "--config", str(folder / "pyproject.toml")]
    done = subprocess.run(
        command,
        cwd=folder / "src",
        env={"PYTHONPATH": str(folder / "src"), "PATH": "/usr/bin:/bin", "COLUMNS": "400"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("breached")
    shutil.copytree(
        ROOT / "src" / "souk",
        folder / "src" / "souk",
        ignore=shutil.ignore_patterns("__pycache__", "*.webp", "static"),
    )
    shutil.copy(ROOT / "pyproject.toml", folder)
    for breaches in [*BREACHES.values(), ALSO]:
        for name, line in breaches:
            path = folder / "src" / "souk" / name
            before = path.read_text() if path.exists() else ""
            path.write_text(f"{before}\n{line}\n")
    return lint(folder)


def test_the_walls_stand() -> None:
    report = lint(ROOT)
    assert "0 broken" in report, report[-3000:]


@pytest.mark.parametrize("wall", BREACHES)
def test_a_breach_is_seen(broken: str, wall: str) -> None:
    assert f"{wall} BROKEN" in broken, broken[-3000:]


@pytest.mark.parametrize(
    ("wall", "name", "line"), [(w, n, i) for w, breaches in BREACHES.items() for n, i in breaches]
)
def test_every_breach_is_named(broken: str, wall: str, name: str, line: str) -> None:
    section = broken.rsplit("Broken contracts", 1)[1].split(f"\n{wall}\n", 1)[1]
    module = (
        Path(name).stem if wall == "6 no cycles" else "souk." + name.removesuffix(".py").replace("/", ".")
    )
    assert module in section, section[:2000]
