"""The back office over the real houses: an administrator, a shopper, seventy orders. And the command line, as it is typed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from souk.kernel import clock
from souk.services.orders.models import Order
from souk.services.search.read_models import catalogue
from souk.services.search.settings import settings as search_settings
from tests.street.office import PASSWORD, an_order, browser_of, users

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def search_is_fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every page asks search; what it knows is of this test, and never a second old."""
    monkeypatch.setattr(search_settings(), "refresh_seconds", 0)
    catalogue().forget()
    yield
    catalogue().forget()


@pytest.fixture
def grace():
    return users.open_account(
        key="g", email="grace@example.org", password=PASSWORD, name="Grace Adeyemi", roles=["administrator"],
        is_verified=True,
    )  # fmt: skip


@pytest.fixture
def ada():
    return users.open_account(
        key="a", email="ada@example.org", password=PASSWORD, name="=Ada", roles=[], is_verified=False
    )


@pytest.fixture
def desk(grace) -> Client:
    return browser_of(grace.user_id, "staff", "administrator")


@pytest.fixture
def orders():
    """Seventy of them; the last is the newest."""
    rows = [an_order(number) for number in range(70)]
    rows[3] = an_order(
        3, status="cancelled", payment_status="refunded", created_at=clock.now() - timedelta(days=30)
    )
    rows[5] = an_order(5, total=9900, subtotal=9900)
    Order.objects.bulk_create(rows)
    return rows


@pytest.fixture
def souk(tmp_path: Path) -> Callable[..., tuple[int, str]]:
    """`souk("doctor", SOUK_PORT="abc")` → the exit code and all that was printed; `{var}` in a setting is the data folder."""

    def run(*words: str, **chosen: str) -> tuple[int, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith("SOUK_")}
        var = str(tmp_path / "var")
        chosen = {name: value.replace("{var}", var) for name, value in chosen.items()}
        environment = own | {"SOUK_DATA": var, "COLUMNS": "300"} | chosen
        done = subprocess.run(
            [sys.executable, "-m", "souk.cli", *words],
            env=environment, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    return run
