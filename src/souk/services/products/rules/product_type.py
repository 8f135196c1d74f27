"""Product types: what can be said of a book, and how it is said to people. `rules/types/` has them, one file each.

A type is a Pydantic model of its attributes. Each attribute says its label, whether shoppers may filter by it, and its unit:

    class Candle(ProductType):
        name = "candle"
        scent: Annotated[str, Fact("Scent", facet="scent")] = Field(max_length=80)
        burns_hours: Annotated[int | None, Fact("Burns", unit="h")] = Field(default=None, ge=1)

        def subtitle(self, options: dict[str, list[str]]) -> str:
            return self.scent
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict


@dataclass(frozen=True)
class Fact:
    """How an attribute is said. `facet` is the query parameter that filters by it; `words` name its coded values."""

    label: str
    facet: str = ""
    unit: str = ""
    words: dict[str, str] | None = None
    say: Callable[[Any], str] | None = None


class ProductType(BaseModel):
    """Base of the types. Unknown attributes are refused: a typing error must not become a fact that nobody finds."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)

    name: ClassVar[str] = ""

    def subtitle(self, options: dict[str, list[str]]) -> str:
        """What matters most, for a card. `options` are the choices there are, by option name."""
        return ""

    def kept(self) -> dict[str, Any]:
        """The attributes as they are stored and told: plain values, nothing that was left out."""
        return self.model_dump(mode="json", exclude_none=True, exclude_defaults=False)

    def specifications(self) -> list[dict[str, str]]:
        """`[{"name": "ram", "label": "Memory", "value": "16 GB"}]`, in the order the type lists them."""
        return [
            {"name": name, "label": fact.label, "value": said}
            for name, fact, _, said in self._facts()
            if said
        ]

    def facets(self) -> list[dict[str, Any]]:
        """`[{"name": "author", "label": "Author", "values": ["Jane Austen"]}]` for what shoppers may filter by."""
        found = []
        for _, fact, value, said in self._facts():
            if fact.facet and said:
                values = [_said(fact, one) for one in value] if isinstance(value, list) else [said]
                found.append({"name": fact.facet, "label": fact.label, "values": values})
        return found

    def _facts(self) -> Iterator[tuple[str, Fact, Any, str]]:
        for name, field in type(self).model_fields.items():
            fact = next((mark for mark in field.metadata if isinstance(mark, Fact)), None)
            if fact is not None:
                value = getattr(self, name)
                yield name, fact, value, _said(fact, value)


def _said(fact: Fact, value: Any) -> str:
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if fact.say is not None:
        return fact.say(value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return ", ".join(_said(fact, one) for one in value)
    if isinstance(value, date):
        return f"{value.day} {value:%B} {value.year}"
    if isinstance(value, float):
        value = f"{value:g}"
    word = (fact.words or {}).get(str(value), str(value))
    return f"{word} {fact.unit}".strip()
