"""Auditing: what must always be true of shops."""

from __future__ import annotations

from typing import Any

from souk.services.shops.use_cases import ratings
from souk.services.shops.use_cases.sales_auditing import sales_violations


def violations() -> list[str]:
    """A sentence for each thing that is not as it must be, after the number of the invariant it breaks."""
    return sales_violations()


def facts() -> dict[str, Any]:
    """`ratings`: shop → its histogram as it is shown."""
    return {"ratings": ratings.shown()}
