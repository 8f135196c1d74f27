"""What the back office asks of the category tree: how much is in each, and to change it."""

from __future__ import annotations

from typing import Protocol

from souk.vocabulary.calls import Message, among, command, query
from souk.vocabulary.ids import Key
from souk.vocabulary.problems import Conflict, NotFound


class CategoryUse(Message):
    """`products`: how many are in it itself, whatever their status."""

    slug: str
    products: int


class CategoryNotFound(NotFound):
    title = "There is no such category"


class CategoryInUse(Conflict):
    """Only an empty one can be removed."""

    title = "There is something in this category"


class CategoryDesk(Protocol):
    """The tree, for staff: whoever asks has to see to it that they are. A category keeps its slug, which is its address, for good."""

    @query()
    @among(how="all")
    def uses(self) -> list[CategoryUse]:
        """Of those that have products. Where products are kept in several places, each tells of its own."""
        ...

    @command()
    def change(self, *, key: Key, slug: str, name: str, parent_slug: str | None) -> None:
        """Names it, and puts it under another one with all that is beneath it; without `parent_slug` it is a root. What is in it is told
        anew, some at a time. Raises CategoryNotFound, Invalid.
        """
        ...

    @command(deadline_seconds=5)
    def remove(self, *, key: Key, slug: str) -> None:
        """One that is gone already is no problem. Raises CategoryInUse while it has products or categories beneath it."""
        ...
