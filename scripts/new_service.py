"""Builds the rooms of a new house, its promises, its tests and its line on the street: `make new-service name=gifts`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def rooms(name: str, title: str, noun: str) -> dict[str, str]:
    """Path → content. What is here runs: one table, one use case, one call, one event, one endpoint, their tests."""
    here = f"src/souk/services/{name}"
    promise = f"src/souk/contracts/{name}"
    return {
        f"{promise}/__init__.py": f'"""The promises of {name}."""\n',
        f"{promise}/calls.py": f'''"""What {name} may be asked."""

from __future__ import annotations

from typing import Protocol

from souk.vocabulary.calls import Message, command, query
from souk.vocabulary.ids import Key
from souk.vocabulary.problems import NotFound


class {noun}(Message):
    {noun.lower()}_id: str
    title: str


class {noun}NotFound(NotFound):
    title = "There is no such {noun.lower()}"


class {title}(Protocol):
    @query()
    def by_ids(self, *, ids: list[str]) -> list[{noun}]:
        """Those that exist among `ids`."""
        ...

    @command()
    def add(self, *, key: Key, title: str) -> {noun}: ...
''',
        f"{promise}/events.py": f'''"""What {name} says."""

from souk.vocabulary.events import Event


class {noun}Added(Event):
    name = "{noun.lower()}.added"
    about = "{noun.lower()}_id"
    {noun.lower()}_id: str
    title: str
''',
        f"{here}/__init__.py": f'''"""{name}: what this house is for, in one line.

Owns: {noun.lower()}s.
Says: {noun.lower()}.added.
Hears: nothing yet.
Asks: nobody yet.
"""
''',
        f"{here}/apps.py": f'''"""{name} as a Django application."""

from django.apps import AppConfig


class {title}Config(AppConfig):
    name = "souk.services.{name}"
    label = "{name}"
    default_auto_field = "django.db.models.BigAutoField"
''',
        f"{here}/models.py": f'''"""Tables of {name}."""

from __future__ import annotations

from django.db import models


class {noun}(models.Model):
    {noun.lower()}_id = models.CharField(max_length=40, primary_key=True)
    key = models.CharField(max_length=255, unique=True)
    title = models.CharField(max_length=200)

    class Meta:
        app_label = "{name}"
''',
        f"{here}/migrations/__init__.py": f'"""The tables of {name}."""\n',
        f"{here}/use_cases/__init__.py": f'"""What {name} does, by subject."""\n',
        f"{here}/use_cases/adding.py": f'''"""Adding: a new {noun.lower()}, once for each key."""

from __future__ import annotations

from souk.contracts.{name}.calls import {noun}
from souk.contracts.{name}.events import {noun}Added
from souk.kernel.database import changes
from souk.kernel.ids import new_id
from souk.services.{name}.models import {noun} as Row
from souk.vocabulary.ids import Key


def add(key: Key, title: str) -> {noun}:
    """The same key answers what it made before."""
    with changes("{name}") as change:
        row, created = Row.objects.get_or_create(key=key, defaults={{"{noun.lower()}_id": new_id("{name[:3]}"), "title": title}})
        if created:
            change.say({noun}Added({noun.lower()}_id=row.{noun.lower()}_id, title=row.title))
    return _shown(row)


def by_ids(ids: list[str]) -> list[{noun}]:
    return [_shown(row) for row in Row.objects.filter({noun.lower()}_id__in=ids)]


def _shown(row: Row) -> {noun}:
    return {noun}({noun.lower()}_id=row.{noun.lower()}_id, title=row.title)
''',
        f"{here}/service.py": f'''"""The door of {name} for its neighbours."""

from __future__ import annotations

from souk.contracts.{name}.calls import {noun}
from souk.services.{name}.use_cases import adding
from souk.vocabulary.ids import Key


class {title}Service:
    def by_ids(self, *, ids: list[str]) -> list[{noun}]:
        return adding.by_ids(ids)

    def add(self, *, key: Key, title: str) -> {noun}:
        return adding.add(key, title)
''',
        f"{here}/api.py": f'''"""The public door of {name}."""

from __future__ import annotations

from django.http import HttpRequest

from souk.contracts.{name}.calls import {noun}, {noun}NotFound
from souk.kernel.api import Api
from souk.kernel.identity import anyone
from souk.services.{name}.use_cases import adding

api = Api("{name}")


@api.get("/{name}/{{{noun.lower()}_id}}", may=anyone)
def show(request: HttpRequest, {noun.lower()}_id: str) -> {noun}:
    """One {noun.lower()}."""
    for found in adding.by_ids([{noun.lower()}_id]):
        return found
    raise {noun}NotFound("Check the id.")
''',
        f"{here}/handlers.py": f'''"""What {name} hears: `@hears(OrderConfirmed)` over a function that calls one use case."""
''',
        f"tests/services/{name}/test_{name}.py": f'''"""{title}."""

from souk.contracts.{name}.calls import {title}
from souk.kernel.asking import ask
from souk.kernel.models import OutboxEvent


def test_the_same_key_adds_once(client):
    first = ask({title}).add(key="k", title="One")
    second = ask({title}).add(key="k", title="One")
    assert first == second
    assert OutboxEvent.objects.using("{name}").count() == 1
    assert client.get(f"/api/{name}/{{first.{noun.lower()}_id}}").json()["title"] == "One"


def test_what_is_not_there_is_a_problem(client):
    assert client.get("/api/{name}/nothing").json()["code"] == "{_code(noun)}-not-found"
''',
    }


def _code(noun: str) -> str:
    return re.sub(r"(?<!^)([A-Z])", r"-\1", noun).lower()


def main() -> int:
    if len(sys.argv) != 2 or not re.fullmatch(r"[a-z]{3,20}", sys.argv[1]):
        print("Give it a plural noun in small letters: make new-service name=gifts")
        return 1
    name = sys.argv[1]
    street = ROOT / "src/souk/street.py"
    text = street.read_text()
    if f'House("{name}"' in text or (ROOT / "src/souk/services" / name).exists():
        print(f"There is a house {name} already.")
        return 1
    title = name.capitalize()
    noun = title.removesuffix("s") or title
    noun = noun if noun != title else f"{title}Entry"
    for path, content in rooms(name, title, noun).items():
        target = ROOT / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content)
    port = 1 + max(int(found) for found in re.findall(r"True, (\d+)\)|False, (\d+)\)", text)[-1] if found)
    line = f'    House("{name}", "django", True, {port}),\n'
    street.write_text(text.replace('    House("gateway"', line + '    House("gateway"'))
    print(f"The house {name} stands. Next:")
    print(f"  .venv/bin/souk makemigrations {name}")
    print(f"  .venv/bin/pytest tests/services/{name}")
    print("  make lint")
    return 0


if __name__ == "__main__":
    sys.exit(main())
