"""Two versions of a house on one database: the older one goes on while the newer one moves in."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import IntegrityError
from django.db.migrations import Migration
from django.db.migrations.state import ProjectState

from tests.kernel import two_versions
from tests.walls.upgrades import what_breaks


def test_the_old_version_works_on_the_new_database(tmp_path: Path) -> None:
    two_versions.upgraded_step_by_step(f"sqlite:///{tmp_path / 'shelves.db'}")


def test_a_column_that_must_be_given_stops_the_old_version(tmp_path: Path) -> None:
    with pytest.raises(IntegrityError):
        two_versions.hurried(f"sqlite:///{tmp_path / 'shelves.db'}")


def test_the_wall_knows_the_one_from_the_other() -> None:
    state = ProjectState()
    for operation in two_versions.FIRST:
        operation.state_forwards("shelves", state)

    def verdict(operations: list) -> list[str]:
        kind = type("Migration", (Migration,), {"operations": operations})
        return what_breaks(kind("0002_test", "shelves"), state)

    assert verdict(two_versions.EXPAND) == []
    assert verdict(two_versions.BREAKING) != []
