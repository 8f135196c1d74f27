"""Coupons: what marketing takes off the cart, and what is shown while it does not answer."""

from __future__ import annotations

from souk.contracts.cart.calls import Cart as CartView
from souk.contracts.cart.calls import CartHolder, CartIsEmpty
from souk.contracts.marketing.calls import CouponRefused, Discount, Marketing
from souk.kernel.data.database import changes
from souk.kernel.neighbours.asking import ask
from souk.kernel.settings import settings as process_settings
from souk.services.cart.models import Cart
from souk.services.cart.rules.lines import subtotal
from souk.services.cart.use_cases import holding, membership
from souk.services.cart.use_cases.holding import Held
from souk.services.cart.use_cases.showing import shown
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Unavailable

marketing = ask(Marketing)


def apply_coupon(holder: CartHolder, code: str) -> CartView:
    """Raises CouponRefused, CartIsEmpty; Unavailable when marketing is away."""
    held = holding.read(holder)
    if held is None or not held.lines:
        raise CartIsEmpty("Put something into the cart first.")
    held = membership.priced(held)
    told = _ask(held, code.strip().upper())
    with changes("cart"):
        after = holding.take_in_hand(holder)
        if after is not None:
            _write(after, told.code, told.description, told.discount.minor)
    return shown(held if after is None else priced(_with_coupon(after, told)))


def remove_coupon(holder: CartHolder) -> CartView:
    with changes("cart"):
        held = holding.take_in_hand(holder)
        if held is not None:
            _write(held, "", "", 0)
            held = held.with_(coupon_code="", coupon_description="", coupon_discount=0)
    return shown(held)


def priced(held: Held) -> Held:
    """The cart with what its coupon takes off now, written down where it differs from what was last shown.

    A coupon that cannot be used now takes nothing off and says why. While marketing is away the last discount stands.
    """
    if not held.coupon_code:
        return held
    try:
        now = told(held)
    except Unavailable:
        most = min(held.coupon_discount, subtotal(held.lines))
        return held.with_(coupon_discount=most)
    if (now.coupon_discount, now.coupon_description) != (held.coupon_discount, held.coupon_description):
        _write(held, held.coupon_code, now.coupon_description, now.coupon_discount)
    return now


def told(held: Held) -> Held:
    """What marketing says of the cart's coupon. Raises Unavailable."""
    try:
        return _with_coupon(held, _ask(held, held.coupon_code))
    except CouponRefused as refusal:
        return held.with_(coupon_description=refusal.detail[:400], coupon_discount=0)


def _ask(held: Held, code: str) -> Discount:
    amount = Money.of(subtotal(held.lines), process_settings().currency)
    return marketing.discount(
        code=code, subtotal=amount, customer=held.user_id, hours_early=membership.hours_early(held)
    )


def _with_coupon(held: Held, told: Discount) -> Held:
    return held.with_(
        coupon_code=told.code, coupon_description=told.description, coupon_discount=told.discount.minor
    )


def _write(held: Held, code: str, description: str, discount: int) -> None:
    """`held` names the coupon this was asked for: one that was changed meanwhile stays as it is."""
    Cart.objects.filter(cart_id=held.cart_id, coupon_code=held.coupon_code).update(
        coupon_code=code, coupon_description=description, coupon_discount=discount
    )
