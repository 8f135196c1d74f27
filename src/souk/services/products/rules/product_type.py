"""Product types: what can be said of a book, and how it is said to people. `rules/types/` has them, one file each.

A type is a Pydantic model of its attributes. Each attribute says its label, whether shoppers may filter by it, and its unit:

    class Candle(ProductType):
        name, label, plural, collection = "candle", "Candle", "Candles", "candles"
        called = ("candle", "candles")
        shelves = (Shelf("Long", "Burns for forty hours and more.", lambda candle, numbers: numbers["burns"] >= 40),)

        scent: Annotated[str, Fact("Scent", facet="scent", also=("fragrance",))] = Field(max_length=80)
        burns_hours: Annotated[int | None, Fact("Burns", unit="h", measure="burns")] = Field(default=None, ge=1)

        def subtitle(self, options: dict[str, list[str]]) -> str:
            return self.scent

From that come its validation, `/api/candles?scent=…&burns_min=40&shelf=long` with its facets and its part of the API's document,
its cards, its page and its filters on the street, and how other shops' files become candles (`rules/adopting.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated, Any, ClassVar, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from souk.contracts.products.kinds import AttributeLabel, Filter, Kind, Range, ShelfLabel
from souk.services.products.rules.wording import label_of

LONGEST_TAG = 120

#: Numbers of one variation by name: those of its type, and `price` and `discount` (per cent off the price before).
Numbers = Mapping[str, float]


_YES_NO = {"true": "Yes", "false": "No"}


@dataclass(frozen=True)
class Fact:
    """How an attribute is said. `facet` is the query parameter that filters by it; `words` name its coded values.

    `measure`: it is a number, filtered by `<measure>_min` and `<measure>_max`; `reckon` makes the number where the value is none.
    `also`: what other shops' files call it, beside its name and its label; `spellings`: what they call its coded values.
    `is_isbn`: it may be asked for in any spelling of one.
    """

    label: str
    facet: str = ""
    unit: str = ""
    words: dict[str, str] | None = None
    say: Callable[[Any], str] | None = None
    measure: str = ""
    reckon: Callable[[Any], float | None] | None = None
    also: tuple[str, ...] = ()
    spellings: dict[str, str] | None = None
    is_isbn: bool = False


@dataclass(frozen=True)
class Shelf:
    """A choice of a type's goods with a name: `?shelf=gaming`. Goods are on it when one of their variations `holds`."""

    label: str
    about: str
    holds: Callable[[Any, Numbers], bool]

    @property
    def name(self) -> str:
        return self.label.lower()


class ProductType(BaseModel):
    """Base of the types. Unknown attributes are refused: a typing error must not become a fact that nobody finds."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)

    name: ClassVar[str] = ""
    label: ClassVar[str] = ""  # one of them, for people: `Book`
    plural: ClassVar[str] = ""  # many of them, for people: `Books`
    collection: ClassVar[str] = ""  # the address of their list, `/api/books`; none without it
    about: ClassVar[str] = ""  # a sentence over their list
    shelves: ClassVar[tuple[Shelf, ...]] = ()
    options: ClassVar[tuple[str, ...]] = ()  # what their variations usually differ by
    called: ClassVar[tuple[str, ...]] = ()  # words by which other shops' types, categories and tags mean them
    default_category: ClassVar[str] = ""  # where they go when a file's category is none of ours, by its slug
    has_size_guide: ClassVar[bool] = False

    #: Words that goods are found by and that no page shows.
    tags: list[Annotated[str, Field(max_length=LONGEST_TAG)]] = Field(default_factory=list, max_length=250)

    @field_validator("*", mode="before")
    @classmethod
    def _no_flag_for_a_number(cls, value: Any, info: ValidationInfo) -> Any:
        """To Pydantic a yes is a 1, to a seller it is no number of pages."""
        annotation = cls.model_fields[info.field_name or ""].annotation
        if bool not in {annotation, *get_args(annotation)} and _has_flag(value):
            raise ValueError("yes or no is no answer to this")
        return value

    @classmethod
    def fitting(cls, attributes: dict[str, Any]) -> tuple[Self, list[Any]]:
        """What of them fits the type, and the errors of what was left out. Raises ValidationError where it needs what does not fit."""
        try:
            return cls.model_validate(attributes), []
        except ValidationError as wrong:
            errors = wrong.errors(include_url=False)
            misfits = {str(error["loc"][0]) if error["loc"] else "" for error in errors}
            left = {name: value for name, value in attributes.items() if name not in misfits}
            if len(left) == len(attributes):
                raise
            return cls.model_validate(left), errors

    def subtitle(self, options: dict[str, list[str]]) -> str:
        """What matters most, for a card. `options` are the choices there are, by option name."""
        return ""

    def numbers_of(self, options: dict[str, str]) -> dict[str, float]:
        """Measures that a variation has of its own, by what was chosen: `{"storage": 512}` of `Storage: 512 GB`."""
        return {}

    @classmethod
    def adopted(cls, said: dict[str, Any], found: Any) -> dict[str, Any] | None:
        """The attributes of another shop's goods that were taken for this type; None: they are not of it after all.

        `said` is what was found under the attributes' own names (`rules/adopting.py` has `found`).
        """
        return said

    def kept(self) -> dict[str, Any]:
        """The attributes as they are stored and told: plain values, nothing that was left out."""
        said = self.model_dump(mode="json", exclude_none=True, exclude_defaults=False)
        return said if self.tags else {name: value for name, value in said.items() if name != "tags"}

    def specifications(self) -> list[dict[str, str]]:
        """`[{"name": "ram", "label": "Memory", "value": "16 GB"}]`, in the order the type lists them."""
        return [
            {"name": name, "label": fact.label, "value": said}
            for name, fact, _, said in self._facts()
            if said
        ]

    def facets(self) -> list[dict[str, Any]]:
        """`[{"name": "author", "label": "Author", "values": ["Jane Austen"]}]` for what shoppers may filter by."""
        found: dict[str, dict[str, Any]] = {}
        for _, fact, value, said in self._facts():
            if fact.facet and said:
                facet = found.setdefault(fact.facet, {"name": fact.facet, "label": fact.label, "values": []})
                facet["values"] += [one for one in _choices(fact, value, said) if one not in facet["values"]]
        return list(found.values())

    def measures(self) -> dict[str, float]:
        """`{"ram": 16}`: the numbers that ranges filter by."""
        found = {}
        for _, fact, value, _ in self._facts():
            if fact.measure and value is not None:
                number = fact.reckon(value) if fact.reckon is not None else value
                if isinstance(number, (int, float)):
                    found[fact.measure] = number
        return found

    def shelves_of(self, variations: list[dict[str, float]]) -> list[str]:
        """The labels of the shelves these goods are on; `variations` have the numbers of each."""
        return [
            shelf.label
            for shelf in self.shelves
            if any(shelf.holds(self, _Known(numbers)) for numbers in variations)
        ]

    @classmethod
    def described(cls) -> Kind:
        """What other houses know of the type."""
        facts = list(cls._declared())
        filters, ranges = {}, {}
        for name, fact in facts:
            if fact.facet:
                filters.setdefault(fact.facet, cls._filter(name, fact))
            if fact.measure:
                ranges.setdefault(fact.measure, Range(name=fact.measure, label=fact.label, unit=fact.unit))
        return Kind(
            name=cls.name,
            label=cls.label or cls.name.capitalize(),
            collection=cls.collection,
            plural=cls.plural or cls.collection.capitalize() or cls.name.capitalize(),
            about=cls.about,
            filters=list(filters.values()),
            ranges=list(ranges.values()),
            shelves=[ShelfLabel(name=each.name, label=each.label, about=each.about) for each in cls.shelves],
            options=list(cls.options),
            attributes=[
                AttributeLabel(
                    name=name,
                    label=fact.label,
                    unit=fact.unit,
                    is_required=cls.model_fields[name].is_required(),
                    values=fact.words or {},
                )
                for name, fact in facts
            ],
            has_size_guide=cls.has_size_guide,
        )

    @classmethod
    def facts_by_name(cls) -> dict[str, Fact]:
        """What may be said of them, by the attribute's name."""
        return dict(cls._declared())

    @classmethod
    def _filter(cls, name: str, fact: Fact) -> Filter:
        words = _YES_NO if cls.model_fields[name].annotation is bool else fact.words or {}
        return Filter(name=fact.facet, label=fact.label, values=words, unit=fact.unit, is_isbn=fact.is_isbn)

    @classmethod
    @cache
    def _declared(cls) -> tuple[tuple[str, Fact], ...]:
        marks = {
            name: next((mark for mark in field.metadata if isinstance(mark, Fact)), None)
            for name, field in cls.model_fields.items()
        }
        return tuple((name, fact) for name, fact in marks.items() if fact is not None)

    def _facts(self) -> Iterator[tuple[str, Fact, Any, str]]:
        for name, fact in self._declared():
            value = getattr(self, name)
            yield name, fact, value, _said(fact, value)


class _Known(dict[str, float]):
    """Numbers for a shelf's rule: one that nobody said is not a number, and no comparison with it holds."""

    def __missing__(self, name: str) -> float:
        return float("nan")


def _has_flag(value: Any) -> bool:
    """Whether a yes or no is anywhere in it."""
    if isinstance(value, dict):
        return any(map(_has_flag, value.values()))
    return any(map(_has_flag, value)) if isinstance(value, list) else isinstance(value, bool)


def _choices(fact: Fact, value: Any, said: str) -> list[str]:
    if isinstance(value, list):
        return [_said(fact, one) for one in value]
    if isinstance(value, dict):
        return [label_of(str(name)) for name in value]
    return [said]


def _said(fact: Fact, value: Any) -> str:
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if fact.say is not None:
        return fact.say(value)
    if isinstance(value, bool):
        return _YES_NO["true" if value else "false"]
    if isinstance(value, list):
        return ", ".join(_said(fact, one) for one in value)
    if isinstance(value, date):
        return f"{value.day} {value:%B} {value.year}"
    if isinstance(value, float):
        value = f"{value:g}"
    word = (fact.words or {}).get(str(value), str(value))
    return f"{word} {fact.unit}".strip()
