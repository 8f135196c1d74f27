"""Ordering: what is ordered leaves the cart, and nothing else does. A piece in a cart is ordered once, however many checkouts saw it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from souk.contracts.cart.calls import CartChanged
from souk.kernel import clock
from souk.kernel.data.database import changes
from souk.kernel.data.rows import find, find_one, insert, update
from souk.services.cart.models import Cart, CartLine, TakenOut
from souk.services.cart.use_cases.holding import touched


def take_out(key: str, cart_id: str, ordered: Mapping[str, int]) -> None:
    """`ordered`: quantities by variation; what was added since the checkout stays. Raises CartChanged.

    The coupon was redeemed with the order. A guest's cart that was merged meanwhile points to the user's; one that is gone holds nothing
    that could be ordered again.
    """
    key_hash = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
    with changes("cart"):
        held_by = _take_in_hand(cart_id)
        if held_by is None or find_one(TakenOut, where={"key_hash": key_hash}) is not None:
            return
        lines = find(CartLine, where={"cart_id": held_by, "variation_id": list(ordered)})
        if {line.variation_id for line in lines if line.quantity >= ordered[line.variation_id]} != set(
            ordered
        ):
            raise CartChanged(
                "The cart was ordered or changed in the meantime. Nothing was charged for this order.",
                changes=[],
            )
        _lessen(lines, ordered)
        insert(TakenOut(key_hash=key_hash, taken_at=clock.now()))


def _take_in_hand(cart_id: str) -> str | None:
    """The id of the cart, or of the one it was merged into; nobody else changes it until the change is made."""
    values = {**touched(), "coupon_code": "", "coupon_description": "", "coupon_discount": 0}
    if Cart.objects.filter(cart_id=cart_id, merged_into=None).update(**values):
        return cart_id
    merged_into = Cart.objects.filter(cart_id=cart_id).values_list("merged_into", flat=True).first()
    if merged_into and Cart.objects.filter(cart_id=merged_into).update(**values):
        return merged_into
    return None


def _lessen(lines: list[CartLine], ordered: Mapping[str, int]) -> None:
    gone = []
    for line in lines:
        rest = line.quantity - ordered[line.variation_id]
        if rest > 0:
            update(CartLine, where={"item_id": line.item_id}, values={"quantity": rest})
        else:
            gone.append(line.item_id)
    if gone:
        CartLine.objects.filter(item_id__in=gone).delete()
