"""Ordering: what was ordered leaves the cart, and nothing else does."""

from __future__ import annotations

from collections.abc import Mapping

from souk.kernel.rows import find, update
from souk.services.cart.models import Cart, CartLine
from souk.services.cart.use_cases.holding import touched


def take_out(cart_id: str, ordered: Mapping[str, int]) -> None:
    """Inside the hearing's transaction. `ordered`: quantities by variation; what was added since the checkout stays.

    The coupon was redeemed with the order. A guest's cart that was merged meanwhile points to the user's.
    """
    values = {**touched(), "coupon_code": "", "coupon_description": "", "coupon_discount": 0}
    if not Cart.objects.filter(cart_id=cart_id, merged_into=None).update(**values):
        cart_id = Cart.objects.filter(cart_id=cart_id).values_list("merged_into", flat=True).first() or ""
        if not cart_id or not Cart.objects.filter(cart_id=cart_id).update(**values):
            return
    gone = []
    for line in find(CartLine, where={"cart_id": cart_id, "variation_id": list(ordered)}):
        rest = line.quantity - ordered[line.variation_id]
        if rest > 0:
            update(CartLine, where={"item_id": line.item_id}, values={"quantity": rest})
        else:
            gone.append(line.item_id)
    if gone:
        CartLine.objects.filter(item_id__in=gone).delete()
