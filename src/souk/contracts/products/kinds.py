"""Kinds of goods: what every house may know of the product types there are, without knowing the house that keeps them.

A type is code, and every process has the same code: the composition root reads the types once and introduces them here, so that
nobody asks over a network what a laptop's filters are called.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import Field

from souk.vocabulary.calls import Message

WIDENS = "repeated values widen the choice, other names narrow it."


class Filter(Message):
    """A fact one may filter by. `values`: code → word, where there are only these. `name` is the query parameter.

    A yes or no has the codes `true` and `false`. `unit` is that of a number, which may be asked for without it.
    """

    name: str
    label: str
    values: dict[str, str] = Field(default_factory=dict)
    unit: str = ""
    is_isbn: bool = False

    def told(self) -> str:
        """What may be asked for, as a sentence for the API's document."""
        if self.values:
            known = ", ".join(f"`{code}` ({word})" for code, word in self.values.items())
            return f"{self.label}: {known}, each by its code or its word; {WIDENS}"
        if self.unit:
            return f"{self.label}, in {self.unit} (the unit may be left out): {WIDENS}"
        return f"{self.label}: {WIDENS}"


class Range(Message):
    """A number one may filter by, both ends included: `<name>_min` and `<name>_max`, in `unit`."""

    name: str
    label: str
    unit: str = ""


class ShelfLabel(Message):
    """A named choice of a type's goods: `?shelf=<name>`. `about` says what belongs on it."""

    name: str
    label: str
    about: str = ""


class AttributeLabel(Message):
    """What a seller may say of goods of the type. `values`: code → word where it is one of these."""

    name: str
    label: str
    unit: str = ""
    is_required: bool = False
    values: dict[str, str] = Field(default_factory=dict)


class Kind(Message):
    """A product type. `collection` is its list's address, `/api/<collection>`; empty for one that has none.

    `options` are what its variations usually differ by. `goes_with`: the attribute whose value the filter of that name is asked
    for; empty where nothing goes with anything. `has_size_guide`: whether its page shows a table of sizes.
    """

    name: str
    label: str
    collection: str = ""
    plural: str = ""
    about: str = ""
    filters: list[Filter] = Field(default_factory=list)
    ranges: list[Range] = Field(default_factory=list)
    shelves: list[ShelfLabel] = Field(default_factory=list)
    options: list[str] = Field(default_factory=list)
    attributes: list[AttributeLabel] = Field(default_factory=list)
    has_size_guide: bool = False
    goes_with: str = ""

    def parameters(self) -> list[dict[str, Any]]:
        """The query parameters of its list in OpenAPI's words, beside those that every list has."""
        facts = {one.name: one for one in self.filters}
        facts |= {
            name: Filter(name=name, label=name.capitalize()) for name in self.options if name not in facts
        }
        found = [_several(one.name, one.told(), list(one.values)) for one in facts.values()]
        for one in self.ranges:
            unit = f", in {one.unit}" if one.unit else ""
            for end, words in (("min", "at least"), ("max", "at most")):
                schema = {"type": "number", "minimum": 0}
                found.append(_parameter(f"{one.name}_{end}", f"{one.label} of {words} this{unit}.", schema))
        if self.shelves:
            told = " ".join(f"`{shelf.name}`: {shelf.about}" for shelf in self.shelves)
            found.append(_several("shelf", told, [shelf.name for shelf in self.shelves]))
        return found


def _several(name: str, description: str, examples: list[str]) -> dict[str, Any]:
    one: dict[str, Any] = {"type": "string", "maxLength": 200}
    if examples:
        one["examples"] = examples[:12]
    return _parameter(name, description, {"type": "array", "items": one, "maxItems": 20})


def _parameter(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}


_known: dict[str, Kind] = {}


def introduce(kinds: Iterable[Kind]) -> None:
    """By the composition root, before any house is introduced. Said again, it replaces what was said."""
    found = {kind.name: kind for kind in kinds}
    _known.clear()
    _known.update(found)


def known_kinds() -> list[Kind]:
    """Every product type, in the order of their names."""
    return [_known[name] for name in sorted(_known)]


def kind_named(name: str) -> Kind | None:
    return _known.get(name)
