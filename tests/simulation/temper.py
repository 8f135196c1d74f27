"""Temper: how rough the world of a seed is. Every seed draws its own, so that quiet worlds and wild ones are both lived in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random


@dataclass(frozen=True)
class Temper:
    """Probabilities: of dying, stalling and being overtaken at a point; of faults per call, per answer of the provider, per event."""

    death: float = 0.0
    stall: float = 0.0
    switch: float = 0.0
    call_lost: float = 0.0
    call_late: float = 0.0
    call_twice: float = 0.0
    provider_lost: float = 0.0
    webhook_late: float = 0.0
    webhook_again: float = 0.0
    carrier_lost: float = 0.0
    letter_lost: float = 0.0
    event_late: float = 0.0
    event_again: float = 0.0
    database_busy: float = 0.0
    has_broker: bool = False
    has_rush: bool = False  # everybody begins with the same thing and the same coupon, in the same second
    shoppers: int = 8
    days: int = 1


def tempered(seed: int) -> Temper:
    """The temper of a seed. Each kind of fault is either absent or present, as FoundationDB's buggify has it."""
    random = Random(seed * 7919 + 1)

    def now_and_then(share: float, *rates: float) -> float:
        return random.choice(rates) if random.random() < share else 0.0

    return Temper(
        death=now_and_then(0.65, 0.001, 0.003, 0.008),
        stall=now_and_then(0.5, 0.0005, 0.002, 0.004),
        switch=now_and_then(0.9, 0.05, 0.2, 0.4),
        call_lost=now_and_then(0.4, 0.02, 0.05),
        call_late=now_and_then(0.4, 0.02, 0.05),
        call_twice=now_and_then(0.3, 0.05, 0.2),
        provider_lost=now_and_then(0.5, 0.05, 0.2),
        webhook_late=now_and_then(0.5, 0.2, 0.5),
        webhook_again=now_and_then(0.5, 0.2, 0.5),
        carrier_lost=now_and_then(0.4, 0.1, 0.3),
        letter_lost=now_and_then(0.4, 0.05, 0.2),
        event_late=now_and_then(0.6, 0.05, 0.2),
        event_again=now_and_then(0.5, 0.05, 0.2),
        database_busy=now_and_then(0.3, 0.0005, 0.002),
        has_broker=random.random() < 0.7,
        has_rush=random.random() < 0.4,
        shoppers=random.choice((4, 6, 8)),
        days=2 if random.random() < 0.15 else 1,
    )


def calm(**chosen: float | bool | int) -> Temper:
    """No faults but those named."""
    return replace(Temper(), **chosen)  # type: ignore[arg-type]
