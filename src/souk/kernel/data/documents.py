"""Documents: JSON kept as text, so that every database gives back what was put in.

PostgreSQL and MySQL put the keys of their own JSON in an order of theirs; what shoppers read has the order of its seller.
"""

from __future__ import annotations

from typing import Any

import orjson
from django.db import models


class DocumentField(models.TextField):  # type: ignore[type-arg]
    """A dict or list as JSON text. Nothing is looked for inside it."""

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else orjson.dumps(value).decode()

    def from_db_value(self, value: str | None, *_: Any) -> Any:
        return None if value is None else orjson.loads(value)

    def to_python(self, value: Any) -> Any:
        return orjson.loads(value) if isinstance(value, str) else value
