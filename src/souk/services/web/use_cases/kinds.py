"""Kinds: the section of the street that a product type has of its own, whichever types there are."""

from __future__ import annotations

from typing import Any

from souk.contracts.products.calls import Product
from souk.contracts.products.kinds import Kind, Range, kind_named, known_kinds
from souk.contracts.search.calls import Between, ProductQuery
from souk.services.web.rules import links, typed
from souk.services.web.use_cases import shelves

COMPANIONS = 4
NO_NUMBER = "Please write a number, not below zero: 16 or 15.6."
ABOVE = "The lowest is above the highest."


def kind_of(pairs: links.Pairs) -> Kind | None:
    """The type that a listing is narrowed to."""
    return next((kind_named(value) for name, value in pairs if name == "type"), None)


def ends() -> dict[str, tuple[Range, str]]:
    """Every parameter that is the end of a range: `ram_min` → the range, `min`."""
    return {
        f"{one.name}_{end}": (one, end)
        for kind in known_kinds()
        for one in kind.ranges
        for end in ("min", "max")
    }


def measures_in(values: dict[str, str]) -> dict[str, Between]:
    """The ranges an address means; what `faults_in` finds wrong filters nothing, as with prices."""
    limits: dict[str, dict[str, float]] = {}
    known, wrong = ends(), faults_in(values)
    for parameter, text in values.items():
        if parameter in known and parameter not in wrong and (number := typed.number(text)) is not None:
            one, end = known[parameter]
            limits.setdefault(one.name, {})[{"min": "low", "max": "high"}[end]] = number
    return {name: Between(**found) for name, found in limits.items()}


def faults_in(values: dict[str, str]) -> dict[str, str]:
    """What is wrong with the ends of ranges, by parameter."""
    found = {}
    for name, (_, end) in ends().items():
        if values.get(name) and typed.number(values[name]) is None:
            found[name] = NO_NUMBER
        elif end == "max" and (low_name := name.removesuffix("max") + "min") not in found:
            low, high = typed.number(values.get(low_name, "")), typed.number(values.get(name, ""))
            if low is not None and high is not None and low > high:
                found[low_name] = found[name] = ABOVE
    return found


def said_first(pairs: links.Pairs) -> dict[str, str]:
    """Of what can be said once only, what was said first."""
    return dict(reversed(pairs))


def section(pairs: links.Pairs) -> dict[str, Any] | None:
    """What the page of a type has besides the facets every list has: its name, its shelves, its numbers."""
    kind = kind_of(pairs)
    if kind is None:
        return None
    chosen = {value for name, value in pairs if name == "shelf"}
    given = said_first(pairs)
    wrong = faults_in(given)
    ranges = [_range(one, given, wrong) for one in kind.ranges]
    return {
        "title": kind.plural,
        "intro": kind.about,
        "shelves": [
            {
                "id": f"f-shelf-{shelf.name}",
                "value": shelf.name,
                "name": shelf.label,
                "about": shelf.about,
                "is_on": shelf.name in chosen,
            }
            for shelf in kind.shelves
        ],
        "ranges": ranges,
        "is_open": any(one["low"] or one["high"] for one in ranges),
    }


def words_of(pairs: links.Pairs) -> dict[tuple[str, str], str]:
    """How a chosen type, shelves and ends of ranges are called on the page: `Memory from 16 GB`."""
    found = {}
    known = ends()
    for name, value in pairs:
        if name in known:
            one, end = known[name]
            words = f"{one.label} {'from' if end == 'min' else 'up to'} {value} {one.unit}"
            found[name, value] = words.strip()
    kind = kind_of(pairs)
    if kind is not None:
        found["type", kind.name] = kind.label
    for shelf in kind.shelves if kind is not None else []:
        found["shelf", shelf.name] = shelf.label
    return found


def companions(product: Product) -> list[dict[str, Any]]:
    """What goes with it, where its type knows: other things for the same people. None while search is away."""
    kind = kind_named(product.product_type)
    of = str(product.attributes.get(kind.goes_with, "")) if kind is not None and kind.goes_with else ""
    if kind is None or not of:
        return []
    facts = {"goes_with": [of.replace("_", " ")]}
    if whose := str(product.attributes.get("gender", "")):
        facts["gender"] = [whose, "unisex"]
    query = ProductQuery(
        product_type=kind.name, attributes=facts, limit=COMPANIONS, with_facets=False, in_stock=True
    )
    return shelves.cards(query)


def _range(one: Range, given: dict[str, str], wrong: dict[str, str]) -> dict[str, Any]:
    unit = f" in {one.unit}" if one.unit else ""
    return {
        "name": one.name,
        "label": f"{one.label}{unit}",
        "low": given.get(f"{one.name}_min", ""),
        "high": given.get(f"{one.name}_max", ""),
        "low_fault": wrong.get(f"{one.name}_min", ""),
        "high_fault": wrong.get(f"{one.name}_max", ""),
    }
