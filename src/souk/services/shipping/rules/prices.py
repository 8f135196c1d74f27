"""Prices: what a tariff asks for a weight."""

from __future__ import annotations

from dataclasses import dataclass

from souk.vocabulary.money import Money


@dataclass(frozen=True)
class Tariff:
    """What one method costs in one zone.

    `steps`: (up to grams, price in minor units). Heavier than the last step costs `extra_per_kg` for each kilogram begun, or is
    not carried where that is None. From a subtotal of `free_from` on it costs nothing, as far as the steps reach.
    """

    steps: tuple[tuple[int, int], ...]
    currency: str
    extra_per_kg: int | None = None
    free_from: int | None = None


def price(tariff: Tariff, weight_grams: int, subtotal: Money) -> Money | None:
    """None when the tariff does not carry such a weight, or is in another currency than the subtotal."""
    if not tariff.steps or subtotal.currency != tariff.currency:
        return None
    steps = sorted(tariff.steps)
    heaviest, dearest = steps[-1]
    if weight_grams > heaviest:
        if tariff.extra_per_kg is None:
            return None
        kilograms_begun = -(-(weight_grams - heaviest) // 1000)
        return Money.of(dearest + kilograms_begun * tariff.extra_per_kg, tariff.currency)
    if tariff.free_from is not None and subtotal.minor >= tariff.free_from:
        return Money.zero(tariff.currency)
    return Money.of(next(cost for up_to, cost in steps if weight_grams <= up_to), tariff.currency)
