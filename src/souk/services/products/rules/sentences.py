"""Sentences: what is wrong with a fact, as a seller reads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_PLAIN = {
    "missing": "it has to be said",
    "extra_forbidden": "goods of this type have no such fact",
    "string_type": "must be text",
    "list_type": "must be a list",
    "dict_type": "must be numbers by name",
    "model_type": "must be several facts by name",
    "bool_type": "must be yes or no",
    "bool_parsing": "must be yes or no",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_parsing_size": "must be a sensible number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "finite_number": "must be a number",
}
_LIMITS = {
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "string_too_long": "must have at most {max_length} characters",
    "string_too_short": "must not be empty",
    "too_long": "must have at most {max_length} entries",
    "literal_error": "must be one of {expected}",
}


def sentence_of(error: Mapping[str, Any]) -> str:
    """Of one of the errors of Pydantic, in words that do not name its parts."""
    kind, message = str(error["type"]), str(error["msg"]).removeprefix("Value error, ")
    if kind in _PLAIN:
        return _PLAIN[kind]
    if kind.startswith("date"):
        return "must be a date such as 2024-05-31"
    try:
        return _LIMITS[kind].format(**error.get("ctx", {}))
    except KeyError:
        return message
