"""What a shop calls the states of what it sold, and which of them is further."""

from __future__ import annotations

#: An item that is cancelled is at its end, as one that was delivered is; orders sees to it that none is both.
RANK = {"processing": 0, "shipped": 1, "delivered": 2, "cancelled": 3}

ENDED = ("delivered", "cancelled")


def shown_as(status: str) -> str:
    """What orders calls `pending` a shop can begin to pack."""
    return status if status in RANK else "processing"
