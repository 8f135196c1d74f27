"""What an order costs: lines − discount + shipping + tax, and how discount and tax fall on its items to the cent.

Tax is charged on the lines after the discount, not on shipping.
"""

from __future__ import annotations

from dataclasses import dataclass

from souk.vocabulary.money import Money


@dataclass(frozen=True)
class Totals:
    subtotal: Money
    discount: Money
    shipping: Money
    tax: Money
    total: Money
    item_discounts: list[Money]
    item_taxes: list[Money]


def tax_rate(rates: dict[str, int], country: str, region: str) -> int:
    """Basis points for a destination: the region's, else the country's, else the rest's."""
    return rates.get(f"{country}-{region.upper()}", rates.get(country, rates.get("*", 0)))


def totals(line_totals: list[Money], discount: Money, shipping: Money, rate: int) -> Totals:
    """The order's totals. A discount beyond the lines counts as far as the lines go."""
    currency = shipping.currency
    subtotal = Money.sum(line_totals, currency)
    discount = min(discount, subtotal)
    taxed = subtotal - discount
    tax = taxed.basis_points(rate)
    discounts = _shared(discount, [line.minor for line in line_totals])
    left = [(line - share).minor for line, share in zip(line_totals, discounts, strict=True)]
    return Totals(
        subtotal=subtotal,
        discount=discount,
        shipping=shipping,
        tax=tax,
        total=taxed + shipping + tax,
        item_discounts=discounts,
        item_taxes=_shared(tax, left),
    )


def _shared(amount: Money, weights: list[int]) -> list[Money]:
    if not amount or not sum(weights):
        return [Money.zero(amount.currency) for _ in weights]
    return amount.split(weights)
