"""Adopting: which of our types another shop's product is, and what the file says in the type's own words.

A type says by which words it is meant (`called`) and what files call its attributes; beyond that it may look for itself
(`adopted`). What fits no type, or says too little to be one, stays `general`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, get_args, get_origin

from pydantic import ValidationError

from souk.services.products.rules.capacities import gigabytes_in
from souk.services.products.rules.found import Found
from souk.services.products.rules.known_types import product_types
from souk.services.products.rules.product_type import Fact, ProductType
from souk.services.products.rules.sentences import sentence_of
from souk.services.products.rules.types.general import LONGEST_FACT, MOST_FACTS
from souk.services.products.rules.wording import label_of
from souk.vocabulary.isbn import is_isbn, isbn13

GENERAL = "general"
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
#: Shops put whom goods are for before what they are: `Mens shirts`.
_WHOSE = {
    "mens",
    "men's",
    "men",
    "womens",
    "women's",
    "women",
    "ladies",
    "kids",
    "kids'",
    "boys",
    "girls",
    "baby",
}
_OWN = {"Brand", "Kind"}  # what goods of no type say under names of their own
_YES, _NO = {"true", "yes", "1", "y"}, {"false", "no", "0", "n"}


@dataclass(frozen=True)
class Adopted:
    """`note`: why goods that look like a type were not taken for it, and `facts` what the file says of them then.

    `notes`: what was left out of goods that were taken for one.
    """

    product_type: str = GENERAL
    attributes: dict[str, Any] | None = None
    note: str = ""
    notes: tuple[str, ...] = ()
    facts: dict[str, str] = field(default_factory=dict)


@dataclass
class _Said:
    """What the file says by name: `values` by attribute, `texts` as they stand there by label, `notes` on what means nothing."""

    values: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def adopt(found: Found) -> Adopted:
    """The type, and its attributes; `GENERAL` without attributes where it is none of them."""
    kind = meant(found)
    if kind is None:
        return Adopted()
    said = _said(kind, found)
    attributes = kind.adopted(said.values, found)
    if attributes is None:
        return _kept(kind, said, "the file does not say enough of it")
    attributes = {"tags": found.tags, **attributes}
    try:
        fits, errors = kind.fitting(
            {name: value for name, value in attributes.items() if value not in ("", [])}
        )
    except ValidationError as wrong:
        return _kept(kind, said, _lacks(kind, wrong))
    notes = [*said.notes, *(_left_out(kind, said, error) for error in errors), *_no_isbn(kind, fits, found)]
    return Adopted(kind.name, fits.kept(), notes=tuple(dict.fromkeys(notes)))


def _kept(kind: type[ProductType], said: _Said, why: str) -> Adopted:
    """As goods of no type, with what the file says of them as plain facts."""
    facts = {
        label: text for label, text in said.texts.items() if len(text) <= LONGEST_FACT and label not in _OWN
    }
    facts = dict(list(facts.items())[:MOST_FACTS])
    note = f"it looks like a {kind.label.lower()}, but {why}"
    return Adopted(note=f"{note} (kept as plain facts: {', '.join(facts)})" if facts else note, facts=facts)


def _lacks(kind: type[ProductType], wrong: ValidationError) -> str:
    required = {name for name, info in kind.model_fields.items() if info.is_required()}
    names = dict.fromkeys(str(error["loc"][0]) for error in wrong.errors() if error["loc"])
    labels = [_label(kind, name) for name in names if name in required] or [
        _label(kind, name) for name in names
    ]
    return f"{', '.join(labels)} {'is' if len(labels) == 1 else 'are'} missing or not what one has"


def _left_out(kind: type[ProductType], said: _Said, error: Any) -> str:
    label = _label(kind, str(error["loc"][0]))
    text = said.texts.get(label, str(error["input"]))
    return f"{label} {text[:60]!r} was left out: {sentence_of(error)}"


def _no_isbn(kind: type[ProductType], fits: ProductType, found: Found) -> list[str]:
    """A barcode that would be an ISBN but for its check digit."""
    names = [name for name, fact in kind.facts_by_name().items() if fact.is_isbn]
    if not names or any(getattr(fits, name) for name in names):
        return []
    notes = []
    for code in found.barcodes:
        if code.startswith(("978", "979")):
            try:
                isbn13(code)
            except ValueError as wrong:
                notes.append(f"the barcode {code[:40]} is no ISBN and was kept as a barcode only: {wrong}")
    return notes


def _label(kind: type[ProductType], name: str) -> str:
    fact = kind.facts_by_name().get(name)
    return fact.label if fact is not None else label_of(name)


def meant(found: Found) -> type[ProductType] | None:
    """By the shop's own type first, then by its category from the narrowest on, then by an ISBN, then by tags."""
    kinds = [kind for name, kind in sorted(product_types().items()) if name != GENERAL]
    for words in ([found.kind], list(reversed(found.categories))):
        for word in words:
            for kind in kinds:
                if _plain(word) in kind.called or _without_whose(word) in kind.called:
                    return kind
    if "book" in product_types() and any(is_isbn(code) for code in found.barcodes):
        return product_types()["book"]
    tags = {_plain(tag) for tag in found.tags}
    tagged = [kind for kind in kinds if tags & set(kind.called)]
    return tagged[0] if len(tagged) == 1 and not found.kind else None


def _without_whose(word: str) -> str:
    first, _, rest = _plain(word).partition(" ")
    return rest if first in _WHOSE else ""


def _said(kind: type[ProductType], found: Found) -> _Said:
    """The attributes that the file says by name: each under its own, its label's, or another the type knows."""
    said = _Said()
    for name, fact in kind.facts_by_name().items():
        names = [_plain(each) for each in (name, fact.label, *fact.also)]
        text = next((found.facts[each] for each in names if found.facts.get(each)), "")
        if not text:
            # A choice there are several of says nothing of the whole, but where it begins.
            choices = [of for option, of in found.options.items() if _plain(option) in names and of]
            text = next((of[0] for of in choices if len(of) == 1 or fact.measure), "")
        if not text and "brand" in names:
            text = found.vendor
        if not text:
            continue
        said.texts[fact.label] = text
        if (value := _value(kind.model_fields[name].annotation, fact, text)) is not None:
            said.values[name] = value
        else:
            said.notes.append(
                f"{fact.label} {text[:60]!r} was left out: it is nothing that can be said there"
            )
    return said


def _value(annotation: Any, fact: Fact, text: str) -> Any:
    """The text of a cell as what the attribute takes; None where it cannot be."""
    kinds = {annotation, *get_args(annotation)}
    if fact.words is not None:
        words = (
            {_plain(word): code for code, word in fact.words.items()}
            | {code: code for code in fact.words}
            | (fact.spellings or {})
        )
        return words.get(_plain(text))
    if bool in kinds:
        return True if text.lower() in _YES else False if text.lower() in _NO else None
    if get_origin(annotation) is dict:
        return None
    if int in kinds or float in kinds:
        return _number(fact, text, is_whole=float not in kinds)
    if get_origin(annotation) is list:
        (of,) = get_args(annotation)
        is_text = str in {of, *get_args(of)}
        return [part.strip() for part in text.split(",") if part.strip()] if is_text else None
    return text if str in kinds or annotation is not dict else None


def _number(fact: Fact, text: str, *, is_whole: bool) -> float | int | None:
    if fact.unit == "GB" and (amounts := gigabytes_in(text)):
        number = amounts[0]
    elif match := _NUMBER.search(text):
        number = float(match.group().replace(",", "."))
    else:
        return None
    return round(number) if is_whole else number


def _plain(text: str) -> str:
    return " ".join(text.replace("_", " ").lower().split())
