"""Leading on one machine: a lock on a file that its holder's death frees."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest
from django.db import connections

from souk.kernel.data import leading
from souk.kernel.data.leading import Leadership

pytestmark = pytest.mark.skipif(
    connections["cart"].vendor != "sqlite", reason="other databases: tests/servers"
)

HOLD = """
import fcntl, sys, time
held = open(sys.argv[1], "a")
fcntl.flock(held, fcntl.LOCK_EX)
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture(autouse=True)
def at_every_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leading, "LOOK_SECONDS", 0)


def test_one_leads_until_it_lets_go() -> None:
    one, other = Leadership("cart"), Leadership("cart")
    try:
        assert one.is_mine()
        assert not other.is_mine()
        assert one.is_mine()
        assert Leadership("orders").is_mine(), "another house is led by itself"
        one.release()
        assert other.is_mine()
        assert not one.is_mine()
    finally:
        one.release()
        other.release()


def test_who_is_killed_leads_no_more() -> None:
    path = f"{connections['cart'].settings_dict['NAME']}.relay.lock"
    holder = subprocess.Popen([sys.executable, "-c", HOLD, path], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    mine = Leadership("cart")
    try:
        assert not mine.is_mine()
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait(10)
        assert mine.is_mine()
    finally:
        mine.release()
        holder.kill()


def test_it_looks_now_and_then_and_not_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = Leadership("cart"), Leadership("cart")
    try:
        assert one.is_mine()
        monkeypatch.setattr(leading, "LOOK_SECONDS", 60)
        assert not other.is_mine()
        one.release()
        assert not other.is_mine(), "what it saw a moment ago still counts"
    finally:
        other.release()
