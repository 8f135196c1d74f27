"""Databases on servers: made when asked for, put right before they are used, and not missed for long when they go away."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from souk.kernel.data.databases import database_at
from souk.kernel.settings import Settings
from tests.servers.where import address


class House:
    """`shops`, alone in a process, with a database of its own that is not there yet."""

    def __init__(self, server: str, data: Path) -> None:
        self.name = f"souk_test_{uuid.uuid4().hex[:12]}"
        self.url = f"{server.rstrip('/')}/{self.name}"
        self.environment = {
            **os.environ, "SOUK_HOST": "shops", "SOUK_SHOPS_DATABASE": self.url, "SOUK_DATA": str(data),
            "SOUK_PUBLIC_URL": "http://testserver", "COLUMNS": "300",
        }  # fmt: skip

    def souk(self, *words: str) -> subprocess.CompletedProcess[str]:
        return self._finished(self._begun("souk.cli", *words))

    def module(self, name: str, **environment: str) -> list[Any]:
        self.environment |= environment
        done = self._finished(self._begun(name))
        assert done.returncode == 0, done.stderr
        return list(json.loads(done.stdout.splitlines()[-1]))

    def together(self, *words: str) -> list[int]:
        return [self._finished(one).returncode for one in [self._begun("souk.cli", *words) for _ in range(2)]]

    def server_does(self, sql: str) -> list[Any]:
        with _server(self.url)._nodb_cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall()) if cursor.description else []

    def _begun(self, module: str, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", module, *words],
            env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def _finished(self, begun: subprocess.Popen[str]) -> subprocess.CompletedProcess[str]:
        out, err = begun.communicate(timeout=120)
        return subprocess.CompletedProcess(begun.args, begun.returncode, out, err)


def _server(url: str) -> Any:
    from django.utils.module_loading import import_string

    entry = database_at(url, Settings())
    defaults = {"TIME_ZONE": None, "CONN_HEALTH_CHECKS": False, "AUTOCOMMIT": True, "ATOMIC_REQUESTS": False}
    return import_string(f"{entry['ENGINE']}.base.DatabaseWrapper")(defaults | entry, alias="any")


@pytest.fixture(params=["postgresql", "mariadb"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    one = House(address(request.param), tmp_path / "var")
    yield one
    force = " WITH (FORCE)" if request.param == "postgresql" else ""
    one.server_does(f"DROP DATABASE IF EXISTS {one.name}{force}")


def test_a_missing_database_is_made_when_asked_for_and_never_by_accident(house: House) -> None:
    missing = house.souk("migrate")
    assert missing.returncode == 1
    assert "souk migrate --create" in missing.stderr
    assert "Traceback" not in missing.stderr
    assert house.souk("migrate", "--create").returncode == 0
    assert house.souk("migrate").returncode == 0


def test_two_who_migrate_at_once_take_turns(house: House) -> None:
    house.souk("migrate", "--create")
    assert house.together("migrate") == [0, 0]


@pytest.mark.parametrize("house", ["mariadb"], indirect=True)
def test_a_migration_whose_process_died_is_gone_on_with(house: House) -> None:
    """PostgreSQL takes half a migration back; MariaDB keeps every statement."""
    tries, *wrong = house.module("tests.servers.interrupted")
    assert tries > 5
    assert wrong == []


def test_a_server_that_said_goodbye_is_not_noticed_by_who_asks_next(house: House) -> None:
    house.souk("migrate", "--create")
    first, second, was_kept, *after = house.module("tests.servers.shop_door")
    assert (first, second, was_kept) == (200, 200, True)
    assert after == [200, 200]


@pytest.mark.parametrize("house", ["postgresql"], indirect=True)
def test_connections_of_a_pool_are_lent_and_given_back(house: House) -> None:
    house.souk("migrate", "--create")
    assert house.module("tests.servers.shop_door", SOUK_SHOPS_DATABASE=f"{house.url}?pool=2") == [
        200,
        200,
        True,
        200,
        200,
    ]


def test_an_empty_mariadb_database_of_another_text_order_is_put_right_and_a_full_one_refused(
    tmp_path: Path,
) -> None:
    house = House(address("mariadb"), tmp_path / "var")
    house.server_does(f"CREATE DATABASE {house.name} COLLATE utf8mb4_general_ci")
    try:
        assert house.souk("migrate").returncode == 0
        found = house.server_does(
            f"SELECT DISTINCT collation_name FROM information_schema.columns WHERE table_schema = '{house.name}' "
            "AND collation_name LIKE '%_ci'"
        )
        assert found == []
        house.server_does(f"ALTER DATABASE {house.name} COLLATE utf8mb4_general_ci")
        refused = house.souk("migrate")
        assert refused.returncode == 1
        assert "compares text by utf8mb4_general_ci" in refused.stderr
    finally:
        house.server_does(f"DROP DATABASE {house.name}")
