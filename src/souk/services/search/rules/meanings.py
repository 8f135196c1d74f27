"""Meanings: what a text in a query stands for, beside the words in which goods say it.

A type stores `other` and shows `Its own`, stores 16 and shows `16 GB`: goods are found by either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from souk.contracts.products.kinds import Filter, Kind
from souk.services.search.rules import names
from souk.vocabulary.isbn import isbn13

_NUMBER = re.compile(r"([0-9]{1,9}(?:[.,][0-9]{1,6})?)\s*([a-z]*)")
_FLAGS = {"1": "true", "0": "false", "y": "true", "n": "false"}


def declared(kinds: Iterable[Kind]) -> frozenset[str]:
    """The facts that types say one may filter by, whether or not anything has a value for them."""
    return frozenset(
        names.parameter(name)
        for kind in kinds
        for name in (*(one.name for one in kind.filters), *kind.options)
    )


def filters_of(kinds: Iterable[Kind]) -> dict[str, list[Filter]]:
    """By parameter; several types may declare the same."""
    found: dict[str, list[Filter]] = {}
    for kind in kinds:
        for one in kind.filters:
            found.setdefault(names.parameter(one.name), []).append(one)
    return found


def meant(text: str, filters: Iterable[Filter]) -> set[str]:
    """The folded values that a text may stand for: itself, and what each of the filters makes of it."""
    plain = names.folded(text)
    found = {plain}
    for one in filters:
        if one.values:
            found |= _words(one, plain)
        elif one.unit:
            found |= _amounts(one, plain)
        elif one.is_isbn:
            found |= _isbn(plain)
        elif "_" in plain:
            found.add(plain.replace("_", " ").replace("-", " "))
    return found


def _words(one: Filter, plain: str) -> set[str]:
    if "true" in one.values:
        plain = _FLAGS.get(plain, plain)
    return {names.folded(word) for code, word in one.values.items() if names.folded(code) == plain}


def _amounts(one: Filter, plain: str) -> set[str]:
    """`16`, `16gb` → `16 gb`; makers count a terabyte as 1024 or as 1000 gigabytes."""
    found = _NUMBER.fullmatch(plain)
    if found is None:
        return set()
    number, given, unit = float(found[1].replace(",", ".")), found[2], names.folded(one.unit)
    if unit == "gb" and given == "tb":
        return {f"{number:g} tb"}
    if given not in ("", unit):
        return set()
    whole = unit == "gb" and number.is_integer() and number >= 1000
    return {f"{number:g} {unit}"} | {
        f"{int(number) // tb} tb" for tb in (1024, 1000) if whole and not number % tb
    }


def _isbn(plain: str) -> set[str]:
    try:
        return {isbn13(plain)}
    except ValueError:
        return set()
