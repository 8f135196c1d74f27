"""Baskets: the cart as its page shows it, shop by shop, with what changed said line by line."""

from __future__ import annotations

from typing import Any

from souk.contracts.cart.calls import MAX_QUANTITY, Cart, CartChange, CartHolder, CartLine, Carts
from souk.contracts.marketing.calls import CouponRefused
from souk.kernel.neighbours.asking import ask
from souk.services.web.rules import wording
from souk.services.web.rules.sums import taken_off
from souk.vocabulary.money import Money

carts = ask(Carts)

OWNERS = "This account keeps a shop, and an account that keeps a shop does not shop. To buy for yourself, sign out or use another account."

OUT_OF_REACH = "This cannot be reached just now."

COUPON_REASONS = {
    "unknown": "We do not know this coupon.",
    "expired": "This coupon is over.",
    "not_started": "This coupon is not valid yet.",
    "used_up": "This coupon has been used up.",
    "minimum_not_reached": "Your cart is below the minimum for this coupon.",
    "already_used": "You have used this coupon already.",
}


def is_nobody(holder: CartHolder) -> bool:
    """A visitor who has never put anything into a cart has none to ask for."""
    return not holder.user_id and not holder.token


def cart_view(cart: Cart | None) -> dict[str, Any]:
    """An empty mapping for an empty cart."""
    if cart is not None and cart.is_archived:
        return {
            "archived": {"text": OWNERS, "waiting": wording.pieces(cart.archived_quantity, "thing")}
            if cart.archived_quantity
            else {"text": OWNERS}
        }
    if cart is None or not cart.lines:
        return {"messages": [change.detail for change in cart.changes] if cart else []}
    coupon = cart.coupon
    return {
        "groups": groups(cart),
        "messages": [change.detail for change in cart.changes if change.action == "removed"],
        "coupon": {"code": coupon.code, "text": coupon.description} if coupon else None,
        "sums": sums(cart),
        "can_check_out": not any(line.is_out_of_reach for line in cart.lines),
        "blocked_text": _blocked(cart),
    }


def _blocked(cart: Cart) -> str:
    """Why not everything can be ordered now, and what can be done; empty where it can."""
    lost = [line for line in cart.lines if line.is_out_of_reach]
    if not lost:
        return ""
    if len(lost) == len(cart.lines):
        return f"{OUT_OF_REACH} Please come back in a moment."
    what = lost[0].title if len(lost) == 1 else f"{len(lost)} of these things"
    return f"{what} cannot be reached just now. Remove it to order the rest, or come back in a moment."


def groups(cart: Cart) -> list[dict[str, Any]]:
    """The lines by shop, in the order in which the shops first appear."""
    by_shop: dict[str, list[CartLine]] = {}
    for line in cart.lines:
        by_shop.setdefault(line.shop_id, []).append(line)
    changes = {change.item_id: change for change in cart.changes if change.action != "removed"}
    return [
        {
            "shop_name": lines[0].shop_name,
            "subtotal": wording.price(
                Money.sum((line.line_total for line in lines), lines[0].line_total.currency)
            ),
            "lines": [line_view(line, changes.get(line.item_id)) for line in lines],
        }
        for lines in by_shop.values()
    ]


def line_view(line: CartLine, change: CartChange | None) -> dict[str, Any]:
    notes = [change_text(change)] if change else []
    if line.available is not None and line.available < line.quantity and not change:
        notes.append(f"Only {line.available} left.")
    if line.is_out_of_reach:
        notes.append(OUT_OF_REACH)
    return {
        "id": line.item_id,
        "url": f"/products/{line.product_slug}?variation={line.variation_id}",
        "name": line.title,
        "options": wording.choices(line.options),
        "unit_price": wording.price(line.unit_price),
        "quantity": line.quantity,
        "most": max(min(line.available or MAX_QUANTITY, MAX_QUANTITY), line.quantity),
        "total": wording.price(line.line_total),
        "picture": {"src": line.image_url} if line.image_url else None,
        "notes": notes,
    }


def change_text(change: CartChange) -> str:
    if change.action == "price_updated" and change.old_price and change.new_price:
        return (
            f"The price changed from {wording.price(change.old_price)} to {wording.price(change.new_price)}."
        )
    return change.detail


def sums(cart: Cart) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [{"name": "Subtotal", "value": wording.price(cart.subtotal)}]
    member = cart.membership
    if member is None:
        rows += taken_off(cart.discount)
    else:
        label = f"{member.label} {member.percent_off} %"
        rows += taken_off(cart.discount + member.discount, label, member.discount)
    rows.append({"name": "Shipping", "value": "Calculated at the next step", "is_grey": True})
    rows.append({"name": "Total", "value": wording.price(cart.total), "is_total": True})
    return rows


def coupon_fault(refusal: CouponRefused) -> str:
    return COUPON_REASONS.get(str(refusal.extra.get("reason", "")), refusal.detail)
