"""Showing: a cart that is kept, as the message that neighbours and shoppers are given."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

import orjson

from souk.contracts.cart.calls import (
    MAX_QUANTITY,
    AppliedCoupon,
    Cart,
    CartChange,
    CartLine,
    FreeMethod,
    Membership,
)
from souk.kernel.settings import settings as process_settings
from souk.services.cart.rules import membership as memberships
from souk.services.cart.rules.findings import Finding
from souk.services.cart.rules.lines import Line, pieces, subtotal
from souk.services.cart.use_cases.holding import Held
from souk.vocabulary.money import Money


def shown(
    held: Held | None,
    levels: Mapping[str, int] | None = None,
    notes: Iterable[CartChange] | None = None,
    out_of_reach: Container[str] = (),
) -> Cart:
    """`levels`: what is known to be left. `notes`: other corrections to tell than those that are kept with the cart. `out_of_reach`:
    variations of which nobody can say anything now."""
    currency = process_settings().currency
    if held is None:
        zero = Money.zero(currency)
        return Cart(
            cart_id=None,
            token=None,
            version=0,
            lines=[],
            quantity=0,
            subtotal=zero,
            discount=zero,
            total=zero,
        )
    amount = subtotal(held.lines)
    discount = min(held.coupon_discount, amount) if held.coupon_code else 0
    coupon = None
    if held.coupon_code:
        coupon = AppliedCoupon(
            code=held.coupon_code,
            description=held.coupon_description,
            discount=Money.of(discount, currency),
        )
    membership = _membership(held, Money.of(amount - discount, currency))
    saved = membership.discount.minor if membership else 0
    return Cart(
        cart_id=held.cart_id,
        token=held.token,
        version=held.version,
        lines=[
            _shown_line(line, (levels or {}).get(line.variation_id), line.variation_id in out_of_reach)
            for line in held.lines
        ],
        quantity=pieces(held.lines),
        subtotal=Money.of(amount, currency),
        coupon=coupon,
        discount=Money.of(discount, currency),
        membership=membership,
        total=Money.of(amount - discount - saved, currency),
        changes=list(held.fresh_notes() if notes is None else notes),
        updated_at=held.updated_at,
    )


def _membership(held: Held, left: Money) -> Membership | None:
    kept = memberships.read(held.membership)
    if kept is None:
        return None
    return Membership(
        tier=kept.tier,
        label=kept.label,
        percent_off=kept.percent_off,
        discount=memberships.taken_off(kept.percent_off, left),
        free_shipping=[
            FreeMethod(method=way.method, over=way.over, countries=way.countries)
            for way in kept.free_shipping
        ],
        early_access_hours=kept.early_access_hours,
    )


def told_change(finding: Finding) -> CartChange:
    """A finding as the shopper is told of it."""
    line = finding.line
    new_price = finding.new_price
    return CartChange(
        item_id=line.item_id,
        variation_id=line.variation_id,
        title=line.title,
        code=finding.code,
        action=finding.action,
        detail=finding.detail,
        old_quantity=None if finding.action == "price_updated" else line.quantity,
        new_quantity=0 if finding.action == "removed" else finding.new_quantity,
        old_price=None if new_price is None else Money.of(line.unit_price, line.currency),
        new_price=None if new_price is None else Money.of(new_price, line.currency),
    )


def _shown_line(line: Line, left: int | None, is_out_of_reach: bool) -> CartLine:
    return CartLine(
        item_id=line.item_id,
        variation_id=line.variation_id,
        quantity=line.quantity,
        unit_price=Money.of(line.unit_price, line.currency),
        line_total=Money.of(line.total, line.currency),
        available=left if left is not None and left < MAX_QUANTITY else None,
        is_out_of_reach=is_out_of_reach,
        **orjson.loads(line.facts),
    )
