"""Promises are kept: what a house promised once is in snapshots/, and a change that breaks it fails here.

A compatible change (a new call, event, or optional field) is accepted, and so is a broken promise that everybody agreed to
break, by writing the snapshots anew and committing them:

    SOUK_ACCEPT_SNAPSHOTS=1 .venv/bin/pytest tests/contracts
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from souk.process import contracts_of
from souk.street import STREET
from tests.contracts.promises import Promises, broken, promises_of

SNAPSHOTS = Path(__file__).parent / "snapshots"
HOUSES = [house.name for house in STREET if contracts_of(house.name)]
HOW_TO_ACCEPT = (
    "if that is meant: SOUK_ACCEPT_SNAPSHOTS=1 .venv/bin/pytest tests/contracts, and commit the snapshots"
)


def kept(house: str) -> Promises:
    path = SNAPSHOTS / f"{house}.json"
    if os.environ.get("SOUK_ACCEPT_SNAPSHOTS") == "1":
        path.write_text(json.dumps(promises_of(house), indent=1, sort_keys=True) + "\n")
    assert path.exists(), f"nothing is kept of {house}; {HOW_TO_ACCEPT}"
    found: Promises = json.loads(path.read_text())
    return found


@pytest.mark.parametrize("house", HOUSES)
def test_no_promise_is_broken(house: str) -> None:
    found = broken(kept(house), promises_of(house))
    assert not found, "\n  ".join([f"{house} breaks promises:", *found, HOW_TO_ACCEPT])


@pytest.mark.parametrize("house", HOUSES)
def test_every_promise_is_written_down(house: str) -> None:
    old, new = kept(house), json.loads(json.dumps(promises_of(house)))
    changed = [
        name
        for part in new
        for name in {*old[part], *new[part]}
        if old[part].get(name) != new[part].get(name)
    ]
    assert not changed, f"{house} changed {', '.join(sorted(changed))}; {HOW_TO_ACCEPT}"


def test_no_snapshot_is_of_nobody() -> None:
    assert {path.stem for path in SNAPSHOTS.glob("*.json")} == set(HOUSES)
