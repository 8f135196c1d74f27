"""The door for neighbours."""

from __future__ import annotations

from souk.contracts.cart.calls import Cart, CartHolder, OrderedLine
from souk.services.cart.use_cases import checking_out, coupons, filling, looking, merging, ordering
from souk.vocabulary.ids import CartId, Key, UserId, VariationId


class CartsService:
    """Implements contracts.cart.calls.Carts."""

    def cart(self, *, holder: CartHolder, is_glance: bool = False) -> Cart:
        return looking.look(holder, is_glance=is_glance)

    def add_item(self, *, holder: CartHolder, variation_id: VariationId, quantity: int) -> Cart:
        return filling.add_item(holder, variation_id, quantity)

    def put_in(self, *, key: Key, holder: CartHolder, variation_id: VariationId, quantity: int) -> Cart:
        return filling.add_item(holder, variation_id, quantity, key)

    def change_quantity(self, *, holder: CartHolder, item_id: str, quantity: int) -> Cart:
        return filling.change_quantity(holder, item_id, quantity)

    def remove_item(self, *, holder: CartHolder, item_id: str) -> Cart:
        return filling.remove_item(holder, item_id)

    def clear(self, *, holder: CartHolder) -> Cart:
        return filling.clear(holder)

    def merge(self, *, token: str, user_id: UserId) -> Cart:
        return merging.merge(token, user_id)

    def apply_coupon(self, *, holder: CartHolder, code: str) -> Cart:
        return coupons.apply_coupon(holder, code)

    def remove_coupon(self, *, holder: CartHolder) -> Cart:
        return coupons.remove_coupon(holder)

    def check_out(self, *, key: Key, holder: CartHolder, version: int | None = None) -> Cart:
        return checking_out.check_out(key, holder, version)

    def take_out(self, *, key: Key, cart_id: CartId, lines: list[OrderedLine]) -> None:
        ordering.take_out(key, cart_id, {line.variation_id: line.quantity for line in lines})
