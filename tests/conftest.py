"""How tests stand on the street: one process with every house, in a folder of its own, each test in transactions that roll back."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

hypothesis_settings.register_profile("souk", deadline=None)  # a slow machine is no fault
hypothesis_settings.load_profile("souk")

_data = tempfile.TemporaryDirectory(prefix="souk-tests-")
os.environ["SOUK_DATA"] = str(Path(_data.name) / "var")  # each worker has its own
os.environ.setdefault("SOUK_PUBLIC_URL", "http://testserver")
os.environ.setdefault("SOUK_LOG_LEVEL", "CRITICAL")

from souk.process import compose, databases_and_stores
from souk.process import databases as hosted_databases

#: A server's URL runs everything there instead of on SQLite files: `postgresql://souk:souk@127.0.0.1:5432/` (`make test-databases`).
SERVER = os.environ.get("SOUK_TEST_DATABASES", "")
if SERVER:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    for _house in hosted_databases():
        os.environ[f"SOUK_{_house.upper()}_DATABASE"] = f"{SERVER.rstrip('/')}/souk_test_{worker}_{_house}"

compose()


@pytest.fixture(scope="session", autouse=True)
def promised_hasher() -> Any:
    """The one of the product. Hashing a password is slow on purpose, and nobody is to guess these: tests have a quick one."""
    from argon2 import PasswordHasher

    from souk.services.users.use_cases import passwords

    promised = passwords._argon
    passwords._argon = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return promised


@pytest.fixture(scope="session")
def migrated() -> Iterator[None]:
    """Every database with its tables; on a server they are made for this run, and removed after it."""
    from django.db import connections

    from souk.kernel.data.migrating import bring_up_to_date, drop

    for name in databases_and_stores():
        drop(name)
        bring_up_to_date(name, create=True)
    connections.close_all()
    yield
    connections.close_all()
    for name in databases_and_stores():
        drop(name)


@pytest.fixture
def databases(migrated: None) -> Iterator[None]:
    """Every database, inside a transaction that is rolled back when the test ends."""
    from django.db import transaction

    from souk.kernel.access import identity
    from souk.kernel.cache import use_cache

    identity.set_current(identity.NOBODY)  # whoever knocked last, in a test before
    with ExitStack() as stack:
        for name in databases_and_stores():
            block = transaction.atomic(using=name)
            block._from_testcase = True
            stack.enter_context(block)
        try:
            yield
        finally:
            for name in databases_and_stores():
                transaction.set_rollback(True, using=name)
            use_cache(_fresh_cache())


@pytest.fixture
def real_databases(migrated: None) -> Iterator[None]:
    """Every database with real commits, for tests with threads; all rows are removed when the test ends."""
    from django.apps import apps
    from django.db import connections, transaction

    from souk.kernel.cache import use_cache

    before = {name: _rows(name) for name in databases_and_stores()}
    yield
    for name in databases_and_stores():
        connection = connections[name]
        quoted = connection.ops.quote_name
        with (
            connection.constraint_checks_disabled(),
            transaction.atomic(using=name),
            connection.cursor() as cursor,
        ):
            tables = set(connection.introspection.table_names(cursor))
            for model in apps.get_models(include_auto_created=True):
                if model._meta.db_table in tables:
                    cursor.execute(f"DELETE FROM {quoted(model._meta.db_table)}")
            for table, columns, rows in before[name]:
                marks = ", ".join(["%s"] * len(columns))
                names = ", ".join(quoted(column) for column in columns)
                cursor.executemany(f"INSERT INTO {quoted(table)} ({names}) VALUES ({marks})", rows)
    use_cache(_fresh_cache())


def _rows(house: str) -> list[tuple[str, list[str], list[tuple[Any, ...]]]]:
    """What migrations put into a house's tables, so that it can be put back."""
    from django.apps import apps
    from django.db import connections

    found = []
    with connections[house].cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if model._meta.app_label == house:
                table = connections[house].ops.quote_name(model._meta.db_table)
                cursor.execute(f"SELECT * FROM {table}")
                rows = cursor.fetchall()
                if rows:
                    found.append((model._meta.db_table, [column[0] for column in cursor.description], rows))
    return found


def _fresh_cache() -> Any:
    from souk.kernel.cache import SqliteCache

    return SqliteCache(Path(tempfile.mkdtemp(dir=_data.name)) / "cache.db")


@pytest.fixture
def client() -> Any:
    """Django's test client; API paths begin with `/api/`."""
    from django.test import Client

    return Client(raise_request_exception=False)


@pytest.fixture
def signed_in() -> Callable[..., dict[str, str]]:
    """`signed_in("usr_1", roles=["staff"])` → the headers of a signed-in request for the test client. `given`: permissions of a role
    that was made for it."""
    from souk.kernel.access.identity import issue_access_token
    from souk.kernel.ids import new_id

    def headers(
        user_id: str, roles: list[str] | None = None, seconds: int = 600, given: list[str] | None = None
    ) -> dict[str, str]:
        token = issue_access_token(user_id, roles or ["shopper"], new_id("tok"), seconds, given=given or ())
        return {"Authorization": f"Bearer {token}"}

    return headers


class Neighbours:
    """Puts fakes in the place of houses, for one test."""

    def __init__(self) -> None:
        from souk.kernel.neighbours import asking

        self._asking = asking
        self._before = dict(asking._neighbours)

    def replace(self, contract: type, fake: Any) -> Any:
        self._asking.provide(contract, fake)
        return fake

    def restore(self) -> None:
        self._asking._neighbours.clear()
        self._asking._neighbours.update(self._before)


@pytest.fixture
def neighbours() -> Iterator[Neighbours]:
    stand_ins = Neighbours()
    yield stand_ins
    stand_ins.restore()


@pytest.fixture
def deliver() -> Callable[[], int]:
    """Delivers every event that was said, and what follows from it, until the street is quiet."""
    from souk.kernel.events.relay import deliver_all

    return lambda: deliver_all(hosted_databases())


@pytest.fixture
def count_queries() -> Callable[[str], Any]:
    """`with count_queries("cart") as queries: …; len(queries) <= 3`"""
    from django.db import connections
    from django.test.utils import CaptureQueriesContext

    @contextmanager
    def counting(house: str) -> Iterator[Any]:
        with CaptureQueriesContext(connections[house]) as captured:
            yield captured

    return counting


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of a house stand in its databases unless they ask for real commits."""
    for item in items:
        if "tests/services/" in item.nodeid and "real_databases" not in getattr(item, "fixturenames", []):
            item.fixturenames.insert(0, "databases")
