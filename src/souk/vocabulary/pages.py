"""Pages: a list is a page and, if there is more, an opaque cursor to the next one. No totals, no offsets."""

from __future__ import annotations

import base64
import json
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from souk.vocabulary.problems import BadRequest, field_error

T = TypeVar("T")


class Page(BaseModel, Generic[T]):
    """`{"items": […], "next": "…"}`; `next` is null on the last page."""

    model_config = ConfigDict(frozen=True)

    items: list[T]
    next: str | None = None


class BadCursor(BadRequest):
    title = "The cursor is not one of ours"


def write_cursor(*position: str | int) -> str:
    """An opaque cursor from the sort position of the last item shown."""
    return base64.urlsafe_b64encode(json.dumps(position).encode()).decode().rstrip("=")


def read_cursor(cursor: str, kinds: tuple[type, ...]) -> list[Any]:
    """The position in a cursor; `kinds` are the types it must hold. Raises BadCursor for anything we did not write."""
    try:
        position: list[Any] = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        right = isinstance(position, list) and len(position) == len(kinds)
        if not right or any(type(value) is not kind for value, kind in zip(position, kinds, strict=True)):
            raise ValueError(cursor)
        if not all(_can_be_looked_up(value) for value in position):
            raise ValueError(cursor)
    except (ValueError, TypeError, RecursionError) as wrong:
        detail = "Use the value of `next` from the page before, unchanged."
        raise BadCursor(detail, errors=[field_error("query/cursor", "bad_cursor", detail)]) from wrong
    return position


def _can_be_looked_up(value: Any) -> bool:
    """Databases have no NUL, no lone surrogates and no numbers beyond 64 bits."""
    if isinstance(value, str):
        return "\0" not in value and not any("\ud800" <= letter <= "\udfff" for letter in value)
    return not isinstance(value, int) or abs(value) < 2**63
