"""What the pages of the documents show, and what a browser may load for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from souk.vocabulary.events import Event

#: Swagger UI and ReDoc write their own style elements, and ReDoc searches in a worker.
POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: https:; font-src 'self' data:; "
    "worker-src 'self' blob:; object-src 'none'; frame-ancestors 'none'; base-uri 'self'"
)
#: For our own page, which needs no more than its style sheet.
STRICT = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"


def events(heard_by: Mapping[str, list[str]]) -> list[dict[str, Any]]:
    """Every event: who says it, who hears it, what it holds. `heard_by`: house → the event types it hears."""
    return [
        {
            "type": wire,
            "said_by": kind.__module__.split(".")[-2],
            "heard_by": sorted(house for house, types in heard_by.items() if wire in types),
            "meaning": (kind.__doc__ or "").strip(),
            "fields": [(name, _kind_of(field.annotation)) for name, field in kind.model_fields.items()],
        }
        for wire, kind in sorted(Event.known.items())
    ]


def _kind_of(annotation: object) -> str:
    return getattr(annotation, "__name__", str(annotation)).replace("typing.", "")
