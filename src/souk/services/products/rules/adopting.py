"""Adopting: which of our types another shop's product is, and what the file says in the type's own words.

A type says by which words it is meant (`called`) and what files call its attributes; beyond that it may look for itself
(`adopted`). What fits no type, or says too little to be one, stays `general`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import ValidationError

from souk.services.products.rules.capacities import gigabytes_in
from souk.services.products.rules.found import Found
from souk.services.products.rules.known_types import product_types
from souk.services.products.rules.product_type import Fact, ProductType
from souk.vocabulary.isbn import is_isbn

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
_YES, _NO = {"true", "yes", "1", "y"}, {"false", "no", "0", "n"}


@dataclass(frozen=True)
class Adopted:
    """`note`: why goods that look like a type were not taken for it; empty when nothing was left behind."""

    product_type: str = GENERAL
    attributes: dict[str, Any] | None = None
    note: str = ""


def adopt(found: Found) -> Adopted:
    """The type, and its attributes; `GENERAL` without attributes where it is none of them."""
    kind = meant(found)
    if kind is None:
        return Adopted()
    attributes = kind.adopted(_said(kind, found), found)
    if attributes is None:
        return Adopted(note=f"it looks like a {kind.label.lower()}, but the file does not say enough of it")
    try:
        attributes = {"tags": found.tags, **attributes}
        kept = kind.model_validate(
            {name: value for name, value in attributes.items() if value not in ("", [])}
        )
    except ValidationError as wrong:
        names = ", ".join(dict.fromkeys(str(error["loc"][0]) for error in wrong.errors() if error["loc"]))
        return Adopted(
            note=f"it looks like a {kind.label.lower()}, but {names} is missing or does not fit one"
        )
    return Adopted(kind.name, kept.kept())


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


def _said(kind: type[ProductType], found: Found) -> dict[str, Any]:
    """The attributes that the file says by name: each under its own, its label's, or another the type knows."""
    said: dict[str, Any] = {}
    for name, field in kind.model_fields.items():
        fact = next((mark for mark in field.metadata if isinstance(mark, Fact)), None)
        if fact is None:
            continue
        names = [_plain(each) for each in (name, fact.label, *fact.also)]
        text = next((found.facts[each] for each in names if found.facts.get(each)), "")
        if not text:
            # A choice there are several of says nothing of the whole, but where it begins.
            choices = [of for option, of in found.options.items() if _plain(option) in names and of]
            text = next((of[0] for of in choices if len(of) == 1 or fact.measure), "")
        if not text and "brand" in names:
            text = found.vendor
        if text and (value := _value(field.annotation, fact, text)) is not None:
            said[name] = value
    return said


def _value(annotation: Any, fact: Fact, text: str) -> Any:
    """The text of a cell as what the attribute takes; None where it cannot be."""
    kinds = {annotation, *get_args(annotation)}
    if fact.words is not None:
        words = {_plain(word): code for code, word in fact.words.items()} | {
            code: code for code in fact.words
        }
        return words.get(_plain(text))
    if bool in kinds:
        return True if text.lower() in _YES else False if text.lower() in _NO else None
    if int in kinds or float in kinds:
        return _number(fact, text, is_whole=float not in kinds)
    if list in (annotation, getattr(annotation, "__origin__", None)):
        return None if annotation != list[str] else [part.strip() for part in text.split(",") if part.strip()]
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
