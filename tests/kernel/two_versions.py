"""A small house in two versions: what version 1 does all day, on a database that version 2 has migrated already.

Version 2 splits `name` into a shorter `title` and adds a `colour`: expand (1 → 2), and, a release later, contract (2 → 3).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections, migrations, models, transaction
from django.db.migrations.state import ProjectState

from souk.kernel.data.databases import database_at
from souk.kernel.data.migrating import drop, make
from souk.kernel.settings import settings

ALIAS = "shelves"  # a house's database is called as the house


def _copy_names(apps: Any, editor: Any) -> None:
    shelves = apps.get_model(ALIAS, "Shelf").objects.using(editor.connection.alias)
    shelves.filter(title=None).update(title=models.F("name"))


FIRST = [
    migrations.CreateModel(
        "Shelf",
        [
            ("id", models.BigAutoField(primary_key=True)),
            ("name", models.CharField(max_length=40)),
            ("count", models.IntegerField(default=0)),
        ],
    )
]
EXPAND = [
    migrations.AddField("Shelf", "title", models.CharField(max_length=40, null=True)),
    migrations.AddField("Shelf", "colour", models.CharField(max_length=20, default="", db_default="")),
    migrations.AlterField("Shelf", "count", models.BigIntegerField(default=0)),
    migrations.RunPython(_copy_names),
]
CONTRACT = [
    migrations.RunPython(_copy_names),  # what version 1 wrote in the meantime
    migrations.AlterField("Shelf", "title", models.CharField(max_length=40)),
    migrations.RemoveField("Shelf", "name"),
]
#: What somebody in a hurry would write instead.
BREAKING = [migrations.AddField("Shelf", "colour", models.CharField(max_length=20, default=""))]


class Upgrade:
    """The database, and the models of each version as the code of that version knows them."""

    def __init__(self) -> None:
        self._state = ProjectState()
        self.shelf: Any = None

    def migrate(self, operations: list[Any]) -> Any:
        """Returns the model of the version that these operations make."""
        with connections[ALIAS].schema_editor() as editor:
            for operation in operations:
                before = self._state.clone()
                operation.state_forwards(ALIAS, self._state)
                operation.database_forwards(ALIAS, editor, before, self._state)
        return self._state.clone().apps.get_model(ALIAS, "Shelf")


@contextmanager
def upgrading(url: str) -> Iterator[Upgrade]:
    configured = {"default": {}, ALIAS: database_at(url, settings())}
    connections.settings[ALIAS] = connections.configure_settings(configured)[ALIAS]
    drop(ALIAS)
    make(ALIAS)
    try:
        yield Upgrade()
    finally:
        drop(ALIAS)
        del connections[ALIAS]
        del connections.settings[ALIAS]


def a_day_of(shelf: Any, name: str) -> None:
    """What the code of a version does with its model: write, find, change, lock, count, remove."""
    rows = shelf._default_manager.using(ALIAS)
    field = "name" if any(each.name == "name" for each in shelf._meta.fields) else "title"
    made = rows.create(**{field: name, "count": 1})
    rows.bulk_create([shelf(**{field: f"{name} {number}"}) for number in range(3)])
    rows.filter(pk=made.pk).update(count=models.F("count") + 1)
    with transaction.atomic(using=ALIAS):
        locked = rows.select_for_update().get(pk=made.pk)
        locked.count += 1
        locked.save(using=ALIAS)
    assert rows.get(**{field: name}).count == 3
    assert rows.filter(**{f"{field}__startswith": name}).count() == 4
    rows.filter(**{f"{field}__startswith": f"{name} "}).delete()


def upgraded_step_by_step(url: str) -> None:
    """Version 1 works before and after the expanding migration, beside version 2; version 2 before and after the contracting one."""
    with upgrading(url) as upgrade:
        one = upgrade.migrate(FIRST)
        a_day_of(one, "before")
        two = upgrade.migrate(EXPAND)
        assert two._default_manager.using(ALIAS).get(name="before").title == "before"
        a_day_of(one, "beside")
        a_day_of(two, "new")
        two._default_manager.using(ALIAS).filter(name="new").update(title="new")  # version 2 writes both
        three = upgrade.migrate(CONTRACT)
        a_day_of(three, "after")
        found = three._default_manager.using(ALIAS).order_by("id").values_list("title", flat=True)
        assert list(found) == ["before", "beside", "new", "after"]


def hurried(url: str) -> None:
    """Version 1 stumbles over a column that it does not know and that must not be null."""
    with upgrading(url) as upgrade:
        one = upgrade.migrate(FIRST)
        upgrade.migrate(BREAKING)
        a_day_of(one, "before")
