"""Questions: from the query of an address to a ProductQuery. What cannot be meant is refused with its name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

from souk.contracts.products.kinds import kind_named, known_kinds
from souk.contracts.search.calls import Between, ProductQuery
from souk.kernel.settings import settings as process_settings
from souk.services.search.read_models import Known, catalogue
from souk.services.search.rules import names
from souk.services.search.use_cases import finding
from souk.vocabulary.money import Money
from souk.vocabulary.problems import BadRequest, FieldError, Invalid, field_error

SORTS = ("relevance", "newest", "price", "-price", "title", "-rating")
MAX_FIELDS = 100
MAX_VALUES = 20
MAX_LENGTH = 200
_MANY = ("category", "shop")
_ONE = (
    "search",
    "type",
    "min_price",
    "max_price",
    "price_min",
    "price_max",
    "currency",
    "in_stock",
    "featured",
    "rating_min",
    "sort",
    "cursor",
    "limit",
    "facets",
)
_FLAGS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
_WHOLE = re.compile(r"[0-9]{1,4}")
_CURRENCY = re.compile(r"[A-Z]{3}")
_AMOUNT = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?")
#: The same limit by the name that ranges have.
_PRICES = {"min_price": "price_min", "max_price": "price_max"}

Values = dict[str, list[str]]


def answer_address(query_string: str, product_type: str | None = None) -> bytes:
    """The JSON answer to the query of an address; the very same query is answered from memory while nothing changed."""
    known = catalogue().current()
    key = product_type, query_string
    body = known.answers.get(key)
    if body is None:
        query = read_question(known, query_string, product_type)
        body = finding.answer(known, query)
        known.answers.put(key, body, len(body) + 300)
    return body


def read_question(known: Known, query_string: str, product_type: str | None = None) -> ProductQuery:
    """Raises BadRequest or Invalid naming every parameter that is wrong."""
    values = _values(query_string)
    there = _there(known, product_type)
    errors = there.unknown(values) or _out_of_form(values, there.measures)
    if errors:
        raise BadRequest(f"Please look again at: {', '.join(e.pointer for e in errors)}.", errors=errors)
    one = {name: values[name][0] for name in _ONE if name in values}
    currency = one.get("currency") or process_settings().currency
    low, high = _price(one, "min_price", currency), _price(one, "max_price", currency)
    if low is not None and high is not None and low > high:
        detail = "The lowest price is above the highest."
        raise Invalid(detail, errors=[field_error("query/min_price", "above_max_price", detail)])
    facts = {
        name: given
        for name, given in values.items()
        if name not in names.OWN and name not in there.measures and any(given)
    }
    return ProductQuery.model_construct(
        search=one.get("search", ""),
        product_type=product_type or names.folded(one.get("type", "")) or None,
        categories=[slug for slug in values.get("category", []) if slug],
        shops=[slug for slug in values.get("shop", []) if slug],
        options={name: [value for value in given if value] for name, given in facts.items()},
        attributes={},
        measures=_measures(values, there.measures),
        min_price=low,
        max_price=high,
        currency=currency,
        in_stock=_FLAGS[one.get("in_stock", "false")],
        featured=_FLAGS[one.get("featured", "false")],
        rating_min=int(one["rating_min"]) if one.get("rating_min") else None,
        sort=one.get("sort", "relevance"),
        cursor=one.get("cursor"),
        limit=int(one.get("limit", "24")),
        with_facets=_FLAGS[one.get("facets", "true")],
    )


def _values(query_string: str) -> Values:
    if not query_string:
        return {}
    if not query_string.isascii():
        query_string = query_string.encode("latin-1", "replace").decode("utf-8", "replace")
    try:
        pairs = parse_qsl(query_string, keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError as wrong:
        raise BadRequest(f"A query may have at most {MAX_FIELDS} parameters.") from wrong
    values: Values = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return values


@dataclass(frozen=True)
class _There:
    """What may be asked of a list: `facts` by name, and parameters that are the ends of ranges."""

    own: frozenset[str]
    facts: frozenset[str]
    measures: dict[str, tuple[str, str]]  # ram_min → ram, min

    def unknown(self, values: Values) -> list[FieldError]:
        known = self.own | self.facts | self.measures.keys()
        unknown = [name for name in values if name not in known]
        if not unknown:
            return []
        detail = f"Known here: {', '.join(sorted(known))}."
        return [field_error(f"query/{name[:60]}", "unknown_parameter", detail) for name in unknown]


def _there(known: Known, product_type: str | None) -> _There:
    """Made once for each list while the catalogue stays as it is."""
    there: _There | None = known.selections.get(("there", product_type))
    if there is None:
        made = _of_everything(known) if product_type is None else _of_type(known, product_type)
        there = known.selections.put(("there", product_type), made)
    return there


def _of_everything(known: Known) -> _There:
    """Every fact that goods have, and every range that a type declares."""
    told = {name for name in known.columns.facts if name not in names.OWN}
    measures = {*known.columns.measures, *(one.name for kind in known_kinds() for one in kind.ranges)}
    declared = {one.name for kind in known_kinds() for one in kind.filters}
    return _There(
        frozenset({*_ONE, *_MANY}),
        frozenset({*told, *declared, *names.WELL_KNOWN, *names.SPELLINGS}),
        _ends(measures),
    )


def _of_type(known: Known, product_type: str) -> _There:
    """What the type declares, and whatever its variations can be chosen by."""
    kind = kind_named(product_type)
    if kind is None:
        return _of_everything(known)
    options = {fact.name for fact in known.columns.facts.values() if fact.of_variations}
    declared = {one.name for one in kind.filters} | set(kind.options) | ({"shelf"} if kind.shelves else set())
    facts = (options | declared) - names.OWN
    spellings = {spelling for spelling, name in names.SPELLINGS.items() if name in facts}
    return _There(
        frozenset({*_ONE, *_MANY} - {"type"}),
        frozenset(facts | spellings),
        _ends({one.name for one in kind.ranges}),
    )


def _ends(measures: set[str]) -> dict[str, tuple[str, str]]:
    return {f"{name}_{end}": (name, end) for name in measures for end in ("min", "max")}


def _out_of_form(values: Values, measures: dict[str, tuple[str, str]]) -> list[FieldError]:
    errors = []
    for name, given in values.items():
        if (name in _ONE or name in measures) and len(given) > 1:
            errors.append(field_error(f"query/{name}", "repeated", "Say it once."))
        elif len(given) > MAX_VALUES:
            errors.append(field_error(f"query/{name}", "too_many", f"At most {MAX_VALUES} values."))
        elif any(len(value) > (1000 if name == "cursor" else MAX_LENGTH) for value in given):
            errors.append(field_error(f"query/{name}", "too_long", f"At most {MAX_LENGTH} characters."))
        elif name in measures and given[0] and not _AMOUNT.fullmatch(given[0]):
            errors.append(
                field_error(f"query/{name}", "not_a_number", "A number, not below zero: 16 or 15.6.")
            )
        elif detail := _fault(name, given[0]):
            errors.append(field_error(f"query/{name}", "invalid", detail))
    return errors


def _fault(name: str, value: str) -> str:
    """What is wrong with a value, or nothing."""
    if name == "limit" and not (_WHOLE.fullmatch(value) and 1 <= int(value) <= 100):
        return "A whole number from 1 to 100."
    if name == "rating_min" and value not in ("", "1", "2", "3", "4", "5"):
        return "A whole number of stars from 1 to 5."
    if name == "sort" and value not in SORTS:
        return f"One of {', '.join(SORTS)}."
    if name in ("in_stock", "featured", "facets") and value not in _FLAGS:
        return "true or false."
    if name == "currency" and value and not _CURRENCY.fullmatch(value):
        return "Three capital letters (ISO 4217)."
    if name == "currency" and value and value != process_settings().currency:
        return f"Prices on this market are in {process_settings().currency}."
    if name == "type" and value and kind_named(names.folded(value)) is None:
        return f"One of {', '.join(kind.name for kind in known_kinds())}."
    return ""


def _measures(values: Values, measures: dict[str, tuple[str, str]]) -> dict[str, Between]:
    """Raises Invalid for a range whose lowest is above its highest."""
    limits: dict[str, dict[str, float]] = {}
    for parameter, (name, end) in measures.items():
        if text := values.get(parameter, [""])[0]:
            limits.setdefault(name, {})[end] = float(text)
    for name, ends in limits.items():
        if ends.get("min", 0) > ends.get("max", ends.get("min", 0)):
            detail = f"The lowest {name} is above the highest."
            raise Invalid(detail, errors=[field_error(f"query/{name}_min", "above_max", detail)])
    return {
        name: Between.model_construct(low=ends.get("min"), high=ends.get("max"))
        for name, ends in limits.items()
    }


def _price(one: dict[str, str], name: str, currency: str) -> int | None:
    """Raises BadRequest for what is no price, and for one that is said twice under both its names."""
    if one.get(name) and one.get(_PRICES[name]):
        detail = f"{name} and {_PRICES[name]} are the same limit; say it once."
        raise BadRequest(detail, errors=[field_error(f"query/{_PRICES[name]}", "repeated", detail)])
    name = name if one.get(name) else _PRICES[name]
    text = one.get(name, "")
    if not text:
        return None
    try:
        price = Money.parse(text.strip(), currency)
    except ValueError as wrong:
        raise BadRequest(
            str(wrong), errors=[field_error(f"query/{name}", "not_money", str(wrong))]
        ) from wrong
    if price.minor < 0:
        detail = "A price is not negative."
        raise BadRequest(detail, errors=[field_error(f"query/{name}", "negative", detail)])
    return price.minor
