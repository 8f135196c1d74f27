"""The cart over REST. A signed-in user's cart is theirs by their token; a guest's travels in `X-Cart-Token`."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Header
from pydantic import Field

from souk.contracts.cart.calls import MAX_QUANTITY, Cart, CartHolder
from souk.kernel.access import identity
from souk.kernel.access.identity import anyone, signed_in
from souk.kernel.web.api import Api, Body, json_answer, to_json
from souk.services.cart.use_cases import coupons, filling, looking, merging

api = Api("cart")

CartToken = Annotated[
    str | None,
    Header(None, alias="X-Cart-Token", max_length=200, description="A guest's cart; it was in the answer to their first item."),
]  # fmt: skip


class ItemIn(Body):
    variation_id: str = Field(min_length=1, max_length=60)
    quantity: int = Field(default=1, ge=1, le=MAX_QUANTITY, strict=True)


class QuantityIn(Body):
    """0 removes the line."""

    quantity: int = Field(ge=0, le=MAX_QUANTITY, strict=True)


class CouponIn(Body):
    code: str = Field(min_length=1, max_length=40)


class MergeIn(Body):
    """`token`: the X-Cart-Token of the guest who has now signed in."""

    token: str = Field(min_length=1, max_length=200)


@api.get("/cart", may=anyone, answers=Cart, summary="The cart, with today's prices and stock")
def show_cart(request: HttpRequest, token: CartToken = None) -> HttpResponse:
    """`changes` says what had to be corrected since the last look. An unknown token is an empty cart."""
    return _answer(looking.look(_holder(token)))


@api.post("/cart/items", may=anyone, answers=Cart, summary="Put something into the cart")
def add_item(request: HttpRequest, body: ItemIn, token: CartToken = None) -> HttpResponse:
    """A guest without a cart gets one: keep its `token` and send it as `X-Cart-Token` from then on."""
    return _answer(filling.add_item(_holder(token), body.variation_id, body.quantity))


@api.patch("/cart/items/{item_id}", may=anyone, answers=Cart, summary="Change how many")
def change_quantity(
    request: HttpRequest, item_id: str, body: QuantityIn, token: CartToken = None
) -> HttpResponse:
    return _answer(filling.change_quantity(_holder(token), item_id, body.quantity))


@api.delete("/cart/items/{item_id}", may=anyone, answers=Cart, summary="Remove a line")
def remove_item(request: HttpRequest, item_id: str, token: CartToken = None) -> HttpResponse:
    return _answer(filling.remove_item(_holder(token), item_id))


@api.delete("/cart", may=anyone, answers=Cart, summary="Empty the cart")
def clear_cart(request: HttpRequest, token: CartToken = None) -> HttpResponse:
    return _answer(filling.clear(_holder(token)))


@api.post("/cart/coupon", may=anyone, answers=Cart, summary="Apply a coupon")
def apply_coupon(request: HttpRequest, body: CouponIn, token: CartToken = None) -> HttpResponse:
    return _answer(coupons.apply_coupon(_holder(token), body.code))


@api.delete("/cart/coupon", may=anyone, answers=Cart, summary="Take the coupon away")
def remove_coupon(request: HttpRequest, token: CartToken = None) -> HttpResponse:
    return _answer(coupons.remove_coupon(_holder(token)))


@api.post("/cart/merge", may=signed_in, answers=Cart, summary="Bring a guest's cart along at sign-in")
def merge_carts(request: HttpRequest, body: MergeIn) -> HttpResponse:
    """Quantities of the same variation add up, as far as there is stock. Doing it twice is doing it once."""
    return _answer(merging.merge(body.token, identity.current().user_id or ""))


def _holder(token: str | None) -> CartHolder:
    """The user that the access token names; the cart token counts for guests only, and never merges by itself."""
    user_id = identity.current().user_id
    return CartHolder(user_id=user_id, token=None if user_id else token)


def _answer(cart: Cart) -> HttpResponse:
    answer = json_answer(to_json(cart))
    if cart.token:
        answer["X-Cart-Token"] = cart.token
    answer["Cache-Control"] = "no-store"
    return answer
