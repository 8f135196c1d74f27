"""Parts: what some units of an item cost, so that they and the others together cost what all of them did, to the cent."""

from __future__ import annotations

from typing import NamedTuple

from souk.vocabulary.money import Money


class Cost(NamedTuple):
    """Of so many units: the line, its share of the order's discount, and the tax on what is left."""

    quantity: int
    line_total: Money
    discount: Money
    tax: Money


def divide(whole: Cost, quantity: int) -> tuple[Cost, Cost]:
    """The units that stay, and the `quantity` that go another way. Each amount is divided by largest remainder: the line and the discount
    by units, the tax by what the units cost after it. Raises ValueError unless some of them go and some stay."""
    if not 0 < quantity < whole.quantity:
        raise ValueError(f"{quantity} of {whole.quantity} are no part")
    units = [whole.quantity - quantity, quantity]
    lines, discounts = whole.line_total.split(units), whole.discount.split(units)
    left = [(line - discount).minor for line, discount in zip(lines, discounts, strict=True)]
    taxes = whole.tax.split(left if sum(left) else units)
    stays, goes = (Cost(*each) for each in zip(units, lines, discounts, taxes, strict=True))
    return stays, goes
