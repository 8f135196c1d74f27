"""The short form of `make simulate`: some days are lived through, and planted bugs are found."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.simulation.bugs import BUGS, FOUND_BY
from tests.simulation.day import live
from tests.simulation.runs import live_with, told

ROOT = Path(__file__).parents[2]
SHORT = 12  # a day that is soon lived through
SEEDS = 40  # tried for a bug that its own seed finds no longer


@pytest.mark.parametrize("seed", range(1, 5))
def test_a_day_ends_in_order(seed: int) -> None:
    verdict = live(seed)
    assert not verdict.wrong, told(verdict)


def test_the_same_seed_is_the_same_history_in_any_process() -> None:
    here = live(SHORT)
    assert live(SHORT).digest == here.digest
    elsewhere = subprocess.run(
        [sys.executable, "-m", "tests.simulation", "--seed", str(SHORT)],
        cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": "4711"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert re.findall(r"history (\w+)", elsewhere.stdout)[-1] == here.digest


def test_another_seed_is_another_history() -> None:
    assert live(1).digest != live(2).digest


@pytest.mark.parametrize("bug", FOUND_BY)
def test_a_planted_bug_is_found(bug: str) -> None:
    """Those that few days bring to light; `make simulate ARGS=--bugs` looks for all of them."""
    seeds = [FOUND_BY[bug], *range(1, SEEDS + 1)]
    assert any(live_with(bug, seed).wrong for seed in seeds), f"no seed up to {SEEDS} finds it"


def test_enough_bugs_are_looked_for() -> None:
    assert len(FOUND_BY) >= 8
    assert set(FOUND_BY) <= set(BUGS)


def test_a_bug_is_gone_when_its_run_is_over() -> None:
    live_with("inbox_skipped", 1)
    assert not live(1).wrong
