"""Builds the rooms of a new house, its promises, its fake, its tests and its line on the street: `make new-service name=gifts`."""

from __future__ import annotations

import keyword
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

#: What a house begins with, written as the house `gifts`; its words are replaced by those of the new one. It runs as it is.
ROOMS = {
    "src/souk/contracts/gifts/__init__.py": '"""The promises of gifts."""\n',
    "src/souk/contracts/gifts/calls.py": '''"""What gifts may be asked."""

from __future__ import annotations

from typing import Protocol

from souk.vocabulary.calls import Message, command, query
from souk.vocabulary.ids import Key
from souk.vocabulary.problems import NotFound


class Gift(Message):
    gift_id: str
    title: str


class GiftNotFound(NotFound):
    title = "There is no such gift"


class Gifts(Protocol):
    @query()
    def by_ids(self, *, ids: list[str]) -> list[Gift]:
        """Those that exist among `ids`."""
        ...

    @command()
    def add(self, *, key: Key, title: str) -> Gift:
        """The same key answers what it made before."""
        ...
''',
    "src/souk/contracts/gifts/events.py": '''"""What gifts says."""

from souk.vocabulary.events import Event


class GiftAdded(Event):
    name = "gift.added"
    about = "gift_id"
    gift_id: str
    title: str
''',
    "src/souk/services/gifts/__init__.py": '''"""gifts: what this house is for, in one line.

Owns: its rows.
Says: gift.added.
Hears: nothing yet.
Asks: nobody yet.

Read `use_cases/adding.py` first.
"""
''',
    "src/souk/services/gifts/apps.py": '''"""gifts as a Django application."""

from django.apps import AppConfig


class GiftsConfig(AppConfig):
    name = "souk.services.gifts"
    label = "gifts"
    default_auto_field = "django.db.models.BigAutoField"
''',
    "src/souk/services/gifts/models.py": '''"""Tables of gifts."""

from __future__ import annotations

from django.db import models


class GiftRow(models.Model):
    gift_id = models.CharField(max_length=40, primary_key=True)
    key = models.CharField(max_length=255, unique=True)
    title = models.CharField(max_length=200)

    class Meta:
        app_label = "gifts"
''',
    "src/souk/services/gifts/migrations/__init__.py": '"""The tables of gifts."""\n',
    "src/souk/services/gifts/use_cases/__init__.py": '"""What gifts does, by subject."""\n',
    "src/souk/services/gifts/use_cases/adding.py": '''"""Adding: a new gift, once for each key."""

from __future__ import annotations

from souk.contracts.gifts.calls import Gift
from souk.contracts.gifts.events import GiftAdded
from souk.kernel.data.database import changes
from souk.kernel.ids import new_id
from souk.services.gifts.models import GiftRow
from souk.vocabulary.ids import Key


def add(key: Key, title: str) -> Gift:
    """The row and the event are written together, or neither is."""
    with changes("gifts") as change:
        fresh = {"gift_id": new_id("gif"), "title": title}
        row, created = GiftRow.objects.get_or_create(key=key, defaults=fresh)
        if created:
            change.say(GiftAdded(gift_id=row.gift_id, title=row.title))
    return _shown(row)


def by_ids(ids: list[str]) -> list[Gift]:
    return [_shown(row) for row in GiftRow.objects.filter(gift_id__in=ids)]


def _shown(row: GiftRow) -> Gift:
    return Gift(gift_id=row.gift_id, title=row.title)
''',
    "src/souk/services/gifts/service.py": '''"""The door of gifts for its neighbours."""

from __future__ import annotations

from souk.contracts.gifts.calls import Gift
from souk.services.gifts.use_cases import adding
from souk.vocabulary.ids import Key


class GiftsService:
    def by_ids(self, *, ids: list[str]) -> list[Gift]:
        return adding.by_ids(ids)

    def add(self, *, key: Key, title: str) -> Gift:
        return adding.add(key, title)
''',
    "src/souk/services/gifts/api.py": '''"""The public door of gifts."""

from __future__ import annotations

from django.http import HttpRequest

from souk.contracts.gifts.calls import Gift, GiftNotFound
from souk.kernel.access.identity import anyone
from souk.kernel.web.api import Api
from souk.services.gifts.use_cases import adding

api = Api("gifts")


@api.get("/gifts/{gift_id}", may=anyone)
def show(request: HttpRequest, gift_id: str) -> Gift:
    """The gift with that id."""
    for found in adding.by_ids([gift_id]):
        return found
    raise GiftNotFound("Check the id.")
''',
    "src/souk/services/gifts/handlers.py": '''"""What gifts hears: `@hears(OrderConfirmed)` over a function that calls one use case."""
''',
    "tests/fakes/gifts.py": '''"""Gifts in memory, for the tests of its neighbours: `neighbours.replace(Gifts, FakeGifts())`."""

from __future__ import annotations

from souk.contracts.gifts.calls import Gift
from souk.kernel.ids import new_id
from souk.vocabulary.ids import Key


class FakeGifts:
    def __init__(self) -> None:
        self.added: dict[Key, Gift] = {}

    def by_ids(self, *, ids: list[str]) -> list[Gift]:
        return [known for known in self.added.values() if known.gift_id in ids]

    def add(self, *, key: Key, title: str) -> Gift:
        return self.added.setdefault(key, Gift(gift_id=new_id("gif"), title=title))
''',
    "tests/services/gifts/test_contract.py": '''"""What gifts promises, tried on the house and on its fake, so that the fake cannot lie."""

import pytest

from souk.contracts.gifts.calls import Gifts
from souk.kernel.neighbours.asking import ask
from tests.fakes.gifts import FakeGifts


@pytest.fixture(params=["house", "fake"])
def gifts(request):
    return ask(Gifts) if request.param == "house" else FakeGifts()


def test_the_same_key_adds_once(gifts):
    first = gifts.add(key="k", title="One")
    assert gifts.add(key="k", title="One") == first
    assert gifts.by_ids(ids=[first.gift_id]) == [first]


def test_what_is_not_there_is_left_out(gifts):
    assert gifts.by_ids(ids=["nothing"]) == []
''',
    "tests/services/gifts/test_adding.py": '''"""Adding, and looking at what was added."""

from souk.contracts.gifts.calls import Gifts
from souk.kernel.models import OutboxEvent
from souk.kernel.neighbours.asking import ask


def test_what_is_added_twice_is_said_once(client):
    added = ask(Gifts).add(key="k", title="One")
    ask(Gifts).add(key="k", title="One")
    assert OutboxEvent.objects.using("gifts").count() == 1
    assert client.get(f"/api/gifts/{added.gift_id}").json()["title"] == "One"


def test_what_is_not_there_is_a_problem(client):
    answer = client.get("/api/gifts/nothing")
    assert answer.status_code == 404
    assert answer.json()["code"] == "gift-not-found"
''',
}
NEXT = """The house {name} stands. Next:
  .venv/bin/souk makemigrations {name}
  SOUK_ACCEPT_SNAPSHOTS=1 .venv/bin/pytest tests/contracts    # what it promises is written down
  make docs                                                   # its canvas in docs/generated
  .venv/bin/pytest tests/services/{name} tests/walls
  make lint
Then write its sign, src/souk/services/{name}/__init__.py, and its first rule."""


def rooms(name: str) -> dict[str, str]:
    """Path → content of everything a new house begins with."""
    return {_renamed(path, name): _renamed(content, name) for path, content in ROOMS.items()}


def _renamed(text: str, name: str) -> str:
    words = _singular(name)
    new = {
        "Gifts": name.capitalize(),
        "gifts": name,
        "Gift": "".join(word.capitalize() for word in words),
        "gift_id": f"{'_'.join(words)}_id",
        "gift.added": f"{'.'.join(words)}.added",
        "gift-": f"{'-'.join(words)}-",
        '"gif"': f'"{name[:3]}"',
        "gift": " ".join(words),
    }
    return re.sub("|".join(re.escape(old) for old in new), lambda found: new[found[0]], text)


def _singular(name: str) -> list[str]:
    """`gifts` → gift; `categories` → category; what is no plural gets a word: `wishlist` → wishlist entry."""
    if name.endswith("ies"):
        return [name[:-3] + "y"]
    if name.endswith("s") and not name.endswith("ss"):
        return [name[:-1]]
    return [name, "entry"]


def main() -> int:
    name = sys.argv[1] if len(sys.argv) == 2 else ""
    if not re.fullmatch(r"[a-z]{3,20}", name) or keyword.iskeyword(name):
        print("Give it a plural noun in small letters: make new-service name=gifts")
        return 1
    street = ROOT / "src/souk/street.py"
    text = street.read_text()
    if f'House("{name}"' in text or (ROOT / "src/souk/services" / name).exists():
        print(f"There is a house {name} already.")
        return 1
    for path, content in rooms(name).items():
        target = ROOT / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content)
    port = 1 + max(int(taken) for taken in re.findall(r"(?:True|False), (\d+)\)", text))
    line = f'    House("{name}", "django", True, {port}),\n'
    street.write_text(text.replace('    House("gateway"', line + '    House("gateway"'))
    print(NEXT.format(name=name))
    return 0


if __name__ == "__main__":
    sys.exit(main())
