"""Findings: what no longer holds of a cart's lines, and what becomes of them."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from souk.services.cart.rules.lines import Line, Offer

Code = Literal[
    "product_not_found", "inactive", "invalid_data", "out_of_stock", "insufficient_stock", "price_changed"
]
Action = Literal["removed", "quantity_updated", "price_updated"]


@dataclass(frozen=True)
class Finding:
    line: Line
    code: Code
    action: Action
    detail: str
    new_quantity: int | None = None
    new_price: int | None = None


def findings(
    lines: Iterable[Line],
    offers: Mapping[str, Offer] | None,
    levels: Mapping[str, int] | None,
    currency: str,
    out_of_reach: Container[str] = (),
) -> list[Finding]:
    """What to tell the shopper, in the order of the lines.

    `offers` or `levels` of None mean that nobody could say: then nothing is concluded from them. An offer that is missing
    means that the variation is gone, a level that is missing that nothing is left. Of variations `out_of_reach` nobody could say
    what they are offered for.
    """
    found: list[Finding] = []
    for line in lines:
        offered = None if line.variation_id in out_of_reach else offers
        gone = _gone(line, offered, levels, currency)
        if gone is not None:
            found.append(gone)
            continue
        if levels is not None and (left := levels.get(line.variation_id, 0)) < line.quantity:
            detail = (
                f"Only {left} of {line.title} {'is' if left == 1 else 'are'} left; the quantity was lowered."
            )
            found.append(Finding(line, "insufficient_stock", "quantity_updated", detail, new_quantity=left))
        if offered is not None and (price := offered[line.variation_id].unit_price) != line.unit_price:
            detail = f"The price of {line.title} has changed."
            found.append(Finding(line, "price_changed", "price_updated", detail, new_price=price))
    return found


def corrected(
    lines: Iterable[Line], found: Iterable[Finding], offers: Mapping[str, Offer] | None
) -> list[Line]:
    """The lines as the findings leave them, with today's title and picture where they are known."""
    by_item: dict[str, list[Finding]] = {}
    for finding in found:
        by_item.setdefault(finding.line.item_id, []).append(finding)
    kept = []
    for line in lines:
        after: Line | None = line
        for finding in by_item.get(line.item_id, []):
            if finding.action == "removed":
                after = None
            elif after is not None and finding.new_quantity is not None:
                after = replace(after, quantity=finding.new_quantity)
            elif after is not None and finding.new_price is not None:
                after = replace(after, unit_price=finding.new_price)
        if after is not None:
            kept.append(_refreshed(after, offers))
    return kept


def _refreshed(line: Line, offers: Mapping[str, Offer] | None) -> Line:
    offer = offers.get(line.variation_id) if offers is not None else None
    return (
        line
        if offer is None or offer.facts == line.facts
        else replace(line, facts=offer.facts, title=offer.title)
    )


def _gone(
    line: Line, offers: Mapping[str, Offer] | None, levels: Mapping[str, int] | None, currency: str
) -> Finding | None:
    if offers is not None:
        offer = offers.get(line.variation_id)
        if offer is None:
            return Finding(
                line, "product_not_found", "removed", f"{line.title} is no longer in the catalogue."
            )
        if not offer.is_sellable:
            return Finding(line, "inactive", "removed", f"{line.title} is no longer sold.")
        if not is_priced(offer, currency):
            return Finding(line, "invalid_data", "removed", f"{line.title} has no price we could charge.")
    if levels is not None and levels.get(line.variation_id, 0) <= 0:
        return Finding(line, "out_of_stock", "removed", f"{line.title} is sold out.")
    return None


def is_priced(offer: Offer, currency: str) -> bool:
    """A till takes one currency, and never pays the shopper."""
    return offer.currency == currency and offer.unit_price >= 0
