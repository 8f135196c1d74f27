"""Guests, registered and VIP customers each in a database of their own: the same promises, with three more files."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[2]


@pytest.mark.skipif("SOUK_CUSTOMERS_VIPS_DATABASE" in os.environ, reason="this is the inner run")
@pytest.mark.parametrize("shared", [False, True], ids=["three", "two of them together"])
def test_the_house_keeps_its_promises_with_databases_of_their_own(tmp_path, shared):
    files = {
        "GUESTS": tmp_path / "guests.db",
        "REGISTERED": tmp_path / "registered.db",
        "VIPS": tmp_path / ("registered.db" if shared else "vips.db"),
    }
    told = {f"SOUK_CUSTOMERS_{store}_DATABASE": f"sqlite:///{path}" for store, path in files.items()}
    told["SOUK_HOST"] = "customers"  # no other house is needed, and none is migrated
    tests = ["test_moving.py", "test_guests.py", "test_kept_apart.py"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *(str(HERE / test) for test in tests)],
        cwd=ROOT, env=os.environ | told | {"PYTEST_ADDOPTS": ""}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]
    for path in files.values():
        tables = {name for (name,) in sqlite3.connect(path).execute("SELECT name FROM sqlite_master")}
        assert "customers_viprecord" in tables
        assert not {name for name in tables if name.startswith(("customers_customer", "kernel_"))}
