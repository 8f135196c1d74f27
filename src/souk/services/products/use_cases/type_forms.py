"""Forms of product types: which field a person needs for each attribute, read from the type itself."""

from __future__ import annotations

from datetime import date
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from souk.contracts.products.calls.shelves import TypeField, TypeForm
from souk.services.products.rules.known_types import product_types
from souk.services.products.rules.product_type import Fact, ProductType
from souk.services.products.rules.wording import label_of


def type_forms() -> list[TypeForm]:
    """Those of everything else last."""
    kinds = product_types().items()
    return [
        _form(name, kind) for name, kind in sorted(kinds, key=lambda each: (each[0] == "general", each[0]))
    ]


@cache
def _form(name: str, kind: type[ProductType]) -> TypeForm:
    """Made once: types are code, and a list of products asks for all of them."""
    return TypeForm(name=name, fields=_fields(kind))


def _fields(kind: type[ProductType]) -> list[TypeField]:
    """What has no label of its own (tags) comes last."""
    fields = [_field(name, info) for name, info in kind.model_fields.items()]
    fields.sort(key=lambda each: each.name == "tags")
    if kind.model_config.get("extra") == "allow":
        fields.append(TypeField(name="", label="More facts", kind="facts"))
    return fields


def _field(name: str, info: Any) -> TypeField:
    """`default` as a person would write it."""
    fact = next((mark for mark in info.metadata if isinstance(mark, Fact)), None)
    what = _without_none(info.annotation)
    words = fact.words or {} if fact else {}
    choices = [(str(value), words.get(str(value), label_of(str(value)))) for value in _choices(what)]
    return TypeField(
        name=name,
        label=fact.label if fact else label_of(name),
        kind=_kind(what),
        unit=fact.unit if fact else "",
        choices=choices,
        parts=_parts(what),
        default=_written(info.default),
        is_required=info.is_required(),
    )


def _written(default: Any) -> str:
    if isinstance(default, bool):
        return "yes" if default else ""
    return str(default) if isinstance(default, (str, int, float)) else ""


def _parts(annotation: Any) -> list[tuple[str, Any]]:
    """Of a list of small records: the name and kind of each part."""
    (of,) = get_args(annotation) if get_origin(annotation) is list else (None,)
    if not (isinstance(of, type) and issubclass(of, BaseModel)):
        return []
    return [(name, _kind(_without_none(info.annotation))) for name, info in of.model_fields.items()]


def _without_none(annotation: Any) -> Any:
    if get_origin(annotation) in (Union, UnionType):
        left = [part for part in get_args(annotation) if part is not type(None)]
        return left[0] if len(left) == 1 else annotation
    return annotation


def _choices(annotation: Any) -> tuple[Any, ...]:
    return get_args(annotation) if get_origin(annotation) is Literal else ()


def _kind(annotation: Any) -> Any:
    origin = get_origin(annotation)
    if origin is Literal:
        return "choice"
    if origin is list:
        return "records" if _parts(annotation) else "list"
    if origin is dict:
        return "counts"
    return {bool: "yes_no", int: "number", float: "decimal", date: "date"}.get(annotation, "text")
