"""Which migrations the version before this one would not survive: while a platform is upgraded, both run on one database."""

from __future__ import annotations

from django.db.migrations import Migration
from django.db.migrations import operations as known
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import NOT_PROVIDED, Field

#: What takes something away that the version before may still use, or forbids what it may still do.
_TAKES_AWAY = (
    known.RemoveField, known.RenameField, known.DeleteModel, known.RenameModel, known.AlterModelTable,
    known.AddConstraint, known.AlterUniqueTogether,
)  # fmt: skip
_HARMLESS = (
    known.CreateModel, known.AddIndex, known.RemoveIndex, known.RenameIndex, known.RemoveConstraint, known.AlterModelOptions,
    known.AlterModelManagers, known.RunPython,
)  # fmt: skip


def what_breaks(migration: Migration, before: ProjectState) -> list[str]:
    """Sentences on what the running version would stumble over; none for the first migration of a house, and none where `contract = True`
    says that the version before no longer uses what goes."""
    if migration.initial or getattr(migration, "contract", False):
        return []
    broken, state = [], before.clone()
    for operation in migration.operations:
        if complaint := _complaint(migration.app_label, operation, state):
            broken.append(f"{migration.app_label}.{migration.name}: {operation.describe()}: {complaint}")
        operation.state_forwards(migration.app_label, state)
    return broken


def _complaint(app: str, operation: Operation, state: ProjectState) -> str:
    if isinstance(operation, _TAKES_AWAY):
        return "the version before may still use it, or still write otherwise"
    if isinstance(operation, known.AddField):
        return _of_new_field(operation.field)
    if isinstance(operation, known.AlterField):
        before = state.models[app, operation.model_name_lower].fields[operation.name]
        return _of_changed_field(before, operation.field)
    if isinstance(operation, known.SeparateDatabaseAndState):
        each = (_complaint(app, part, state) for part in operation.database_operations)
        return next(filter(None, each), "")
    return "" if isinstance(operation, _HARMLESS) else "nobody can see whether the version before survives it"


def _of_new_field(field: Field) -> str:
    if field.many_to_many or field.generated:
        return ""  # the database works it out, whoever writes the row
    if field.unique:
        return "the version before would give every row the same value"
    if not field.null and field.db_default is NOT_PROVIDED:
        return "the version before writes rows without it: let it be null, or give it a db_default"
    return ""


def _of_changed_field(before: Field, after: Field) -> str:
    if before.null and not after.null and after.db_default is NOT_PROVIDED:
        return "the version before may still write null"
    if after.unique and not before.unique:
        return "the version before may still write the same twice"
    if before.db_default is not NOT_PROVIDED and after.db_default is NOT_PROVIDED and not after.null:
        return "the version before may rely on the database's default"
    if (after.max_length or 10**9) < (before.max_length or 10**9):
        return "the version before may write longer ones"
    if type(before) is not type(after) and (type(before), type(after)) not in _WIDER:
        return "the version before reads and writes another type"
    return ""


def _wider() -> set[tuple[type, type]]:
    from django.db import models

    return {
        (models.IntegerField, models.BigIntegerField),
        (models.AutoField, models.BigAutoField),
        (models.CharField, models.TextField),
    }


_WIDER = _wider()
