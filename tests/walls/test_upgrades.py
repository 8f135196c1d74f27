"""A release's migrations leave the release before it running: expand, then migrate, then contract."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from tests.walls.upgrades import what_breaks


def test_no_migration_breaks_the_version_before() -> None:
    loader = MigrationLoader(None)
    broken = []
    for key, migration in sorted(loader.disk_migrations.items()):
        broken += what_breaks(migration, loader.project_state(key, at_end=False))
    assert not broken, "\n".join(broken) + "\n(docs/operations.md, Upgrading without a pause)"


def test_the_migrations_of_a_house_stand_one_after_the_other() -> None:
    assert not MigrationLoader(None).detect_conflicts(), "two follow the same one: let one follow the other"


#: These may be done twice: they change only what they have not changed yet.
MIXED = {"orders.0003_membership", "customers.0005_benefits_that_people_do"}


def test_what_fills_tables_is_a_migration_of_its_own() -> None:
    """Where tables cannot be taken back, a mixed one that died would fill them twice (kernel/data/resuming.py)."""
    mixed = set()
    for (app, name), migration in MigrationLoader(None).disk_migrations.items():
        fills = {isinstance(operation, migrations.RunPython) for operation in migration.operations}
        if len(fills) > 1:
            mixed.add(f"{app}.{name}")
    assert mixed == MIXED


SHELF = migrations.CreateModel(
    "Shelf",
    [
        ("id", models.BigAutoField(primary_key=True)),
        ("label", models.CharField(max_length=20)),
        ("note", models.CharField(max_length=20, null=True)),
        ("count", models.IntegerField(default=0)),
    ],
)


def verdict(operation: Any, **marks: Any) -> list[str]:
    state = ProjectState()
    SHELF.state_forwards("shelves", state)
    kind = type("Migration", (migrations.Migration,), {"operations": [operation], **marks})
    return what_breaks(kind("0002_test", "shelves"), state)


BREAKING = [
    migrations.RemoveField("Shelf", "note"),
    migrations.RenameField("Shelf", "note", "remark"),
    migrations.RenameModel("Shelf", "Board"),
    migrations.DeleteModel("Shelf"),
    migrations.AlterModelTable("Shelf", "boards"),
    migrations.AddField("Shelf", "size", models.IntegerField(default=1)),
    migrations.AddField("Shelf", "code", models.CharField(max_length=9, null=True, unique=True)),
    migrations.AlterField("Shelf", "note", models.CharField(max_length=20)),
    migrations.AlterField("Shelf", "label", models.CharField(max_length=10)),
    migrations.AlterField("Shelf", "label", models.CharField(max_length=20, unique=True)),
    migrations.AlterField("Shelf", "count", models.CharField(max_length=20)),
    migrations.AddConstraint("Shelf", models.CheckConstraint(condition=models.Q(count__gt=0), name="some")),
    migrations.RunSQL("ALTER TABLE shelves_shelf DROP COLUMN note"),
    migrations.SeparateDatabaseAndState(database_operations=[migrations.RemoveField("Shelf", "note")]),
]
HARMLESS = [
    migrations.AddField("Shelf", "size", models.IntegerField(null=True)),
    migrations.AddField("Shelf", "size", models.IntegerField(default=1, db_default=1)),
    migrations.AddField(
        "Shelf",
        "twice",
        models.GeneratedField(
            expression=models.F("count") * 2, output_field=models.IntegerField(), db_persist=True
        ),
    ),
    migrations.AlterField("Shelf", "label", models.CharField(max_length=40)),
    migrations.AlterField("Shelf", "label", models.CharField(max_length=20, null=True)),
    migrations.AlterField("Shelf", "count", models.BigIntegerField(default=0)),
    migrations.AddIndex("Shelf", models.Index(fields=["label"], name="by_label")),
    migrations.CreateModel("Board", [("id", models.BigAutoField(primary_key=True))]),
    migrations.RunPython(migrations.RunPython.noop),
]


@pytest.mark.parametrize("operation", BREAKING, ids=lambda operation: operation.describe())
def test_what_the_version_before_would_stumble_over_is_refused(operation: Any) -> None:
    assert len(verdict(operation)) == 1
    assert verdict(operation, contract=True) == [], "marked as the last of the three steps"
    assert verdict(operation, initial=True) == []


@pytest.mark.parametrize("operation", HARMLESS, ids=lambda operation: operation.describe())
def test_what_it_does_not_notice_is_allowed(operation: Any) -> None:
    assert verdict(operation) == []
