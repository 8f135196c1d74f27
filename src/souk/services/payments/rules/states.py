"""States: what may follow what in an attempt, and what a payment's state is made of."""

from __future__ import annotations

#: From where an attempt may come into a state. Money outranks everything: a capture is believed whatever was said before it.
MAY_COME_FROM: dict[str, tuple[str, ...]] = {
    "pending": ("asking", "failed"),
    "requires_action": ("asking", "pending", "failed"),
    "failed": ("asking", "pending", "requires_action"),
    "captured": ("asking", "pending", "requires_action", "failed"),
}

OPEN = ("asking", "pending", "requires_action")


def status_after_refund(captured: int, refunded: int) -> str:
    """The status of a captured payment of which `refunded` was promised back."""
    if not refunded:
        return "captured"
    return "refunded" if refunded >= captured else "partly_refunded"


def pause_before_asking(tries: int, first_seconds: float) -> float:
    """Seconds until the provider is asked again how an open attempt stands: doubling, at most ten minutes."""
    return min(600.0, first_seconds * 2.0 ** min(tries, 10))
