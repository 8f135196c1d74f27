"""Questions: from the query of an address to a ProductQuery. What cannot be meant is refused with its name."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

from souk.contracts.search.calls import ProductQuery
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
    errors = _unknown(known, values, product_type) or _out_of_form(values)
    if errors:
        raise BadRequest(f"Please look again at: {', '.join(e.pointer for e in errors)}.", errors=errors)
    one = {name: values[name][0] for name in _ONE if name in values}
    currency = one.get("currency") or process_settings().currency
    low, high = _price(one, "min_price", currency), _price(one, "max_price", currency)
    if low is not None and high is not None and low > high:
        detail = "The lowest price is above the highest."
        raise Invalid(detail, errors=[field_error("query/min_price", "above_max_price", detail)])
    facts = {name: given for name, given in values.items() if name not in names.OWN and any(given)}
    return ProductQuery.model_construct(
        search=one.get("search", ""),
        product_type=product_type or one.get("type") or None,
        categories=[slug for slug in values.get("category", []) if slug],
        shops=[slug for slug in values.get("shop", []) if slug],
        options={name: [value for value in given if value] for name, given in facts.items()},
        attributes={},
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


def _unknown(known: Known, values: Values, product_type: str | None) -> list[FieldError]:
    facts = known.columns.facts
    own = {*_ONE, *_MANY} - ({"type"} if product_type else set())
    unknown = [
        n
        for n in values
        if n not in own and (n in names.OWN or (n not in facts and n not in names.WELL_KNOWN))
    ]
    if not unknown:
        return []
    there = sorted(own | set(names.WELL_KNOWN) | {name for name in facts if name not in names.OWN})
    detail = f"Known here: {', '.join(there)}."
    return [field_error(f"query/{name[:60]}", "unknown_parameter", detail) for name in unknown]


def _out_of_form(values: Values) -> list[FieldError]:
    errors = []
    for name, given in values.items():
        if name in _ONE and len(given) > 1:
            errors.append(field_error(f"query/{name}", "repeated", "Say it once."))
        elif len(given) > MAX_VALUES:
            errors.append(field_error(f"query/{name}", "too_many", f"At most {MAX_VALUES} values."))
        elif any(len(value) > (1000 if name == "cursor" else MAX_LENGTH) for value in given):
            errors.append(field_error(f"query/{name}", "too_long", f"At most {MAX_LENGTH} characters."))
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
    return ""


def _price(one: dict[str, str], name: str, currency: str) -> int | None:
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
