"""The storm in short: processes killed, the broker and a database stopped, a house slow, events twice; then the audit."""

from __future__ import annotations

from pathlib import Path

from tests.chaos.storm import weather


def test_a_market_of_processes_outlives_a_storm(tmp_path: Path) -> None:
    assert weather(tmp_path, seconds=24, kill_every=3) == []
