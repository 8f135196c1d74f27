"""What it means for the street that a house is down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: Nobody is kept from buying while these are down.
NOT_ESSENTIAL = frozenset({"search", "notifications", "marketing"})


def document(houses: Mapping[str, bool]) -> dict[str, Any]:
    """`houses`: house → whether it is ready. `status` is `ok`, `degraded` (only what buying can do without is down,
    or one share of a house, whose goods alone are away) or `down`."""
    optional = NOT_ESSENTIAL | {name for name in houses if "-" in name}
    down = {name for name, is_ready in houses.items() if not is_ready}
    status = "ok" if not down else "degraded" if down <= optional else "down"
    return {
        "status": status,
        "houses": {
            name: {"status": "ok" if is_ready else "down", "essential": name not in optional}
            for name, is_ready in houses.items()
        },
    }
