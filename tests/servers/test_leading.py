"""Leading on PostgreSQL and MariaDB: a lock of a session, gone with whoever held it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.db.utils import ConnectionHandler

from souk.kernel.data import leading, migrating
from souk.kernel.data.databases import database_at
from souk.kernel.data.leading import Leadership
from souk.kernel.settings import settings
from tests.servers.bells import until
from tests.servers.where import ROOT, address

NAME = "souk_test_leading"

HOLD = """
import sys, time
from souk.process import compose
compose()
from django.db.utils import ConnectionHandler
from souk.kernel.data import leading
from souk.kernel.data.databases import database_at
from souk.kernel.settings import settings
leading.connections = ConnectionHandler({"default": {}, "cart": database_at(sys.argv[1], settings())})
mine = leading.Leadership("cart")
assert mine.is_mine()
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture(params=["postgresql", "mariadb"])
def url(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    url = f"{address(request.param)}/{NAME}"
    handler = ConnectionHandler({"default": {}, "cart": database_at(url, settings())})
    for module in (leading, migrating):
        monkeypatch.setattr(module, "connections", handler)
    migrating.make("cart")
    monkeypatch.setattr(leading, "LOOK_SECONDS", 0)
    yield url
    migrating.drop("cart")
    handler.close_all()


def test_one_leads_until_it_lets_go(url: str) -> None:
    one, other = Leadership("cart"), Leadership("cart")
    another_work = Leadership("cart", "chores")
    try:
        assert one.is_mine()
        assert not other.is_mine()
        assert one.is_mine()
        assert another_work.is_mine()
        one.release()
        until(other.is_mine, seconds=10)
    finally:
        for each in (one, other, another_work):
            each.release()


def test_who_is_killed_leads_no_more(url: str) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLD, url], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    mine = Leadership("cart")
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        assert not mine.is_mine()
        holder.kill()
        holder.wait(10)
        until(mine.is_mine, seconds=10)
    finally:
        mine.release()
        holder.kill()


def test_whose_session_is_gone_leads_no_more_and_may_lead_again(url: str) -> None:
    one, other = Leadership("cart"), Leadership("cart")
    try:
        assert one.is_mine()
        _end_session(one)
        assert not one.is_mine()
        until(other.is_mine, seconds=10)
        other.release()
        until(one.is_mine, seconds=10)
    finally:
        one.release()
        other.release()


def _end_session(leadership: Leadership) -> None:
    """From outside, as a failover would."""
    lock = leadership._lock
    assert isinstance(lock, leading.SessionLock)
    with leading.connections["cart"].cursor() as cursor:
        if leading.connections["cart"].vendor == "postgresql":
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [lock._session.info.backend_pid])
        else:
            cursor.execute(f"KILL {lock._session.thread_id()}")
