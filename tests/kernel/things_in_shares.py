"""Things in three shares, for tests of how calls find their way."""

from __future__ import annotations

from typing import Any, Protocol

from souk.kernel.neighbours.spreading import Spread
from souk.kernel.shares import moved_to, shares_of
from souk.vocabulary.calls import Message, among, query
from souk.vocabulary.pages import Page, read_cursor
from souk.vocabulary.problems import Forbidden, NotFound, Unavailable

ID = "01jd0000000000000000000000"


class Thing(Message):
    thing_id: str
    kind: str = ""


class Count(Message):
    all: int


class ThingNotFound(NotFound):
    title = "There is no such thing"


class Things(Protocol):
    @query()
    @among("name")
    def one(self, *, name: str) -> str: ...

    @query()
    @among("ids", how="many", found_by="thing_id")
    def many(self, *, ids: list[str]) -> list[Thing]: ...

    @among("ids", how="many", unreached=lambda one, why: Thing(thing_id=one, kind=f"refused: {why}"))
    def change(self, *, ids: list[str]) -> list[Thing]: ...

    @among(
        "ids",
        how="many",
        found_by="thing_id",
        unreached=lambda one, why: Thing(thing_id=one, kind="refused"),
        nowhere=lambda one: one.kind == "nowhere",
    )
    def edit(self, *, ids: list[str]) -> list[Thing]: ...

    @query()
    @among(how="merge", place=lambda one: one)
    def newest(self, *, cursor: str | None = None, limit: int = 2) -> Page[str]: ...

    @query()
    @among(how="all")
    def everything(self) -> list[str]: ...

    @among("drafts", how="kinds", kind="kind")
    def save(self, *, drafts: list[Thing]) -> list[str]: ...

    @among("kind", how="kind", known_by="thing_id")
    def of(self, *, kind: str, thing_id: str | None = None) -> str: ...

    @query()
    @among(how="chain")
    def listed(self, *, cursor: str | None = None, limit: int = 2) -> Page[str]: ...

    @query()
    @among(how="sum")
    def counted(self) -> Count: ...

    @query()
    def tree(self) -> str: ...


class FakeThings:
    def __init__(self, name: str, *things: str) -> None:
        self.name, self.things = name, list(things)
        self.asked: list[Any] = []
        self.is_away = False
        self.moved: dict[str, str] = {}  # thing → the kind whose share has it now

    def _answer(self, *asked: Any) -> None:
        self.asked.append(asked)
        if self.is_away:
            raise Unavailable("no answer")

    def one(self, *, name: str) -> str:
        self._answer("one", name)
        if name == "secret":
            raise Forbidden("no")
        if name not in self.things:
            raise self._nowhere(name)
        return f"{name} of {self.name}"

    def _nowhere(self, name: str) -> ThingNotFound:
        return ThingNotFound(**moved_to(self.moved[name])) if name in self.moved else ThingNotFound()

    def many(self, *, ids: list[str]) -> list[Thing]:
        self._answer("many", *ids)
        return [Thing(thing_id=name, kind=self.name) for name in ids if name in self.things]

    def change(self, *, ids: list[str]) -> list[Thing]:
        self._answer("change", *ids)
        return [Thing(thing_id=name, kind="changed") for name in ids]

    def newest(self, *, cursor: str | None = None, limit: int = 2) -> Page[str]:
        self._answer("newest")
        before = read_cursor(cursor, (str,))[0] if cursor else "~"
        found = [one for one in sorted(self.things, reverse=True) if one < before]
        return Page[str](items=found[:limit], next="its own" if len(found) > limit else None)

    def everything(self) -> list[str]:
        self._answer("everything")
        return self.things

    def save(self, *, drafts: list[Thing]) -> list[str]:
        self._answer("save")
        return [f"{draft.thing_id} in {self.name}" for draft in drafts]

    def of(self, *, kind: str, thing_id: str | None = None) -> str:
        if thing_id in self.moved:
            raise self._nowhere(thing_id)
        return self.name

    def edit(self, *, ids: list[str]) -> list[Thing]:
        self._answer("edit", *ids)
        return [Thing(thing_id=name, kind=self.name if name in self.things else "nowhere") for name in ids]

    def listed(self, *, cursor: str | None = None, limit: int = 2) -> Page[str]:
        self._answer("listed")
        start = int(cursor or 0)
        follow = str(start + limit) if start + limit < len(self.things) else None
        return Page[str](items=self.things[start : start + limit], next=follow)

    def counted(self) -> Count:
        self._answer("counted")
        return Count(all=len(self.things))

    def tree(self) -> str:
        return f"tree of {self.name}"


BOOK, PHONE = f"prd_book_{ID}", f"prd_mobile_{ID}"


class Street:
    def __init__(self) -> None:
        self.rest, self.books = (
            FakeThings("rest", f"prd_{ID}", "lamp"),
            FakeThings("books", BOOK, "dune-book", "moved"),
        )
        self.phones = FakeThings("phones", PHONE, "old-book", "a", "b")
        parts = zip(shares_of("products"), (self.rest, self.books, self.phones), strict=True)
        self.things: Any = Spread(Things, "products", list(parts))

    def asked(self) -> list[str]:
        return [fake.name for fake in (self.rest, self.books, self.phones) if fake.asked]


def newest(street: Street) -> list[str]:
    found, cursor = [], None
    for _ in range(20):
        page = street.things.newest(cursor=cursor, limit=2)
        found += page.items
        cursor = page.next
        if cursor is None:
            return found
    raise AssertionError("it never ends")
