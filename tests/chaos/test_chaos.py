"""The short form of `make chaos`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chaos.last_units import sell_last_units
from tests.chaos.sudden_death import survive


@pytest.mark.chaos
def test_a_crowd_buys_exactly_what_there_is(tmp_path: Path) -> None:
    assert sell_last_units(tmp_path, rounds=2, buyers=40, units=10) == []


@pytest.mark.chaos
def test_checkouts_survive_sudden_death(tmp_path: Path) -> None:
    assert survive(tmp_path, kills=3, checkouts=50) == []
